import { z } from "zod";
import type { ApiOperation } from "../operation";
import { Id } from "../resources/common";
import * as log from "../resources/log";

const environment = z.object({ environmentId: Id });

export const logOperations = {
  getLogPlace: {
    method: "GET",
    path: "/api/v1/environments/{environmentId}/logs",
    tag: "Logs",
    summary: "Whose logs can be read, and where they come from. No line is read.",
    params: environment,
    response: log.LogPlace,
  },
  searchLogs: {
    method: "POST",
    path: "/api/v1/environments/{environmentId}/logs/search",
    tag: "Logs",
    summary:
      "The newest lines of an environment's pods in a window, with what was operated there meanwhile; audited.",
    params: environment,
    body: log.LogSearch,
    response: log.LogPage,
  },
  followLogs: {
    method: "GET",
    path: "/api/v1/environments/{environmentId}/logs/follow",
    tag: "Logs",
    summary: "Lines as they are written, as server-sent events, for at most 15 minutes; audited.",
    params: environment,
    query: log.LogFollow,
    response: log.LogStreamed,
    stream: true,
  },
} as const satisfies Record<string, ApiOperation>;
