import "server-only";
import type { Json, OperationEnd, StepFailure, StoryLine } from "@/lib/domain/operation/run";
import type { Tx } from "../client";
import { Prisma } from "../generated/client";
import type { EventFact } from "../outbox";
import { createEndWriter, type Ending, type OnEnd } from "./end";
import { type FencedLease, type FencedOperation, holdFence } from "./fence";
import { parkForPerson } from "./question";
import { NO_LIMIT } from "./slots";
import { createStepWriter } from "./step-batch";
import {
  appendLines,
  beginStep,
  finishStep,
  parkOperation,
  type StepEnd,
  type StoredWait,
} from "./step-writes";
import { createClaimer, seize, take } from "./take";
import { PROGRESSED, type Telling, type TellingDependencies, tellingTransaction } from "./telling";
import { enterRollback } from "./turn-back";

export type LedgerDependencies = TellingDependencies & {
  /** Written in the same transaction as the end itself; what it answers is told after the commit. */
  onEnd: OnEnd;
  /** The gates of an operation that goes on after a wait or a pause, as they stand at `now`. */
  gatesOf(db: Tx, operationId: string, now: Date): Promise<ResumeGates>;
  /** How many operations may run at once in the whole fleet; without one only the clusters' own limits hold. */
  fleetLimit?: number;
};

const progressed = (row: { id: string; tenantId: string; environmentId: string }): EventFact => ({
  type: PROGRESSED,
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

/** The ledger of lib/engine on PostgreSQL. */
export function createLedger(deps: LedgerDependencies) {
  const write = createStepWriter(deps);
  const endAs = createEndWriter(deps);
  const taking = { ...deps, claim: createClaimer(deps) };
  const fleetLimit = deps.fleetLimit ?? NO_LIMIT;
  return {
    take: (operationId: string, workerId: string, leaseMs: number) =>
      take(taking, { operationId, workerId, leaseMs, fleetLimit, say: true }),
    /** As `take`, for one that was named as next: refused, it says nothing, since its place has just been said. */
    takeInLine: (operationId: string, workerId: string, leaseMs: number) =>
      take(taking, { operationId, workerId, leaseMs, fleetLimit, say: false }),
    seize: (operationId: string, workerId: string, leaseMs: number) =>
      seize(deps, { operationId, workerId, leaseMs }),
    heartbeat: async (lease: FencedLease, leaseMs: number) => {
      const renewed = await deps.db.statement(Prisma.sql`
        UPDATE operation SET lease_until = now() + ${leaseMs}::double precision * interval '1 millisecond'
         WHERE id = ${lease.operationId}::uuid AND fence = ${lease.fence} AND worker_id = ${lease.workerId}
           AND state = 'running'
        RETURNING id`);
      return renewed.length === 1;
    },
    beginStep: (
      lease: FencedLease,
      step: string,
      attempt: { firstTouch?: boolean; gatesPassed?: boolean } = {},
    ) => beginStep(write, lease, step, attempt),
    finishStep: (
      lease: FencedLease,
      step: string,
      done: { result: Json; sentence: string },
      { lines = [], next = null }: Partial<Pick<StepEnd, "lines" | "next">> = {},
    ) => finishStep(write, lease, step, { ...done, lines, next }),
    askGates: (operationId: string) => deps.gatesOf(deps.db.prisma, operationId, new Date()),
    enterRollback: (lease: FencedLease, failure: StepFailure) =>
      fenced(deps, lease, ({ tx }) => enterRollback(tx, lease.operationId, failure)),
    append: (lease: FencedLease, lines: readonly StoryLine[]) => appendLines(deps, lease, lines),
    park: (lease: FencedLease, wait: StoredWait) =>
      wait.waitFor === "person" ? parkForPerson(deps, lease, wait) : parkOperation(deps, lease, wait),
    giveBack: (lease: FencedLease) =>
      fenced(deps, lease, async ({ tx }) => {
        const data = { workerId: null, leaseUntil: null };
        await tx.operation.update({ where: { id: lease.operationId }, data });
      }),
    letGo: async (lease: FencedLease) => {
      await deps.db.prisma.$executeRaw`
        UPDATE operation SET worker_id = NULL, lease_until = NULL
         WHERE id = ${lease.operationId}::uuid AND fence = ${lease.fence} AND worker_id = ${lease.workerId}
           AND state <> 'running'`;
    },
    end: (
      lease: FencedLease,
      end: OperationEnd,
      { last = null, lines = [] }: Partial<Omit<Ending, "end">> = {},
    ) => endAs({ lease, ending: { end, last, lines } }),
  };
}
