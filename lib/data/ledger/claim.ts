import "server-only";
import type { StepAnswer, StepFailure, StepRecord } from "@/lib/domain/operation/run";
import { IN_PROGRESS } from "@/lib/domain/operation/sentence";
import type { OperationState, StepPhase } from "@/lib/domain/operation/state";
import { Prisma } from "../generated/client";
import { WAITING } from "./slots";
import { PROGRESSED } from "./telling";

export type ClaimedRow = {
  /** False when it is free, but there is no slot for it. */
  claimed: boolean;
  from: OperationState;
  waited: string;
  gatesDue: boolean;
  fence: number;
  tenantId: string;
  environmentId: string;
  phase: StepPhase;
  startedAt: Date;
  deadlineAt: Date;
  failureKind: StepFailure["kind"] | null;
  failureReason: string;
};

/** Claims that go together, so that one message and one commit serve them all. */
export const MOST_CLAIMED = 8;

/** What is known of an operation beside its own row. */
export type KnownRow = {
  id: string;
  steps: (Omit<StepRecord, "startedAt" | "finishedAt"> & {
    startedAt: string | null;
    finishedAt: string | null;
  })[];
  answers: (Omit<StepAnswer, "at"> & { at: string })[];
  storyLines: number;
};

export type Claim = {
  operationId: string;
  workerId: string;
  leaseMs: number;
  /** What the row has to be for it to be claimed. */
  where: Prisma.Sql;
  /** Whether it may begin; of `me`, the row that is free. */
  admitted: Prisma.Sql;
  event: { id: string; at: Date };
};

/**
 * True for whoever needs no new slot: what ran already, or goes back. Else its cluster and the fleet have room for it
 * and for the operations of all tenants that have fewer running, as `isAdmitted` of lib/domain/operation/admission.
 */
export const hasSlot = (fleetLimit: number): Prisma.Sql => Prisma.sql`(
  WITH running AS (SELECT cluster_id, tenant_id FROM operation WHERE state = 'running'),
  tenants AS (SELECT tenant_id, count(*)::int AS running FROM running GROUP BY tenant_id),
  clusters AS (SELECT cluster_id, count(*)::int AS running FROM running GROUP BY cluster_id),
  room AS (
    SELECT cluster.max_operations - coalesce(clusters.running, 0) AS here,
           ${fleetLimit}::int - (SELECT count(*)::int FROM running) AS fleet,
           coalesce((SELECT running FROM tenants WHERE tenants.tenant_id = me.tenant_id), 0) AS turn
      FROM cluster LEFT JOIN clusters ON clusters.cluster_id = cluster.id
     WHERE cluster.id = me.cluster_id
  )
  SELECT CASE
    WHEN me.state = 'running' OR me.phase = 'rollback' THEN true
    WHEN here <= 0 OR fleet <= 0 THEN false
    -- Nobody has fewer running than none.
    WHEN turn = 0 THEN true
    ELSE here > (
           SELECT count(*) FROM (
             SELECT 1 FROM operation LEFT JOIN tenants USING (tenant_id)
              WHERE ${WAITING} AND coalesce(tenants.running, 0) < turn AND operation.cluster_id = me.cluster_id
              LIMIT here
           ) fairer
         ) AND fleet > (
           SELECT count(*) FROM (
             SELECT 1 FROM operation JOIN cluster ON cluster.id = operation.cluster_id
               LEFT JOIN tenants USING (tenant_id) LEFT JOIN clusters USING (cluster_id)
              WHERE ${WAITING} AND coalesce(tenants.running, 0) < turn
                AND coalesce(clusters.running, 0) < cluster.max_operations
              LIMIT fleet
           ) fairer
         )
    END
    FROM room
)`;

/**
 * Claims the row by compare-and-set and raises its fence, with the event for live readers. No row when it is not
 * free.
 */
