import "server-only";
import { Id } from "@/lib/contracts/api/resources/common";
import { RollBackWithData } from "@/lib/contracts/api/resources/rollback";
import { changeNumber } from "@/lib/domain/change/number";
import { lossWords } from "@/lib/domain/recovery/loss";
import { needsSecondPerson, restoreNumber, WAITS_FOR_RELEASE } from "@/lib/domain/recovery/restore";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
import { countWritten } from "../restore/count";
import { restoreDetail } from "../restore/present";
import { tellRequest } from "../restore/tell";
import { beginDataRollback, openDataRollback } from "./data-begin";
import { assertConfirmed, environmentTarget } from "./target";

/**
 * Asks for the earlier release together with the data its change's checkpoint holds. What would be lost is counted now
 * and written down as it was told. Production waits for a second person, like every restore; elsewhere it starts at once.
 */
export const rollBackWithData = command({
  action: "operation.restore_rollback",
  input: RollBackWithData.extend({ environmentId: Id }),
  target: environmentTarget,
  prepare: async ({ ctx, input, row }) => {
    const where = { id: input.backupId, environmentId: row.id };
    const point = await ctx.db.prisma.backup.findFirst({ where, select: { takenAt: true } });
    if (point === null || point.takenAt === null)
      throw new Problem("not_found", "There is no such checkpoint of this environment.");
    return countWritten(ctx, row, point.takenAt);
  },
  run: async ({ tx, ctx, input, target: { row }, prepared: loss, announce, afterCommit, note }) => {
    if (ctx.actor.kind !== "person") throw new Problem("forbidden", "Only a person takes data back.");
    const open = await openDataRollback(tx, ctx, input);
    const { from, target, change, checkpoint } = open;
    if (target.id !== input.targetReleaseId)
      throw new Problem("conflict", `It would now go back to ${target.name}. Look again, then decide.`, {
        stale: true,
      });
    assertConfirmed(row, input.confirmation);
    const { environmentId, reason } = input;
    const requesterId = ctx.actor.id;
    const waits = needsSecondPerson(row);
    const operationId = waits
      ? null
      : await beginDataRollback(tx, ctx, open, { environmentId, requesterId, reason });
    const restore = await tx.restore.create({
      data: {
        ...{ tenantId: row.tenantId, targetEnvironmentId: row.id, backupId: checkpoint.id },
        ...{ changeId: change.id, neutralise: false, reason, operationId, requesterId },
        loss: { known: loss.known, counts: loss.counts.map((one) => ({ ...one })) },
        state: waits ? "requested" : "running",
        sentence: waits ? WAITS_FOR_RELEASE : "",
        createdAt: ctx.now,
      },
      select: { id: true, number: true },
    });
    note({
      restore: restoreNumber(restore.number),
      change: changeNumber(change.number),
      ...{ from: from.name, to: target.name, operationId, loss: lossWords(loss), reason },
    });
    await tellRequest({ tx, ctx, announce, afterCommit }, row, { restoreId: restore.id, operationId, loss });
    return restoreDetail(tx, ctx, restore.id);
  },
});
