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

/** The same for many environments at once, by environment id. */
export async function medianStepSecondsOfMany(
  db: Tx,
  environmentIds: readonly string[],
): Promise<ReadonlyMap<string, ReadonlyMap<string, number>>> {
  const rows = await db.$queryRaw<{ environmentId: string; name: string; seconds: number }[]>`
    SELECT environment_id AS "environmentId", name,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds)::float8 AS seconds
    FROM (
      SELECT operation.environment_id, step.name,
             extract(epoch FROM step.finished_at - step.started_at) AS seconds,
             row_number() OVER (
               PARTITION BY operation.environment_id, step.name ORDER BY step.finished_at DESC
             ) AS recency
      FROM operation_step step
      JOIN operation ON operation.id = step.operation_id
      WHERE operation.environment_id = ANY (${[...environmentIds]}::uuid[])
        AND step.state = 'done' AND step.started_at IS NOT NULL AND step.finished_at IS NOT NULL
    ) history
    WHERE recency <= 20
    GROUP BY environment_id, name`;
  const found = new Map<string, Map<string, number>>();
  for (const { environmentId, name, seconds } of rows) {
    const times = found.get(environmentId) ?? new Map<string, number>();
    found.set(environmentId, times.set(name, Math.round(seconds * 10) / 10));
  }
  return found;
}
