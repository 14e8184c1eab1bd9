import { z } from "zod";
import type { ApiOperation } from "../operation";
import { Id, PageQuery, page } from "../resources/common";
import { OperationSignals } from "../resources/observation";
import * as operation from "../resources/operation";

export const operationOperations = {
  listOperations: {
    method: "GET",
    path: "/api/v1/operations",
    tag: "Operations",
    summary: "Operations, newest first.",
    query: PageQuery.extend({
      state: z.enum(["active", "ended"]).optional(),
      environmentId: Id.optional(),
      tenantId: Id.optional(),
    }),
    response: page(operation.OperationBrief),
  },
  getOperation: {
    method: "GET",
    path: "/api/v1/operations/{operationId}",
    tag: "Operations",
    summary: "One operation with its steps.",
    params: z.object({ operationId: Id }),
    response: operation.Operation,
  },
  listOperationEvents: {
    method: "GET",
    path: "/api/v1/operations/{operationId}/events",
    tag: "Operations",
    summary: "The operation's story after a sequence number, oldest first.",
    params: z.object({ operationId: Id }),
    query: z.object({
      after: z
        .string()
        .regex(/^\d{1,18}$/)
        .default("0"),
      limit: z.coerce.number().int().min(1).max(500).default(500),
    }),
    response: z.object({ items: z.array(operation.OperationEvent), more: z.boolean() }),
  },
  pauseOperation: {
    method: "POST",
    path: "/api/v1/operations/{operationId}/pause",
    tag: "Operations",
    summary:
      "Pause: the step under way stops, the environment stays as it is until somebody resumes or aborts.",
    params: z.object({ operationId: Id }),
    body: z.object({}),
    response: operation.Operation,
  },
  resumeOperation: {
    method: "POST",
    path: "/api/v1/operations/{operationId}/resume",
    tag: "Operations",
    summary: "Resume at the first unfinished step; every gate is asked again.",
    params: z.object({ operationId: Id }),
    body: operation.MoveOperation,
    response: operation.Operation,
  },
  continueOperation: {
    method: "POST",
    path: "/api/v1/operations/{operationId}/continue",
    tag: "Operations",
    summary: "Answer its question: it goes on, with your reason. Going back instead is an abort.",
    params: z.object({ operationId: Id }),
    body: operation.ContinueOperation,
    response: operation.Operation,
  },
  getOperationSignals: {
    method: "GET",
    path: "/api/v1/operations/{operationId}/signals",
    tag: "Operations",
    summary: "What was measured before and since, compared with the limits.",
    params: z.object({ operationId: Id }),
    response: OperationSignals,
  },
  abortOperation: {
    method: "POST",
    path: "/api/v1/operations/{operationId}/abort",
    tag: "Operations",
    summary: "Abort with a reason: ends at once, or goes back when something was touched.",
    params: z.object({ operationId: Id }),
    body: operation.AbortOperation,
    response: operation.Operation,
  },
} as const satisfies Record<string, ApiOperation>;
