import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
import { operationDetail } from "../operation/present";
import { createPruneOperation, protectedInclude } from "./create";
import { pruningOf } from "./pruning";
import { backupSettings } from "./settings";

/** Said when the rules and what refers to the backups keep all of them. */
export const NOTHING_BEYOND = "No backup is beyond what the policy and what refers to them keep.";

/** Forgets now what the schedule would forget in its next night: the same rules, the same references. */
export const pruneBackups = command({
  action: "backup.prune",
  input: API.pruneBackups.params,
  target: async (tx, { environmentId }) => {
    const row = await tx.environment.findUnique({ where: { id: environmentId }, include: protectedInclude });
    if (row === null) return null;
    const { tenantId, id, name } = row;
    const scope = { level: "environment" as const, tenantId, environmentId };
    return { row, scope, kind: "environment", id, name, tenantId, environmentId };
  },
  run: async ({ tx, ctx, target: { row }, announce, afterCommit, note }) => {
    const settings = (await backupSettings(tx))(row.tenant.tier);
    const { points } = await pruningOf(tx, row, { settings, now: ctx.now });
    if (points.backups.length === 0) throw new Problem("conflict", NOTHING_BEYOND);
    const { operationId, events } = await createPruneOperation(tx, row, {
      points,
      requesterId: ctx.actor.kind === "person" ? ctx.actor.id : null,
      correlationId: ctx.correlationId,
      now: ctx.now,
    });
    note({ operationId, backups: points.backups.map(({ backupId }) => backupId) });
    for (const event of events) await announce(event);
    afterCommit(() => ctx.ports.bell.ring("operation.run", { operationId }));
    return operationDetail(tx, ctx, operationId);
  },
});
