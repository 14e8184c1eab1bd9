import "server-only";
import type { LiveEvent } from "@/lib/contracts/events/live";
import type { Json, OperationEnd, StepFailure, StoryLine } from "@/lib/domain/operation/run";
import { plainText } from "@/lib/domain/shared/plain-text";
import type { Tx } from "../client";
import type { EventFact } from "../outbox";
import { type FencedLease, type FencedOperation, holdFence } from "./fence";
import { claim, type TakenRow } from "./take";
import { type Telling, type TellingDependencies, tellingTransaction } from "./telling";
import { enterRollback, jsonOf, markFailed } from "./turn-back";

export type LedgerDependencies = TellingDependencies & {
  /**
   * What an end means for the change and the environment, written in the same transaction as the end itself.
   * Answers the events it wrote; they are told after the commit.
   */
  onEnd(tx: Tx, ended: { operationId: string; end: OperationEnd; now: Date }): Promise<readonly LiveEvent[]>;
};

const progressed = (row: { id: string; tenantId: string; environmentId: string }): EventFact => ({
  type: "operation.progressed",
  tenantId: row.tenantId,
  environmentId: row.environmentId,
  subject: { kind: "operation", id: row.id },
});

/** A write under the fence, told to live readers; false, with nothing written, when the fence is stale. */
function fenced(
  deps: LedgerDependencies,
  lease: FencedLease,
  write: (telling: Telling, operation: FencedOperation) => Promise<void>,
): Promise<boolean> {
  return tellingTransaction(deps, async (telling) => {
    const operation = await holdFence(telling.tx, lease);
    if (operation === null) return false;
    await write(telling, operation);
    await telling.announce(progressed(operation));
    return true;
  });
}

async function take(
  deps: LedgerDependencies,
  wanted: { operationId: string; workerId: string; leaseMs: number; overdue: boolean },
): Promise<TakenRow | null> {
  return tellingTransaction(deps, async ({ tx, announce }) => {
    const taken = await claim(tx, wanted);
    if (taken !== null) await announce(progressed({ ...taken, id: wanted.operationId }));
    return taken;
  });
}

async function beginStep(tx: Tx, operationId: string, name: string, firstTouch: boolean): Promise<void> {
  const now = new Date();
  const { count } = await tx.operationStep.updateMany({
    where: { operationId, name, state: { in: ["pending", "running"] } },
    data: { state: "running", attempts: { increment: 1 } },
  });
  if (count !== 1) throw new Error(`step ${name} of operation ${operationId} has ended already`);
  const begun = await tx.operationStep.updateMany({
    where: { operationId, name, startedAt: null },
    data: { startedAt: now },
  });
  if (firstTouch && begun.count === 1)
    await tx.operation.update({ where: { id: operationId }, data: { version: { increment: 1 } } });
}

async function endOperation(
  deps: LedgerDependencies,
  { tx, tell }: Telling,
  operationId: string,
  ended: { end: OperationEnd; failedNow: StepFailure | null },
): Promise<void> {
  const now = new Date();
  const { failedNow } = ended;
  const end = { ...ended.end, sentence: plainText(ended.end.sentence) };
  if (failedNow !== null) await markFailed(tx, operationId, failedNow);
  await tx.operationStep.updateMany({
    where: { operationId, state: "pending" },
    data: { state: "skipped", finishedAt: now },
  });
  await tx.operation.update({
    where: { id: operationId },
    data: {
      state: end.state,
      sentence: end.sentence,
      failureKind: end.failure?.kind ?? null,
      failureReason: plainText(end.failure?.reason ?? ""),
      workerId: null,
      leaseUntil: null,
      finishedAt: now,
      version: { increment: 1 },
    },
  });
  tell(await deps.onEnd(tx, { operationId, end, now }));
}

/** The ledger of lib/engine on PostgreSQL. */
export function createLedger(deps: LedgerDependencies) {
  return {
    take: (operationId: string, workerId: string, leaseMs: number) =>
      take(deps, { operationId, workerId, leaseMs, overdue: false }),
    seize: (operationId: string, workerId: string, leaseMs: number) =>
      take(deps, { operationId, workerId, leaseMs, overdue: true }),
    heartbeat: async (lease: FencedLease, leaseMs: number) => {
      const renewed = await deps.db.prisma.$executeRaw`
        UPDATE operation SET lease_until = now() + ${leaseMs}::double precision * interval '1 millisecond'
         WHERE id = ${lease.operationId}::uuid AND fence = ${lease.fence} AND worker_id = ${lease.workerId}
           AND state = 'running'`;
      return renewed === 1;
    },
    beginStep: (lease: FencedLease, step: string, firstTouch = false) =>
      fenced(deps, lease, ({ tx }) => beginStep(tx, lease.operationId, step, firstTouch)),
    finishStep: (lease: FencedLease, step: string, done: { result: Json; sentence: string }) =>
      fenced(deps, lease, async ({ tx }) => {
        await tx.operationStep.update({
          where: { operationId_name: { operationId: lease.operationId, name: step } },
          data: {
            state: "done",
            sentence: plainText(done.sentence),
            result: jsonOf(done.result),
            finishedAt: new Date(),
          },
        });
      }),
    enterRollback: (lease: FencedLease, failure: StepFailure) =>
      fenced(deps, lease, ({ tx }) => enterRollback(tx, lease.operationId, failure)),
    append: (lease: FencedLease, lines: readonly StoryLine[]) =>
      fenced(deps, lease, async ({ tx }) => {
        const data = lines.map((line) => ({
          ...line,
          text: plainText(line.text),
          operationId: lease.operationId,
        }));
        await tx.operationEvent.createMany({ data });
      }),
    park: (
      lease: FencedLease,
      wait: { until: Date; reason: string; waitFor: "time" | "person" | "kubernetes" },
    ) =>
      fenced(deps, lease, async ({ tx }) => {
        const data = {
          state: "parked",
          parkedUntil: wait.until,
          parkReason: plainText(wait.reason),
          parkKind: wait.waitFor,
          parkedAt: new Date(),
        } as const;
        await tx.operation.update({
          where: { id: lease.operationId },
          data: { ...data, workerId: null, leaseUntil: null, version: { increment: 1 } },
        });
      }),
    giveBack: (lease: FencedLease) =>
      fenced(deps, lease, async ({ tx }) => {
        const data = { workerId: null, leaseUntil: null, version: { increment: 1 } };
        await tx.operation.update({ where: { id: lease.operationId }, data });
      }),
    letGo: async (lease: FencedLease) => {
      await deps.db.prisma.$executeRaw`
        UPDATE operation SET worker_id = NULL, lease_until = NULL
         WHERE id = ${lease.operationId}::uuid AND fence = ${lease.fence} AND worker_id = ${lease.workerId}
           AND state <> 'running'`;
    },
    end: (lease: FencedLease, end: OperationEnd, failedNow: StepFailure | null) =>
      fenced(deps, lease, (telling) => endOperation(deps, telling, lease.operationId, { end, failedNow })),
  };
}
