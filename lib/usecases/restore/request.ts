import "server-only";
import { Id } from "@/lib/contracts/api/resources/common";
import { RequestRestore } from "@/lib/contracts/api/resources/restore";
import { lossWords } from "@/lib/domain/recovery/loss";
import {
  needsSecondPerson,
  neutralises,
  restoreConfirmation,
  restoreNumber,
  WAITS_FOR_RELEASE,
} from "@/lib/domain/recovery/restore";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
import { countWritten } from "./count";
import { createDataOperation, markChanging, restorePlan } from "./create";
import { refusalNow, type TargetRow, targetInclude } from "./facts";
import { assertNotHeld } from "./held";
import { choosePoint, momentOf } from "./point";
import { restoreDetail } from "./present";
import { tellRequest } from "./tell";

/**
 * Asks to bring a backup, or a second between backups, back into an environment. What would be lost is counted now, and
 * written down as it was told. Production waits for a second person; elsewhere it starts at once.
 */
export const requestRestore = command({
  action: "restore.request",
  input: RequestRestore.extend({ environmentId: Id }),
  target: async (tx, { environmentId }) => {
    const row = await tx.environment.findUnique({ where: { id: environmentId }, include: targetInclude });
    if (row === null) return null;
    const { tenantId, id, name } = row;
    const scope = { level: "environment" as const, tenantId, environmentId };
    return { row, scope, kind: "environment", id, name, tenantId, environmentId };
  },
  prepare: async ({ ctx, input, row }) => {
    const chosen = await choosePoint(ctx.db.prisma, ctx, row, input);
    return countWritten(ctx, row, momentOf(chosen));
  },
  run: async ({
    tx,
    ctx,
    input,
    target: { row: seen },
    prepared: loss,
    announce,
    afterCommit,
    note,
    made,
  }) => {
    if (ctx.actor.kind !== "person") throw new Problem("forbidden", "Only a person asks for a restore.");
    await tx.$queryRaw`SELECT id FROM environment WHERE id = ${seen.id}::uuid FOR NO KEY UPDATE`;
    const row = await tx.environment.findUniqueOrThrow({ where: { id: seen.id }, include: targetInclude });
    const chosen = await choosePoint(tx, ctx, row, input);
    const { point, at: pointInTime } = chosen;
    const refusal = await refusalNow(tx, row, point, input.acceptsDamage);
    if (refusal !== null) throw new Problem("conflict", refusal);
    assertConfirmed(row, input.confirmation);
    await assertNotHeld(tx, row.id, ctx.now);
    const neutralise = neutralises(point.environment, row);
    const waits = needsSecondPerson(row);
    const { reason, acceptsDamage } = input;
    const asked = { reason, requesterId: ctx.actor.id, correlationId: ctx.correlationId, now: ctx.now };
    const plan = restorePlan(row, chosen, neutralise);
    const operationId = waits ? null : await createDataOperation(tx, "restore", row, { ...asked, plan });
    const restore = await tx.restore.create({
      data: {
        tenantId: row.tenantId,
        targetEnvironmentId: row.id,
        backupId: point.id,
        pointInTime,
        ...{ neutralise, acceptsDamage, reason, operationId },
        loss: { known: loss.known, counts: loss.counts.map((one) => ({ ...one })) },
        state: waits ? "requested" : "running",
        sentence: waits ? WAITS_FOR_RELEASE : "",
        requesterId: ctx.actor.id,
        createdAt: ctx.now,
      },
      select: { id: true, number: true },
    });
    const number = restoreNumber(restore.number);
    made({ kind: "restore", id: restore.id, name: number });
    note({
      into: row.name,
      backupId: point.id,
      ...(pointInTime === null ? {} : { pointInTime: pointInTime.toISOString() }),
      from: point.environment.name,
      loss: lossWords(loss),
      reason,
    });
    if (operationId !== null)
      await markChanging(tx, row.id, `${number} brings data of ${point.environment.name} back.`);
    await tellRequest({ tx, ctx, announce, afterCommit }, row, { restoreId: restore.id, operationId, loss });
    return restoreDetail(tx, ctx, restore.id);
  },
});

function assertConfirmed(row: TargetRow, typed: string | undefined): void {
  const wanted = restoreConfirmation(row);
  if (wanted === null || typed === wanted) return;
  const message = `Type ${wanted} exactly: this environment is in production.`;
  throw new Problem("invalid_input", `confirmation: ${message}`, {
    issues: [{ path: "confirmation", message }],
  });
}
