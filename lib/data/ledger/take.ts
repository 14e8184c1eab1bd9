import "server-only";
import type { Json, StepAnswer, StepFailure, StepRecord } from "@/lib/domain/operation/run";
import type { StepPhase } from "@/lib/domain/operation/state";
import type { Tx } from "../client";
import { Prisma } from "../generated/client";
import type { FencedLease } from "./fence";

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
const OVERDUE = Prisma.sql`(state IN ('queued', 'running', 'parked') AND deadline_at < now())`;

type Claimed = {
  fence: number;
  tenantId: string;
  environmentId: string;
  phase: StepPhase;
  startedAt: Date;
  deadlineAt: Date;
  failureKind: StepFailure["kind"] | null;
  failureReason: string;
};

/** Claims the row by compare-and-set and raises its fence; null when it is not free (or not overdue). */
export async function claim(
  tx: Tx,
  wanted: { operationId: string; workerId: string; leaseMs: number; overdue: boolean },
): Promise<TakenRow | null> {
  const rows = await tx.$queryRaw<Claimed[]>`
    UPDATE operation
       SET state = 'running', worker_id = ${wanted.workerId}, fence = fence + 1,
           lease_until = now() + ${wanted.leaseMs}::double precision * interval '1 millisecond',
           -- The clock of its time limit stood still while it was parked.
           deadline_at = deadline_at + CASE WHEN state = 'parked' AND parked_at IS NOT NULL
                                            THEN greatest(now() - parked_at, interval '0') ELSE interval '0' END,
           parked_until = NULL, parked_at = NULL, park_kind = NULL, park_reason = '',
           sentence = CASE WHEN state = 'queued' AND phase = 'forward' THEN 'In progress.' ELSE sentence END, started_at = coalesce(started_at, now()),
           version = version + 1
     WHERE id = ${wanted.operationId}::uuid AND ${wanted.overdue ? OVERDUE : FREE}
    RETURNING fence, tenant_id AS "tenantId", environment_id AS "environmentId", phase::text AS phase,
              started_at AS "startedAt", deadline_at AS "deadlineAt", failure_kind::text AS "failureKind",
              failure_reason AS "failureReason"`;
  const [row] = rows;
  if (row === undefined) return null;
  const { operationId, workerId } = wanted;
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
