import "server-only";
import type { LiveEvent } from "@/lib/contracts/events/live";
import type { Json, OperationEnd, StepFailure, StoryLine } from "@/lib/domain/operation/run";
import { plainText } from "@/lib/domain/shared/plain-text";
import type { Tx } from "../client";
import { Prisma } from "../generated/client";
import type { EventFact } from "../outbox";
import { type FencedLease, type FencedOperation, holdFence } from "./fence";
import { parkForPerson } from "./question";
import { NO_LIMIT } from "./slots";
import { appendLines, beginStep, finishStep, parkOperation, type StoredWait } from "./step-writes";
import { claim, type TakenRow } from "./take";
import { type Telling, type TellingDependencies, tellingTransaction } from "./telling";
import { enterRollback, markFailed } from "./turn-back";

export type LedgerDependencies = TellingDependencies & {
  /**
   * What an end means for the change and the environment, written in the same transaction as the end itself.
   * Answers the events it wrote; they are told after the commit.
   */
  onEnd(tx: Tx, ended: { operationId: string; end: OperationEnd; now: Date }): Promise<readonly LiveEvent[]>;
  /** The gates of an operation that goes on after a wait or a pause, as they stand at `now`. */
  gatesOf(tx: Tx, operationId: string, now: Date): Promise<ResumeGates>;
  /** How many operations may run at once in the whole fleet; without one only the clusters' own limits hold. */
  fleetLimit?: number;
};

const progressed = (row: { id: string; tenantId: string; environmentId: string }): EventFact => ({
  type: "operation.progressed",
  tenantId: row.tenantId,
  environmentId: row.environmentId,
  subject: { kind: "operation", id: row.id },
});

export type ResumeGates = { open: true } | { open: false; until: Date; reason: string };

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

/** Asks the gates in the transaction that notes down that they are open; null when the fence is stale. */
async function passGates(deps: LedgerDependencies, lease: FencedLease): Promise<ResumeGates | null> {
  return tellingTransaction(deps, async ({ tx }) => {
    if ((await holdFence(tx, lease)) === null) return null;
    const answer = await deps.gatesOf(tx, lease.operationId, new Date());
    if (answer.open)
      await tx.operation.update({ where: { id: lease.operationId }, data: { gatesDue: false } });
    return answer;
  });
}

async function take(
  deps: LedgerDependencies,
  wanted: { operationId: string; workerId: string; leaseMs: number; overdue: boolean },
): Promise<TakenRow | null> {
  return tellingTransaction(deps, async ({ tx, announce }) => {
    const { taken, said } = await claim(tx, { ...wanted, fleetLimit: deps.fleetLimit ?? NO_LIMIT });
    const seen = taken ?? said;
    if (seen !== null) await announce(progressed({ ...seen, id: wanted.operationId }));
    return taken;
  });
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
      const renewed = await deps.db.statement(Prisma.sql`
        UPDATE operation SET lease_until = now() + ${leaseMs}::double precision * interval '1 millisecond'
         WHERE id = ${lease.operationId}::uuid AND fence = ${lease.fence} AND worker_id = ${lease.workerId}
           AND state = 'running'
        RETURNING id`);
      return renewed.length === 1;
    },
    beginStep: (lease: FencedLease, step: string, firstTouch = false) =>
      beginStep(deps, lease, step, firstTouch),
    finishStep: (
      lease: FencedLease,
      step: string,
      done: { result: Json; sentence: string },
      lines: readonly StoryLine[] = [],
    ) => finishStep(deps, lease, step, { ...done, lines }),
    passGates: (lease: FencedLease) => passGates(deps, lease),
    enterRollback: (lease: FencedLease, failure: StepFailure) =>
      fenced(deps, lease, ({ tx }) => enterRollback(tx, lease.operationId, failure)),
    append: (lease: FencedLease, lines: readonly StoryLine[]) => appendLines(deps, lease, lines),
    park: (lease: FencedLease, wait: StoredWait) =>
      wait.waitFor === "person" ? parkForPerson(deps, lease, wait) : parkOperation(deps, lease, wait),
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
