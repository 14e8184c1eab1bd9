import type { RunbookStep } from "./content";

export const TICK_STATES = ["done", "skipped"] as const;
export type TickState = (typeof TICK_STATES)[number];

/** A step that was ticked off, by whom and when. */
export type Tick = { step: string; state: TickState; note: string; by: string; at: Date };

/** What a step of a drill's plan came to. */
export type DrillStepEnd = {
  name: string;
  state: "done" | "skipped" | "failed";
  sentence: string;
  at: Date;
};

/** Runs of runbooks that may be open for one environment at a time. */
export const OPEN_RUNS_PER_ENVIRONMENT = 5;

/**
 * The ticks of a run: those people made, and in a drill those its own finished steps make. A machine step that a
 * person ticked keeps the person's tick: they saw something the drill did not say.
 */
export function ticksOf(
  steps: readonly RunbookStep[],
  made: readonly Tick[],
  ends: readonly DrillStepEnd[],
): readonly Tick[] {
  return steps.flatMap((step) => {
    const own = made.find((tick) => tick.step === step.key);
    if (own !== undefined) return [own];
    const end = ends.find(({ name }) => name === step.drillStep);
    if (end === undefined || end.state === "failed") return [];
    const state = end.state === "skipped" ? "skipped" : "done";
    return [{ step: step.key, state, note: end.sentence, by: "Holdfast", at: end.at }];
  });
}

/** Why a step cannot be ticked by a person now, as a sentence; null when it can. */
export function tickRefusal(run: {
  finishedAt: Date | null;
  ofDrill: boolean;
  step: Pick<RunbookStep, "who" | "title"> | undefined;
}): string | null {
  if (run.finishedAt !== null) return "This run of the runbook has ended; what was ticked stays as it is.";
  if (run.step === undefined) return "The runbook has no such step.";
  if (run.ofDrill && run.step.who === "machine")
    return `“${run.step.title}” is ticked by the drill itself when it has done it.`;
  return null;
}

/** "7 of 9 steps, 1 skipped": how far a run is. */
export function progressOf(
  steps: readonly { key: string }[],
  ticks: readonly Pick<Tick, "step" | "state">[],
): { done: number; skipped: number; all: number; next: string | null } {
  const stateOf = new Map(ticks.map(({ step, state }) => [step, state]));
  const counted = (state: TickState) => steps.filter(({ key }) => stateOf.get(key) === state).length;
  return {
    done: counted("done"),
    skipped: counted("skipped"),
    all: steps.length,
    next: steps.find(({ key }) => !stateOf.has(key))?.key ?? null,
  };
}

/** The runbook to follow in a drill: the tenant's own for the scenario first, then everybody's, then one for any. */
export function runbookFor<Row extends { tenantId: string | null; scenario: string | null }>(
  rows: readonly Row[],
  where: { tenantId: string; scenario: string },
): Row | null {
  const fits = rows.filter(
    ({ tenantId, scenario }) =>
      (tenantId === null || tenantId === where.tenantId) &&
      (scenario === null || scenario === where.scenario),
  );
  const rank = (row: Row) => (row.scenario === null ? 2 : 0) + (row.tenantId === null ? 1 : 0);
  const [first] = fits.toSorted((one, other) => rank(one) - rank(other));
  return first ?? null;
}
