import "server-only";
import type { Tx } from "./client";

/** Median seconds of each step's last 20 successful runs in the environment; steps without history are missing. */
export async function medianStepSeconds(db: Tx, environmentId: string): Promise<ReadonlyMap<string, number>> {
  const rows = await db.$queryRaw<{ name: string; seconds: number }[]>`
    SELECT name, percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds)::float8 AS seconds
    FROM (
      SELECT step.name,
             extract(epoch FROM step.finished_at - step.started_at) AS seconds,
             row_number() OVER (PARTITION BY step.name ORDER BY step.finished_at DESC) AS recency
      FROM operation_step step
      JOIN operation ON operation.id = step.operation_id
      WHERE operation.environment_id = ${environmentId}::uuid
        AND step.state = 'done' AND step.started_at IS NOT NULL AND step.finished_at IS NOT NULL
    ) history
    WHERE recency <= 20
    GROUP BY name`;
  return new Map(rows.map(({ name, seconds }) => [name, Math.round(seconds * 10) / 10]));
}
