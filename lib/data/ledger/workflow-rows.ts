import "server-only";
import type { CriticalityTier, Stage } from "@/lib/domain/catalog/stage";
import type { Outcome } from "@/lib/domain/workflow/course";
import type { Database } from "../client";
import { Prisma } from "../generated/client";

const MAX_ROWS = 50_000;

/**
 * Makes rows for what can be tried and has none yet: environments at different moments of the next minute, so that a
 * fleet is not tried all at once. Answers how many environments got some.
 */
export async function ensureWorkflows(db: Database, workflows: readonly string[]): Promise<number> {
  const made = await db.statement<{ made: number }>(Prisma.sql`
    WITH missing AS (
      SELECT e.id, e.tenant_id, w.id AS workflow,
             now() + (hashtext(e.id::text) & 1023) / 1024.0 * interval '1 minute' AS due
        FROM environment e CROSS JOIN unnest(${[...workflows]}::text[]) AS w(id)
       WHERE NOT EXISTS (SELECT FROM workflow f WHERE f.environment_id = e.id AND f.workflow = w.id)
       LIMIT ${MAX_ROWS}
    ), rows AS (
      INSERT INTO workflow (environment_id, tenant_id, workflow, next_at)
      SELECT id, tenant_id, workflow, due FROM missing ON CONFLICT DO NOTHING
    ), turns AS (
      INSERT INTO workflow_turn (environment_id, due_at)
      SELECT DISTINCT id, due FROM missing
          ON CONFLICT (environment_id) DO UPDATE SET due_at = least(workflow_turn.due_at, EXCLUDED.due_at)
    )
    SELECT count(DISTINCT id)::int AS made FROM missing`);
  return made[0]?.made ?? 0;
}

/** Takes the environment whose turn has come first, if nobody is at it. A worker that dies gives it up after `limitMs`. */
export async function claimWorkflowTurn(db: Database, limitMs: number): Promise<string | null> {
  const rows = await db.statement<{ id: string }>(Prisma.sql`
    UPDATE workflow_turn SET until = now() + ${limitMs}::float8 * interval '1 millisecond'
     WHERE environment_id = (
       SELECT environment_id FROM workflow_turn
        WHERE due_at <= now() AND (until IS NULL OR until < now())
        ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED
     )
    RETURNING environment_id AS id`);
  return rows[0]?.id ?? null;
}

/** Gives the turn back until something of the environment is due again. */
export async function endWorkflowTurn(db: Database, environmentId: string): Promise<void> {
  await db.statement(Prisma.sql`
    UPDATE workflow_turn
       SET until = NULL,
           due_at = coalesce((SELECT min(next_at) FROM workflow WHERE environment_id = ${environmentId}::uuid),
                             now() + interval '1 day')
     WHERE environment_id = ${environmentId}::uuid`);
}

export type WorkflowFactRow = {
  environmentId: string;
  workflow: string;
  settings: unknown;
  tier: CriticalityTier;
  stage: Stage;
  recent: Outcome[];
  failingSince: Date | null;
  knownAt: Date | null;
  lastOutcome: Outcome | null;
  lastDetail: string;
};

/** How everything that is tried in a cluster's environments stands. */
export const workflowFacts = (db: Database, clusterId: string): Promise<WorkflowFactRow[]> =>
  db.statement<WorkflowFactRow>(Prisma.sql`
    SELECT w.environment_id AS "environmentId", w.workflow, w.settings, t.tier::text, e.stage::text,
           w.recent::text[] AS recent, w.failing_since AS "failingSince", w.known_at AS "knownAt",
           w.last_outcome::text AS "lastOutcome", w.last_detail AS "lastDetail"
      FROM workflow w JOIN environment e ON e.id = w.environment_id JOIN tenant t ON t.id = e.tenant_id
     WHERE e.cluster_id = ${clusterId}::uuid
       AND (e.stage = 'production' OR w.settings IS NOT NULL)
     LIMIT ${MAX_ROWS}`);

export type TryPoint = { at: Date; milliseconds: number | null; good: number; known: number };

/** Tries of one workflow in steps: mean time of those that passed, and how many passed in time of those that say something. */
export const tryCourse = (
  db: Database,
  { environmentId, workflow }: { environmentId: string; workflow: string },
  { from, to, stepSeconds }: { from: Date; to: Date; stepSeconds: number },
): Promise<TryPoint[]> =>
  db.statement<TryPoint>(Prisma.sql`
    SELECT date_bin(${stepSeconds}::float8 * interval '1 second', at, ${from}::timestamptz) AS at,
           (avg(milliseconds) FILTER (WHERE outcome IN ('passed', 'slow')))::float8 AS milliseconds,
           (count(*) FILTER (WHERE outcome = 'passed'))::int AS good,
           (count(*) FILTER (WHERE outcome IN ('passed', 'slow', 'failed')))::int AS known
      FROM workflow_run
     WHERE environment_id = ${environmentId}::uuid AND workflow = ${workflow}
       AND at >= ${from}::timestamptz AND at < ${to}::timestamptz
     GROUP BY 1 ORDER BY 1`);

/** What is kept no longer, in batches; answers how many went. */
export async function removeOldTries(db: Database, before: Date, signal: AbortSignal): Promise<number> {
  const [batch, batches] = [20_000, 50];
  let removed = 0;
  for (let round = 0; round < batches && !signal.aborted; round += 1) {
    const count = await db.prisma.$executeRaw`
      DELETE FROM workflow_run WHERE id IN (
        SELECT id FROM workflow_run WHERE at < ${before}::timestamptz LIMIT ${batch})`;
    removed += count;
    if (count < batch) break;
  }
  return removed;
}
