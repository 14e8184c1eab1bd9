import "server-only";
import { Id } from "@/lib/contracts/api/resources/common";
import { ClearDrill } from "@/lib/contracts/api/resources/drill";
import { appendAudit, WORKER_ACTOR } from "@/lib/data/audit";
import type { Database, Tx } from "@/lib/data/client";
import { drillEvent } from "@/lib/data/ledger/drill-rows";
import { type EventFact, writeEvent } from "@/lib/data/outbox";
import { clearingRefusal } from "@/lib/domain/drill/clearing";
import { planClearing } from "@/lib/domain/drill/plan";
import { drillNumber } from "@/lib/domain/drill/state";
import { LEFT_AFTER_MS, LEFT_RETRY_MS, LEFT_UNTIL_MS } from "@/lib/domain/recovery/leftovers";
import { Problem } from "@/lib/domain/shared/problem";
import { beginEach } from "../begin-each";
import { command } from "../command";
import { writeBesideOperation } from "../operation/beside";
import { drillDetail } from "./present";
import { drillTarget } from "./rows";

/**
 * Tries once more to remove what a drill left after its tear-down had failed. What the drill showed stays as it is;
 * the finding about what was left closes itself when nothing is.
 */
export const clearDrill = command({
  action: "drill.clear",
  input: ClearDrill.extend({ drillId: Id }),
  target: drillTarget,
  run: async ({ tx, ctx, input, target: { row }, announce, afterCommit, note }) => {
    const drill = await lockLeft(tx, row.id, input.version);
    const { operationId, events } = await beginClearing(tx, drill, {
      reason: input.reason,
      requesterId: ctx.actor.kind === "person" ? ctx.actor.id : null,
      ...{ correlationId: ctx.correlationId, now: ctx.now },
    });
    note({ operationId, reason: input.reason });
    for (const event of events) await announce(event);
    afterCommit(() => ctx.ports.bell.ring("operation.run", { operationId }));
    return drillDetail(tx, ctx, drill.id);
  },
});

type Asked = { reason: string; requesterId: string | null; correlationId: string; now: Date };
type LeftDrill = Awaited<ReturnType<typeof lockLeft>>;

async function beginClearing(tx: Tx, drill: LeftDrill, asked: Asked) {
  const operationId = await writeBesideOperation(tx, drill.environment, {
    ...{ ...asked, kind: "drill" },
    plan: planClearing(),
    ...{ clusterId: drill.clusterId, releaseId: drill.releaseId },
  });
  const data = { clearOperationId: operationId, version: { increment: 1 } };
  await tx.drill.update({ where: { id: drill.id }, data });
  const { tenantId, environmentId } = drill;
  const subject = { kind: "operation" as const, id: operationId };
  const events: EventFact[] = [
    { type: "operation.created", tenantId, environmentId, subject },
    drillEvent(drill),
  ];
  return { operationId, events };
}

/** Drills cleared away in one sweep; the next ones follow in the next. */
const AT_ONCE = 5;

/**
 * Tries again by itself, some times, to remove what drills left: not at once, for a person may be at it, and not for
 * ever. Answers how many were begun; the sweep rings for what waits.
 */
export async function clearLeftDrills(db: Database, now: Date, correlationId: string): Promise<number> {
  const ago = (ms: number) => new Date(now.getTime() - ms);
  const due = await db.prisma.drill.findMany({
    where: {
      ...{ tornDown: false, state: { not: "running" } },
      finishedAt: { gt: ago(LEFT_UNTIL_MS), lt: ago(LEFT_AFTER_MS) },
      OR: [{ clearOperationId: null }, { clearOperation: { finishedAt: { lt: ago(LEFT_RETRY_MS) } } }],
    },
    select: { id: true, version: true },
    orderBy: { finishedAt: "asc" },
    take: AT_ONCE,
  });
  return beginEach(due, ({ id, version }) =>
    db.transaction(async (tx) => clearByItself(tx, await lockLeft(tx, id, version), { now, correlationId })),
  );
}

async function clearByItself(
  tx: Tx,
  drill: LeftDrill,
  at: { now: Date; correlationId: string },
): Promise<void> {
  const reason = `${drillNumber(drill.number)} could not remove what it had made.`;
  const { operationId, events } = await beginClearing(tx, drill, { ...at, reason, requesterId: null });
  for (const event of events) await writeEvent(tx, event);
  await appendAudit(tx, {
    at: at.now,
    actor: WORKER_ACTOR,
    action: "drill.clear",
    target: { kind: "drill", id: drill.id, name: drillNumber(drill.number) },
    ...{ tenantId: drill.tenantId, environmentId: drill.environmentId, outcome: "done" },
    facts: { operationId, reason },
    correlationId: at.correlationId,
  });
}

/** The drill, held until the commit. @throws Problem `conflict` when it has moved or nothing is to be removed */
async function lockLeft(tx: Tx, id: string, version: number) {
  await tx.$queryRaw`SELECT id FROM drill WHERE id = ${id}::uuid FOR UPDATE`;
  const include = { environment: true, clearOperation: { select: { id: true, state: true } } } as const;
  const drill = await tx.drill.findUniqueOrThrow({ where: { id }, include });
  const { clearOperation: clearing, state, tornDown } = drill;
  const refusal = clearingRefusal({ number: drillNumber(drill.number), state, tornDown, clearing });
  if (refusal !== null) throw new Problem("conflict", refusal);
  if (drill.version !== version)
    throw new Problem("conflict", "This drill was changed meanwhile. Look again, then decide.");
  return drill;
}
