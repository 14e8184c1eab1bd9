import { z } from "zod";
import type { ApiOperation } from "../operation";
import { Id, page } from "../resources/common";
import * as restore from "../resources/restore";

const environment = z.object({ environmentId: Id });
const one = z.object({ restoreId: Id });
const tag = "Restores";

export const restoreOperations = {
  getRestoreOptions: {
    method: "GET",
    path: "/api/v1/environments/{environmentId}/restore",
    tag,
    summary: "What can be brought back into an environment: points in time, and what is asked before.",
    params: environment,
    query: restore.RestoreOptionsQuery,
    response: restore.RestoreOptions,
  },
  countLoss: {
    method: "GET",
    path: "/api/v1/environments/{environmentId}/loss",
    tag,
    summary: "What was written in an environment since a moment, counted by its ERP now.",
    params: environment,
    query: restore.LossQuery,
    response: restore.Loss,
  },
  requestRestore: {
    method: "POST",
    path: "/api/v1/environments/{environmentId}/restore",
    tag,
    summary: "Bring a backup back into an environment. In production a second person releases it first.",
    params: environment,
    body: restore.RequestRestore,
    response: restore.Restore,
    status: 201,
  },
  listRestores: {
    method: "GET",
    path: "/api/v1/restores",
    tag,
    summary: "Restores, newest first.",
    query: restore.RestoresQuery,
    response: page(restore.RestoreBrief),
  },
  getRestore: {
    method: "GET",
    path: "/api/v1/restores/{restoreId}",
    tag,
    summary: "One restore: who wanted it, who released it, what became of it, and its reconciliation.",
    params: one,
    response: restore.Restore,
  },
  approveRestore: {
    method: "POST",
    path: "/api/v1/restores/{restoreId}/approve",
    tag,
    summary: "Release somebody else's restore; it starts at once.",
    params: one,
    body: restore.DecideRestore,
    response: restore.Restore,
  },
  rejectRestore: {
    method: "POST",
    path: "/api/v1/restores/{restoreId}/reject",
    tag,
    summary: "Refuse somebody else's restore, with a reason.",
    params: one,
    body: restore.DecideRestore,
    response: restore.Restore,
  },
  withdrawRestore: {
    method: "POST",
    path: "/api/v1/restores/{restoreId}/withdraw",
    tag,
    summary: "Withdraw a restore that waits for a second person, with a reason.",
    params: one,
    body: restore.WithdrawRestore,
    response: restore.Restore,
  },
  undoRestore: {
    method: "POST",
    path: "/api/v1/restores/{restoreId}/undo",
    tag,
    summary: "Put the data from before a restore back, while they are kept.",
    params: one,
    body: restore.UndoRestore,
    response: restore.Restore,
  },
} as const satisfies Record<string, ApiOperation>;
