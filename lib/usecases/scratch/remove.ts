import "server-only";
import { Id } from "@/lib/contracts/api/resources/common";
import { RemoveScratch } from "@/lib/contracts/api/resources/scratch";
import { appendAudit, WORKER_ACTOR } from "@/lib/data/audit";
import type { Database, Tx } from "@/lib/data/client";
import type { Prisma } from "@/lib/data/generated/client";
import { scratchEvent } from "@/lib/data/ledger/scratch-rows";
import { type EventFact, writeEvent } from "@/lib/data/outbox";
import { LEFT_AFTER_MS, LEFT_RETRY_MS } from "@/lib/domain/recovery/leftovers";
import { TRIED_FOR_MS } from "@/lib/domain/scratch/keeping";
import { planScratchRemoval } from "@/lib/domain/scratch/plan";
import { scratchNumber } from "@/lib/domain/scratch/state";
import { Problem } from "@/lib/domain/shared/problem";
import { beginEach } from "../begin-each";
import { command } from "../command";
import { writeBesideOperation } from "../operation/beside";
import { type LockedCopy, lockCopy } from "./lock";
import { removeRefusal, scratchDetail } from "./present";
import { scratchTarget } from "./rows";

/** Removes a copy before its time, or tries once more to remove what is left of one. */
export const removeScratch = command({
  action: "scratch.remove",
  input: RemoveScratch.extend({ scratchId: Id }),
  target: scratchTarget,
  run: async ({ tx, ctx, input, target, announce, afterCommit, note }) => {
    const row = await lockCopy(tx, target.row.id, input.version);
    const { operationId, events } = await beginRemoval(tx, row, {
      reason: input.reason,
      requesterId: ctx.actor.kind === "person" ? ctx.actor.id : null,
      ...{ correlationId: ctx.correlationId, now: ctx.now },
    });
    note({ operationId, reason: input.reason });
    for (const event of events) await announce(event);
    afterCommit(() => ctx.ports.bell.ring("operation.run", { operationId }));
    return scratchDetail(tx, ctx, row.id);
  },
});

type Asked = { reason: string; requesterId: string | null; correlationId: string; now: Date };

async function beginRemoval(tx: Tx, row: LockedCopy, asked: Asked) {
  const refusal = removeRefusal(row);
  if (refusal !== null) throw new Problem("conflict", refusal);
  const { id, clusterId, releaseId, tenantId, environmentId } = row;
  const operationId = await writeBesideOperation(tx, row.environment, {
    ...{ ...asked, kind: "clear_scratch", plan: planScratchRemoval() },
    ...{ clusterId, releaseId },
  });
  const data = { state: "removing", clearOperationId: operationId, version: { increment: 1 } } as const;
  await tx.scratchCopy.update({ where: { id }, data });
  const subject = { kind: "operation" as const, id: operationId };
  const events: EventFact[] = [
    { type: "operation.created", tenantId, environmentId, subject },
    scratchEvent(row),
  ];
  return { operationId, events };
}

/** Copies removed in one sweep; the next ones follow in the next. */
const AT_ONCE = 5;

/** Its time is over, or something of it was left so long ago that it may be tried again. */
function due(now: Date): Prisma.ScratchCopyWhereInput {
  const ago = (ms: number) => ({ lt: new Date(now.getTime() - ms) });
  return {
    OR: [
      { state: "standing", keptUntil: { lte: now } },
      {
        state: "left",
        createdAt: { gt: new Date(now.getTime() - TRIED_FOR_MS) },
        OR: [
          { clearOperationId: null, operation: { finishedAt: ago(LEFT_AFTER_MS) } },
          { clearOperation: { finishedAt: ago(LEFT_RETRY_MS) } },
        ],
      },
    ],
  };
}

/** Starts removing what has had its time, and tries again where something was left. Answers how many were begun. */
export async function removeDue(db: Database, now: Date, correlationId: string): Promise<number> {
  const rows = await db.prisma.scratchCopy.findMany({
    where: due(now),
    select: { id: true, version: true },
    orderBy: { createdAt: "asc" },
    take: AT_ONCE,
  });
  return beginEach(rows, ({ id, version }) =>
    db.transaction(async (tx) => removeByItself(tx, await lockCopy(tx, id, version), { now, correlationId })),
  );
}

async function removeByItself(
  tx: Tx,
  row: LockedCopy,
  at: { now: Date; correlationId: string },
): Promise<void> {
  const name = scratchNumber(row.number);
  const reason =
    row.state === "standing" ? `${name} has had its time.` : `What is left of ${name} is to be removed.`;
  const { operationId, events } = await beginRemoval(tx, row, { ...at, reason, requesterId: null });
  for (const event of events) await writeEvent(tx, event);
  await appendAudit(tx, {
    at: at.now,
    actor: WORKER_ACTOR,
    action: "scratch.remove",
    target: { kind: "scratch_copy", id: row.id, name },
    ...{ tenantId: row.tenantId, environmentId: row.environmentId, outcome: "done" },
    facts: { operationId, reason },
    correlationId: at.correlationId,
  });
}
