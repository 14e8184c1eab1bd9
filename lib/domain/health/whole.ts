import { definitionOf, type SignalId } from "./catalog";
import type { SignalState } from "./domains";

export type Part = {
  id: SignalId;
  state: SignalState;
  /** False for what nothing here serves. */
  served?: boolean;
};

/** What is only shown, and what nothing here serves, says nothing about good or bad. */
export const isJudged = ({ id, served }: Part): boolean =>
  served !== false && definitionOf(id).limits !== null;

/** The worst of several states; unknown outweighs good, and nothing at all is unknown. */
export const worstOf = (states: readonly SignalState[]): SignalState =>
  (["bad", "warn", "unknown", "good"] as const).find((state) => states.includes(state)) ?? "unknown";

/** How signals stand together: as bad as the worst, and good only while at least half of what is judged is known. */
export function wholeState(parts: readonly Part[]): SignalState {
  const states = parts.filter(isJudged).map(({ state }) => state);
  if (states.includes("bad")) return "bad";
  if (states.includes("warn")) return "warn";
  const unknown = states.filter((state) => state === "unknown").length;
  return states.length === 0 || unknown * 2 > states.length ? "unknown" : "good";
}
