import "server-only";
import type { Json, StepAnswer, StepFailure, StepRecord } from "@/lib/domain/operation/run";
import type { OperationState, StepPhase } from "@/lib/domain/operation/state";
import type { Tx } from "../client";
import { Prisma } from "../generated/client";
import type { FencedLease } from "./fence";
import { expire, OVERDUE } from "./overdue";
import { sayWaiting, slotRefusal } from "./slots";

export type TakenRow = {
  lease: FencedLease;
  tenantId: string;
  environmentId: string;
  phase: StepPhase;
  steps: StepRecord[];
  startedAt: Date;
  deadlineAt: Date;
  failure: StepFailure | null;
  storyLines: number;
  from: OperationState;
  waited: string;
  gatesDue: boolean;
  answers: StepAnswer[];
};

/**
 * Free to be run: waiting, due, or left by a worker whose lease lapsed. What a person took out of a worker's hands is
 * free once that worker has let go, or its lease has lapsed. The database's clock decides.
 */
const FREE = Prisma.sql`(
  (state = 'queued' AND (lease_until IS NULL OR lease_until < now()))
  OR (state = 'parked' AND (parked_until IS NULL OR parked_until <= now()))
  OR (state = 'running' AND (lease_until IS NULL OR lease_until < now()))
)`;

type Wanted = {
  operationId: string;
  workerId: string;
  leaseMs: number;
  overdue: boolean;
  fleetLimit: number;
};
type Place = { tenantId: string; environmentId: string };

type Claimed = {
  from: OperationState;
  wasParkedFor: string | null;
  waited: string;
  gatesDue: boolean;
  spentWaitingMs: number;
  fence: number;
  tenantId: string;
  environmentId: string;
  phase: StepPhase;
  startedAt: Date;
  deadlineAt: Date;
  failureKind: StepFailure["kind"] | null;
  failureReason: string;
};

/**
 * Claims the row by compare-and-set and raises its fence. Nothing is taken when it is not free (or not overdue), or
 * when there is no slot for it: `said` then tells whose sentence says so now. Who was running already, or goes back,
 * needs no new slot.
 */
export async function claim(tx: Tx, wanted: Wanted): Promise<{ taken: TakenRow | null; said: Place | null }> {
  const { operationId } = wanted;
  const expired = wanted.overdue ? await expire(tx, operationId) : null;
  const refused = wanted.overdue ? null : await refusedSlot(tx, wanted);
  if (refused !== null) return { taken: null, said: refused.said };
  const row = await claimRow(tx, wanted);
  if (row === null) return { taken: null, said: null };
  if (row.from === "parked" && row.wasParkedFor === "kubernetes") {
    await tx.$executeRaw`
      UPDATE operation_step SET spent_ms = spent_ms + ${row.spentWaitingMs}
       WHERE operation_id = ${operationId}::uuid AND state = 'running'`;
  }
  return { taken: await readTaken(tx, wanted, { ...row, from: expired ?? row.from }), said: null };
}

/** Asked before the row is claimed; a place in the line that has changed is written down. */
async function refusedSlot(tx: Tx, wanted: Wanted): Promise<{ said: Place | null } | null> {
  const { operationId } = wanted;
  const rows = await tx.$queryRaw<Place[]>`
    SELECT tenant_id AS "tenantId", environment_id AS "environmentId" FROM operation
     WHERE id = ${operationId}::uuid AND state <> 'running' AND phase = 'forward' AND ${FREE}`;
  const [waiting] = rows;
  if (waiting === undefined) return null;
  const sentence = await slotRefusal(tx, operationId, wanted.fleetLimit);
  if (sentence === null) return null;
  return { said: (await sayWaiting(tx, operationId, sentence)) ? waiting : null };
}

