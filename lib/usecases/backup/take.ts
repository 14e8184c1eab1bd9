import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { command } from "../command";
import { operationDetail } from "../operation/present";
import { createBackupOperation, protectedInclude } from "./create";

/** Copies database and files of an environment now. A hold does not stop it: it changes nothing. */
export const takeBackup = command({
  action: "backup.take",
  input: API.takeBackup.params,
  target: async (tx, { environmentId }) => {
    const row = await tx.environment.findUnique({ where: { id: environmentId }, include: protectedInclude });
    if (row === null) return null;
    const { tenantId, id, name } = row;
    const scope = { level: "environment" as const, tenantId, environmentId };
    return { row, scope, kind: "environment", id, name, tenantId, environmentId };
  },
  run: async ({ tx, ctx, target: { row }, announce, afterCommit, note }) => {
    const { operationId, events } = await createBackupOperation(tx, row, {
      cause: "manual",
      requesterId: ctx.actor.kind === "person" ? ctx.actor.id : null,
      correlationId: ctx.correlationId,
      now: ctx.now,
    });
    note({ operationId });
    for (const event of events) await announce(event);
    afterCommit(() => ctx.ports.bell.ring("operation.run", { operationId }));
    return operationDetail(tx, ctx, operationId);
  },
});
