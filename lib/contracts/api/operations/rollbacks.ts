import { z } from "zod";
import type { ApiOperation } from "../operation";
import { Id } from "../resources/common";
import { Operation } from "../resources/operation";
import { Restore } from "../resources/restore";
import * as rollback from "../resources/rollback";

export const rollbackOperations = {
  previewRollback: {
    method: "GET",
    path: "/api/v1/environments/{environmentId}/rollback",
    tag: "Rollbacks",
    summary: "What going back to the release before would mean: whether it can, its plan, its gates.",
    params: z.object({ environmentId: Id }),
    response: rollback.RollbackPreview,
  },
  rollBack: {
    method: "POST",
    path: "/api/v1/environments/{environmentId}/rollback",
    tag: "Rollbacks",
    summary: "Go back to the previewed release: code and configuration only, with a reason.",
    params: z.object({ environmentId: Id }),
    body: rollback.RollBack,
    response: Operation,
    status: 201,
  },
  rollBackWithData: {
    method: "POST",
    path: "/api/v1/environments/{environmentId}/rollback-with-data",
    tag: "Rollbacks",
    summary:
      "Go back to the previewed release together with the data of its change's checkpoint. In production a second person releases it first.",
    params: z.object({ environmentId: Id }),
    body: rollback.RollBackWithData,
    response: Restore,
    status: 201,
  },
} as const satisfies Record<string, ApiOperation>;