export const claimStatement = ({
  operationId,
  workerId,
  leaseMs,
  where,
  admitted,
  event,
}: Claim): Prisma.Sql => Prisma.sql`
  WITH me AS (
    SELECT id, state, park_kind, park_reason, started_at, phase, cluster_id, tenant_id, environment_id,
           CASE WHEN parked_at IS NULL THEN interval '0' ELSE greatest(now() - parked_at, interval '0') END AS waited
      FROM operation
     WHERE id = ${operationId}::uuid AND ${where}
       FOR UPDATE
  ), claimed AS (
    UPDATE operation
       SET state = 'running', worker_id = ${workerId}, fence = fence + 1,
           lease_until = now() + ${leaseMs}::double precision * interval '1 millisecond',
           -- The clock of its time limit stood still while it waited, unless the cluster was at work meanwhile.
           deadline_at = deadline_at + CASE WHEN me.state = 'parked' AND me.park_kind = 'kubernetes'
                                            THEN interval '0' ELSE me.waited END,
           -- Without a kind it waited for the cluster and, when that was over, for a slot: what runs, runs on.
           gates_due = gates_due OR (me.state = 'parked' AND coalesce(me.park_kind IN ('time', 'person', 'gate'), false))
                                 OR (me.state = 'queued' AND me.started_at IS NOT NULL),
           parked_until = NULL, parked_at = NULL, park_kind = NULL, park_reason = '',
           sentence = CASE WHEN me.state = 'queued' AND me.phase = 'forward' THEN ${IN_PROGRESS}
                           ELSE sentence END,
           -- Its version stays: that a worker looks again is no news to whoever is about to stop it or to answer it.
           started_at = coalesce(operation.started_at, now())
      FROM me
     WHERE operation.id = me.id AND ${admitted}
    RETURNING operation.id, operation.fence, operation.started_at, deadline_at, failure_kind, failure_reason,
              gates_due, CASE WHEN me.state = 'parked' AND me.park_kind = 'kubernetes'
                              THEN least(extract(epoch FROM me.waited) * 1000, 2000000000)::int ELSE 0 END AS spent
  ), spent AS (
    UPDATE operation_step SET spent_ms = spent_ms + claimed.spent FROM claimed
     WHERE operation_id = claimed.id AND operation_step.state = 'running' AND claimed.spent > 0
  ), told AS (
    INSERT INTO outbox_event (id, type, tenant_id, environment_id, subject_kind, subject_id, at)
    SELECT ${event.id}::uuid, ${PROGRESSED}::text, tenant_id, environment_id, 'operation', me.id::text,
           ${event.at}::timestamptz
      FROM me JOIN claimed USING (id)
  )
  SELECT claimed.id IS NOT NULL AS claimed, fence, me.tenant_id AS "tenantId",
         me.environment_id AS "environmentId", me.phase::text AS phase, me.state::text AS "from",
         me.park_reason AS waited, gates_due AS "gatesDue", claimed.started_at AS "startedAt",
         deadline_at AS "deadlineAt", failure_kind::text AS "failureKind", failure_reason AS "failureReason"
    FROM me LEFT JOIN claimed USING (id)`;

/**
 * Steps, answers and how much of its story is stored, of the operations among these that the worker named beside each
 * holds. Asked after the claims, not with them: a claim that had to wait for the row's last writer still sees the steps
 * as they stood before.
 */
export const knownStatement = (
  wanted: readonly Pick<Claim, "operationId" | "workerId">[],
): Prisma.Sql => Prisma.sql`
  SELECT me.id, coalesce((
           SELECT json_agg(json_build_object(
                    'name', name, 'phase', phase, 'state', state, 'timeoutMs', timeout_ms, 'attempts', attempts,
                    'spentMs', spent_ms, 'parameters', parameters, 'result', result, 'sentence', sentence,
                    'startedAt', started_at, 'finishedAt', finished_at) ORDER BY position)
             FROM operation_step WHERE operation_id = me.id), '[]'::json) AS steps,
         coalesce((
           SELECT json_agg(json_build_object('step', step, 'person', "user".name, 'reason', reason, 'at', at))
             FROM (SELECT * FROM operation_answer WHERE operation_id = me.id LIMIT 200) answer
             JOIN "user" ON "user".id = answer.user_id), '[]'::json) AS answers,
         (SELECT count(*)::int FROM operation_event WHERE operation_id = me.id) AS "storyLines"
    FROM (SELECT * FROM json_to_recordset(${namesOf(wanted)}::json) AS item ("operationId" uuid, "workerId" text)
           LIMIT ${MOST_CLAIMED}::int) AS wanted
    JOIN operation AS me ON me.id = "operationId" AND me.worker_id = "workerId" AND me.state::text = 'running'`;

const namesOf = (wanted: readonly Pick<Claim, "operationId" | "workerId">[]): string =>
  JSON.stringify(wanted.map(({ operationId, workerId }) => ({ operationId, workerId })));
