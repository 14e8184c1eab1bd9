import type { SignalState } from "../health/domains";
import { judge } from "../health/verdict";

const VALUES: Readonly<Record<SignalState, number | null>> = { good: 0, warn: 0.5, bad: 1, unknown: null };
const LIMITS = { warn: 0.5, bad: 1 };

export type SeenOutcome = { at: Date; outcome: SignalState };

/**
 * How an integration stands after its newest check, by health's own rule: worse after two of the last three, better
 * after three in a row, unknown after two that said nothing. `seen` is oldest first.
 */
export function integrationState(
  seen: readonly SeenOutcome[],
  previous: { state: SignalState; since: Date },
): { state: SignalState; since: Date } {
  const readings = seen.map(({ at, outcome }) => ({ at, value: VALUES[outcome] }));
  const { state, since } = judge({ better: "lower", limits: LIMITS, readings, previous });
  return { state, since };
}
