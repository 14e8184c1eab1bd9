import "server-only";
import type { Database } from "../client";
import { Prisma } from "../generated/client";

/** What people were given to work on: a release, the one from before, or other data. */
export type GivenKind = "release" | "back" | "data";
/** From `at` on, and watched until `until`. */
export type GivenRow = { environmentId: string; kind: GivenKind; release: string; at: Date; until: Date };

const MOST = 5_000;

/**
 * What people in these environments were given to work on between two moments, whether or not its operation has ended:
 * the steps that bring visitors to it and those that watch. Operations that only read or tidy up have none of them.
 */
export const givenBetween = (
  db: Database,
  environmentIds: readonly string[],
  { from, to }: { from: Date; to: Date },
): Promise<GivenRow[]> =>
  db.statement<GivenRow>(Prisma.sql`
    WITH near AS (
      SELECT o.id, o.environment_id, o.kind, o.release_id, o.previous_release_id
        FROM operation o
       WHERE o.environment_id = ANY(${[...environmentIds]}::uuid[])
         AND o.kind IN ('deploy', 'rollback', 'restore', 'undo_restore', 'restore_rollback')
         AND o.started_at <= ${to}::timestamptz AND (o.finished_at IS NULL OR o.finished_at >= ${from}::timestamptz)
    ), given AS (
      SELECT n.environment_id, coalesce(s.finished_at, ${to}::timestamptz) AS until,
             -- Going back begins among people who work with what is left: only its end gives them something else.
             CASE WHEN n.kind = 'deploy' AND s.phase = 'forward' THEN s.started_at ELSE s.finished_at END AS at,
             CASE WHEN n.kind = 'deploy' AND s.phase = 'forward' THEN 'release'
                  WHEN n.kind = 'deploy' OR n.kind IN ('rollback', 'restore_rollback') AND s.phase = 'forward' THEN 'back'
                  ELSE 'data' END AS kind,
             CASE WHEN n.kind = 'deploy' AND s.phase = 'rollback' THEN n.previous_release_id
                  ELSE n.release_id END AS release_id
        FROM near n
        JOIN operation_step s ON s.operation_id = n.id AND s.state IN ('running', 'done', 'failed')
       WHERE s.phase = 'forward'
             AND s.name IN ('canary_smoke', 'canary_watch', 'widen', 'widen_watch', 'rollout', 'open', 'observe')
          OR s.phase = 'rollback' AND s.name IN ('restore_rollout', 'start_again', 'restore_open')
    )
    SELECT g.environment_id AS "environmentId", g.kind, coalesce(r.name, '') AS release, g.at, g.until
      FROM given g LEFT JOIN release r ON r.id = g.release_id
     WHERE g.at <= ${to}::timestamptz AND g.until >= ${from}::timestamptz
     UNION ALL
    -- What no operation brought: an environment taken over as it ran.
    SELECT e.id, 'release', r.name, e.released_at, e.released_at
      FROM environment e JOIN release r ON r.id = e.release_id
     WHERE e.id = ANY(${[...environmentIds]}::uuid[])
       AND e.released_at BETWEEN ${from}::timestamptz AND ${to}::timestamptz
       AND NOT EXISTS (SELECT 1 FROM operation o WHERE o.environment_id = e.id AND o.release_id = e.release_id)
     ORDER BY at DESC
     LIMIT ${MOST}`);
