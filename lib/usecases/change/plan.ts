import "server-only";
import type { PlanStep } from "@/lib/contracts/api/resources/change";
import { medianStepSeconds } from "@/lib/data/step-times";
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
export const expectedSeconds = medianStepSeconds;

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