async function claimRow(tx: Tx, wanted: Wanted): Promise<Claimed | null> {
  const rows = await tx.$queryRaw<Claimed[]>`
    WITH before AS (
      SELECT id, state, park_kind, park_reason, started_at, phase,
             CASE WHEN parked_at IS NULL THEN interval '0' ELSE greatest(now() - parked_at, interval '0') END AS waited
        FROM operation
       WHERE id = ${wanted.operationId}::uuid AND ${wanted.overdue ? OVERDUE : FREE}
         FOR UPDATE
    )
    UPDATE operation
       SET state = 'running', worker_id = ${wanted.workerId}, fence = fence + 1,
           lease_until = now() + ${wanted.leaseMs}::double precision * interval '1 millisecond',
           -- The clock of its time limit stood still while it waited, unless the cluster was at work meanwhile.
           deadline_at = deadline_at + CASE WHEN before.state = 'parked' AND before.park_kind = 'kubernetes'
                                            THEN interval '0' ELSE before.waited END,
           gates_due = gates_due OR (before.state = 'parked' AND before.park_kind IN ('time', 'person', 'gate'))
                                 OR (before.state = 'queued' AND before.started_at IS NOT NULL),
           parked_until = NULL, parked_at = NULL, park_kind = NULL, park_reason = '',
           sentence = CASE WHEN before.state = 'queued' AND before.phase = 'forward' THEN 'In progress.'
                           ELSE sentence END,
           started_at = coalesce(operation.started_at, now()),
           -- Looking again while a question waits is no news to whoever is about to answer it.
           version = version + CASE WHEN before.state = 'parked' AND before.park_kind = 'person' THEN 0 ELSE 1 END
      FROM before
     WHERE operation.id = before.id
    RETURNING fence, tenant_id AS "tenantId", environment_id AS "environmentId", operation.phase::text AS phase,
              operation.started_at AS "startedAt", deadline_at AS "deadlineAt",
              failure_kind::text AS "failureKind", failure_reason AS "failureReason",
              before.state::text AS "from", before.park_kind::text AS "wasParkedFor",
              before.park_reason AS waited, gates_due AS "gatesDue",
              least(extract(epoch FROM before.waited) * 1000, 2000000000)::int AS "spentWaitingMs"`;
  return rows[0] ?? null;
}

async function readTaken(tx: Tx, { operationId, workerId }: Wanted, row: Claimed): Promise<TakenRow> {
  const steps = await readSteps(tx, operationId);
  const storyLines = await tx.operationEvent.count({ where: { operationId } });
  return {
    lease: { operationId, workerId, fence: row.fence },
    tenantId: row.tenantId,
    environmentId: row.environmentId,
    phase: row.phase,
    steps,
    startedAt: row.startedAt,
    deadlineAt: row.deadlineAt,
    failure: recordedFailure(row, steps),
    storyLines,
    from: row.from,
    waited: row.waited,
    gatesDue: row.gatesDue,
    answers: await readAnswers(tx, operationId),
  };
}

async function readAnswers(tx: Tx, operationId: string): Promise<StepAnswer[]> {
  const rows = await tx.operationAnswer.findMany({
    where: { operationId },
    select: { step: true, reason: true, at: true, user: { select: { name: true } } },
    take: 200,
  });
  return rows.map(({ step, reason, at, user }) => ({ step, person: user.name, reason, at }));
}

async function readSteps(tx: Tx, operationId: string): Promise<StepRecord[]> {
  const rows = await tx.operationStep.findMany({
    where: { operationId },
    orderBy: { position: "asc" },
    take: 200,
  });
  return rows.map((row) => ({
    name: row.name,
    phase: row.phase,
    state: row.state,
    timeoutMs: row.timeoutMs,
    attempts: row.attempts,
    spentMs: row.spentMs,
    parameters: row.parameters as Json,
    result: row.result as Json,
    sentence: row.sentence,
    startedAt: row.startedAt,
    finishedAt: row.finishedAt,
  }));
}

/** The failure that began the rollback, as `enterRollback` wrote it down. */
function recordedFailure(row: Claimed, steps: readonly StepRecord[]): StepFailure | null {
  if (row.phase !== "rollback" || row.failureKind === null) return null;
  const failed = steps.find(({ phase, state }) => phase === "forward" && state === "failed");
  return {
    step: failed?.name ?? "",
    kind: row.failureKind,
    reason: row.failureReason,
    facts: failed?.result ?? null,
  };
}
