import "server-only";
import type { Tx } from "./client";

type Period = { environmentIds: readonly string[]; from: Date; to: Date };
export type Deployed = {
  /** Null for all of them together. */
  tenantId: string | null;
  kept: number;
  lost: number;
  leadSeconds: number | null;
  restoreSeconds: number | null;
  unrestored: number;
  triggers: number;
};

/**
 * How deployments that ended in the period went, of each tenant and of all together (the row without a tenant). Lost
 * is what went back, failed after it had begun, or was taken back later. A lost one's harm begins with the deployment,
 * or with its arrival when a person took it back; it ends when a sound release runs again. Incidents that were over in
 * the period, or are not over, count beside it from when it began to hurt, and for deployments they fall together with.
 */
export function deployedOf(db: Tx, { environmentIds, from, to }: Period): Promise<Deployed[]> {
  return db.$queryRaw<Deployed[]>`
    WITH ended AS (
      SELECT o.id, o.tenant_id, o.environment_id, o.state, o.started_at, o.finished_at, o.failure_kind,
             c.created_at AS asked_at,
             CASE WHEN o.state = 'succeeded' THEN (
               SELECT min(back.finished_at) FROM operation back
                WHERE back.change_id = o.change_id AND back.environment_id = o.environment_id
                  AND back.kind IN ('rollback', 'restore_rollback') AND back.state = 'succeeded'
             ) END AS taken_back_at
        FROM operation o LEFT JOIN change c ON c.id = o.change_id
       WHERE o.kind = 'deploy' AND o.environment_id = ANY(${[...environmentIds]}::uuid[])
         AND o.finished_at >= ${from}::timestamptz AND o.finished_at < ${to}::timestamptz
         AND o.started_at IS NOT NULL AND o.state IN ('succeeded', 'rolled_back', 'failed')
    ), judged AS (
      SELECT ended.*,
             state <> 'succeeded' OR taken_back_at IS NOT NULL AS lost,
             CASE WHEN taken_back_at IS NOT NULL THEN finished_at ELSE started_at END AS harmed_at,
             CASE WHEN state = 'rolled_back' THEN finished_at
                  WHEN taken_back_at IS NOT NULL THEN taken_back_at
                  WHEN state = 'failed' THEN (
                    SELECT min(later.finished_at) FROM operation later
                     WHERE later.environment_id = ended.environment_id AND later.state = 'succeeded'
                       AND later.kind IN ('deploy', 'rollback', 'restore', 'restore_rollback')
                       AND later.finished_at > ended.finished_at
                  ) END AS sound_at
        FROM ended
    ), incidents AS (
      SELECT tenant_id, environment_id, started_at AS harmed_at, resolved_at AS sound_at FROM incident
       WHERE environment_id = ANY(${[...environmentIds]}::uuid[]) AND started_at < ${to}::timestamptz
         AND (resolved_at IS NULL OR resolved_at >= ${from}::timestamptz AND resolved_at < ${to}::timestamptz)
    ), harms AS (
      SELECT tenant_id, harmed_at, sound_at FROM incidents
      UNION ALL
      SELECT tenant_id, harmed_at, sound_at FROM judged j
       WHERE lost AND NOT EXISTS (
         SELECT FROM incidents i
          WHERE i.environment_id = j.environment_id AND i.harmed_at <= coalesce(j.sound_at, 'infinity')
            AND j.harmed_at <= coalesce(i.sound_at, 'infinity'))
    ), restored AS (
      SELECT tenant_id,
             percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM sound_at - harmed_at))
               FILTER (WHERE sound_at IS NOT NULL) AS seconds,
             (count(*) FILTER (WHERE sound_at IS NULL))::int AS unrestored
        FROM harms GROUP BY GROUPING SETS ((tenant_id), ())
    ), deployed AS (
      SELECT tenant_id,
             (count(*) FILTER (WHERE NOT lost))::int AS kept,
             (count(*) FILTER (WHERE lost))::int AS lost,
             percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM finished_at - asked_at))
               FILTER (WHERE NOT lost AND asked_at IS NOT NULL) AS seconds,
             (count(*) FILTER (WHERE state = 'rolled_back' AND failure_kind = 'failed_check'))::int AS triggers
        FROM judged GROUP BY GROUPING SETS ((tenant_id), ())
    )
    -- The rows of all together have no tenant: they meet as nothing else does.
    SELECT coalesce(d.tenant_id, r.tenant_id) AS "tenantId", coalesce(d.kept, 0) AS kept, coalesce(d.lost, 0) AS lost,
           d.seconds AS "leadSeconds", r.seconds AS "restoreSeconds",
           coalesce(r.unrestored, 0) AS unrestored, coalesce(d.triggers, 0) AS triggers
      FROM deployed d FULL JOIN restored r ON coalesce(d.tenant_id::text, '') = coalesce(r.tenant_id::text, '')`;
}

/** Deployments by weeks of seven days from the beginning of the period on; a week without one has no row. */
export function deployedByWeek(
  db: Tx,
  { environmentIds, from, to }: Period,
): Promise<{ week: number; kept: number; lost: number }[]> {
  return db.$queryRaw<{ week: number; kept: number; lost: number }[]>`
    SELECT floor(extract(epoch FROM o.finished_at - ${from}::timestamptz) / 604800)::int AS week,
           (count(*) FILTER (WHERE o.state = 'succeeded' AND back.id IS NULL))::int AS kept,
           (count(*) FILTER (WHERE o.state <> 'succeeded' OR back.id IS NOT NULL))::int AS lost
      FROM operation o
      LEFT JOIN LATERAL (
        SELECT b.id FROM operation b
         WHERE b.change_id = o.change_id AND b.environment_id = o.environment_id
           AND b.kind IN ('rollback', 'restore_rollback') AND b.state = 'succeeded' LIMIT 1
      ) back ON true
     WHERE o.kind = 'deploy' AND o.environment_id = ANY(${[...environmentIds]}::uuid[])
       AND o.finished_at >= ${from}::timestamptz AND o.finished_at < ${to}::timestamptz
       AND o.started_at IS NOT NULL AND o.state IN ('succeeded', 'rolled_back', 'failed')
     GROUP BY 1 ORDER BY 1`;
}

/** What the gates refused in the period, by tenant: approvals, starts and whatever else was asked of them. */
export function gateRefusalsOf(
  db: Tx,
  { environmentIds, from, to }: Period,
): Promise<{ tenantId: string; count: number }[]> {
  return db.$queryRaw<{ tenantId: string; count: number }[]>`
    SELECT tenant_id AS "tenantId", count(*)::int AS count
      FROM audit_entry
     WHERE environment_id = ANY(${[...environmentIds]}::uuid[]) AND outcome = 'refused'
       AND at >= ${from}::timestamptz AND at < ${to}::timestamptz AND facts->>'code' = 'gate_refused'
     GROUP BY tenant_id`;
}

/** When the newest good backup of each environment was taken that no reading back has disproved. */
export function newestGoodBackups(
  db: Tx,
  environmentIds: readonly string[],
): Promise<{ environmentId: string; takenAt: Date }[]> {
  return db.$queryRaw<{ environmentId: string; takenAt: Date }[]>`
    SELECT environment_id AS "environmentId", max(taken_at) AS "takenAt" FROM backup
     WHERE environment_id = ANY(${[...environmentIds]}::uuid[]) AND state = 'good' AND proof <> 'disproved'
       AND taken_at IS NOT NULL
     GROUP BY environment_id`;
}
