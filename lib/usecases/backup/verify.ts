import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
import { operationDetail } from "../operation/present";
import { createVerifyOperation, protectedInclude } from "./create";
import { backupName, readableRefusal } from "./present";

/** Loads a backup into a database of its own, compares and drops it: only that proves it. */
export const verifyBackup = command({
  action: "backup.verify",
  input: API.verifyBackup.params,
  target: async (tx, { backupId }) => {
    const row = await tx.backup.findUnique({
      where: { id: backupId },
      include: { environment: { include: protectedInclude } },
    });
    if (row === null) return null;
    const { tenantId, environmentId } = row;
    const scope = { level: "environment" as const, tenantId, environmentId };
    return { row, scope, kind: "backup", id: row.id, name: backupName(row), tenantId, environmentId };
  },
  run: async ({ tx, ctx, target: { row }, announce, afterCommit, note }) => {
    const refusal = readableRefusal(row.state);
    if (refusal !== null) throw new Problem("conflict", refusal);
    const { operationId, events } = await createVerifyOperation(tx, row.environment, {
      backupId: row.id,
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
