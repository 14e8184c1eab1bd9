import { z } from "zod";
import { LiveEvent } from "../../events/live";
import type { ApiOperation } from "../operation";
import { Id } from "../resources/common";
import * as platform from "../resources/platform";

export const sessionOperations = {
  getMe: {
    method: "GET",
    path: "/api/v1/me",
    tag: "Session",
    summary: "Who I am and what I may do.",
    response: platform.Me,
  },
  listMySessions: {
    method: "GET",
    path: "/api/v1/me/sessions",
    tag: "Session",
    summary: "Browsers in which I am signed in.",
    response: z.object({ items: z.array(platform.SessionInfo) }),
  },
  revokeSession: {
    method: "POST",
    path: "/api/v1/me/sessions/{sessionId}/revoke",
    tag: "Session",
    summary: "End one of my sessions.",
    params: z.object({ sessionId: Id }),
    response: z.object({ id: Id }),
  },
  streamEvents: {
    method: "GET",
    path: "/api/v1/events",
    tag: "Session",
    summary: "What happens within my scope, as server-sent events.",
    response: LiveEvent,
    stream: true,
  },
} as const satisfies Record<string, ApiOperation>;
