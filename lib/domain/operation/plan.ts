import type { Json } from "./run";
import type { StepPhase } from "./state";

/** One step as it is stored with the operation: what a person approves is what runs. */
export type PlannedStep<Name extends string = string> = {
  name: Name;
  title: string;
  phase: StepPhase;
  /** How long one worker may spend in it, in milliseconds. */
  timeoutMs: number;
  /** Where a failure leads, in words. */
  ifItFails: string;
  /** What the plan tells the step: weight, soak time, thresholds. */
  parameters?: Json;
  /** How long it may wait without a worker, in milliseconds: watching, and for a person's answer. */
  waitsMs?: number;
};

/** Room for a worker that dies and another that takes over, several times. */
const CHANGEOVER_MS = 10 * 60_000;

/** Milliseconds after which an operation that still runs is stuck: every step at its limit, its waits, the changeovers. */
export function planLimitMs(plan: readonly PlannedStep[]): number {
  return plan.reduce((sum, step) => sum + step.timeoutMs + (step.waitsMs ?? 0), CHANGEOVER_MS);
}
