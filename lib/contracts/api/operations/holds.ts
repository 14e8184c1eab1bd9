import { z } from "zod";
import type { ApiOperation } from "../operation";
import { Id, PageQuery, page } from "../resources/common";
import * as hold from "../resources/hold";

export const holdOperations = {
  listHolds: {
    method: "GET",
    path: "/api/v1/holds",
    tag: "Holds",
    summary: "Holds, newest first; with an environment or tenant those that touch it, wider ones included.",
    query: PageQuery.extend({
      environmentId: Id.optional(),
      tenantId: Id.optional(),
      active: z.enum(["true", "false"]).optional(),
    }),
    response: page(hold.Hold),
  },
  placeHold: {
    method: "POST",
    path: "/api/v1/holds",
    tag: "Holds",
    summary: "Stop the line: nothing starts or resumes there until it is lifted or ends.",
    body: hold.PlaceHold,
    response: hold.Hold,
    status: 201,
  },
  liftHold: {
    method: "POST",
    path: "/api/v1/holds/{holdId}/lift",
    tag: "Holds",
    summary: "Lift a hold, with a reason.",
    params: z.object({ holdId: Id }),
    body: hold.LiftHold,
    response: hold.Hold,
  },
} as const satisfies Record<string, ApiOperation>;
