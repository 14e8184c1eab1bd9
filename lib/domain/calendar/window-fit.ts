import type { PlannedStep } from "../operation/plan";

/** Where the expected duration comes from, best first: a rehearsal, what happened there before, the plan. */
export type NeedSource =
  | { kind: "rehearsed"; where: string; at: Date }
  | { kind: "history"; runs: number }
  | { kind: "plan" };

/** What a change needs, in seconds: the work, the checks and the watching, and the way back should they fail. */
export type WindowNeed = {
  runSeconds: number;
  source: NeedSource;
  verificationSeconds: number;
  rollbackSeconds: number;
};

/** Measured deployments: `seconds` of work, without checks and watching. */
export type Rehearsal = { where: string; at: Date; seconds: number };

export type NeedFacts = {
  plan: readonly Pick<PlannedStep, "name" | "phase" | "timeoutMs" | "waitsMs" | "parameters">[];
  /** Median seconds of steps in the environment. */
  expected: ReadonlyMap<string, number>;
  /** The newest deployment of the same release on an earlier stage of the tenant. */
  rehearsal: Rehearsal | null;
  /** Seconds of work of the last deployments in the environment, any order. */
  history: readonly number[];
};

/** Steps that check what was done. What they wait is watching, and counted from the plan. */
const CHECKS: readonly string[] = ["canary_smoke", "canary_watch", "widen_watch", "smoke", "observe"];

/** Steps whose time is not the work's: checks, and the baseline, which is measured before anything is touched. */
export const NOT_WORK: readonly string[] = [...CHECKS, "baseline"];

/** Of a step that has never run there, this share of its limit is taken: limits are for the worst day. */
const SHARE_OF_LIMIT = 0.2;

/** How many past deployments make a history. */
const RUNS_OF_A_HISTORY = 3;

/**
 * What a change needs of a window (requirement M3). The work: as measured for the same release on an earlier stage,
 * else nine of ten past deployments there took no longer, else the plan's steps by their medians.
 */
export function windowNeed(facts: NeedFacts): WindowNeed {
  const { plan, rehearsal, history } = facts;
  const seconds = (steps: NeedFacts["plan"]) =>
    Math.ceil(steps.reduce((sum, step) => sum + stepSeconds(step, facts.expected), 0));
  const forward = plan.filter(({ phase }) => phase === "forward");
  const work = forward.filter(({ name }) => !CHECKS.includes(name));
  const rest = {
    verificationSeconds: seconds(forward.filter(({ name }) => CHECKS.includes(name))),
    rollbackSeconds: seconds(plan.filter(({ phase }) => phase === "rollback")),
  };
  if (rehearsal !== null) {
    const { where, at } = rehearsal;
    return { ...rest, runSeconds: Math.ceil(rehearsal.seconds), source: { kind: "rehearsed", where, at } };
  }
  const measured = pastSeconds(history);
  return measured === null
    ? { ...rest, runSeconds: seconds(work), source: { kind: "plan" } }
    : { ...rest, runSeconds: Math.ceil(measured), source: { kind: "history", runs: history.length } };
}

/** What nine of ten past deployments did not exceed, in seconds; null while there are too few of them. */
export const pastSeconds = (history: readonly number[]): number | null =>
  history.length < RUNS_OF_A_HISTORY ? null : percentile(history, 0.9);

/** What waits takes as long as it was told to; anything else what it took before, or a share of its limit. */
function stepSeconds(step: NeedFacts["plan"][number], expected: ReadonlyMap<string, number>): number {
  const { parameters } = step;
  const told =
    parameters !== null && typeof parameters === "object" && "seconds" in parameters
      ? parameters["seconds"]
      : null;
  if (step.waitsMs !== undefined && typeof told === "number") return told;
  return expected.get(step.name) ?? (step.timeoutMs / 1_000) * SHARE_OF_LIMIT;
}

function percentile(values: readonly number[], share: number): number | null {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? null;
}

/** Seconds of all three together. */
export const neededSeconds = (need: WindowNeed): number =>
  need.runSeconds + need.verificationSeconds + need.rollbackSeconds;

/** How a need lies in the open time it would start in; for a bar. All in seconds; null `leftSeconds`: no end in sight. */
export type WindowFit = {
  startsAt: Date;
  closesAt: Date | null;
  leftSeconds: number | null;
  neededSeconds: number;
  /** Null where nothing closes. Negative: so much is missing. */
  spareSeconds: number | null;
};

export function fitOf(need: WindowNeed, stretch: { from: Date; until: Date | null }): WindowFit {
  const needed = neededSeconds(need);
  const left =
    stretch.until === null ? null : Math.floor((stretch.until.getTime() - stretch.from.getTime()) / 1_000);
  return {
    startsAt: stretch.from,
    closesAt: stretch.until,
    leftSeconds: left,
    neededSeconds: needed,
    spareSeconds: left === null ? null : left - needed,
  };
}
