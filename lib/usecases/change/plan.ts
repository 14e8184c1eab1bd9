import "server-only";
import type { PlanStep } from "@/lib/contracts/api/resources/change";
import type { Tx } from "@/lib/data/client";
import { planDeploy } from "@/lib/domain/operation/deploy";
import type { PlannedStep } from "@/lib/domain/operation/plan";
import { type ModuleDifference, moduleUpdate } from "@/lib/domain/release/diff";

/** The plan a change would run: the same function makes the operation's rows at the start. */
export function changePlan(
  differences: readonly ModuleDifference[],
  hasPreviousRelease: boolean,
): readonly PlannedStep[] {
  return planDeploy({ hasPreviousRelease, modules: moduleUpdate(differences) });
}

/** Median seconds of each step's last 20 successful runs in the environment; steps without history are missing. */
export async function expectedSeconds(db: Tx, environmentId: string): Promise<ReadonlyMap<string, number>> {
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

export const presentPlan = (
  plan: readonly PlannedStep[],
  expected: ReadonlyMap<string, number>,
): PlanStep[] =>
  plan.map((step) => ({
    name: step.name,
    title: step.title,
    phase: step.phase,
    expectedSeconds: expected.get(step.name) ?? null,
    limitSeconds: step.timeoutMs / 1000,
    ifItFails: step.ifItFails,
  }));
