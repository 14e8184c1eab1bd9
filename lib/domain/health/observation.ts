import type { SignalName } from "./signal";

/**
 * When a signal is worse than before. `warning` asks a person, `trigger` rolls back. A limit is reached when the value
 * is at least `floor` (absolute, in the signal's unit) and at least `factor` times what it was before; a factor of 0
 * looks at the absolute value alone.
 */
export type SignalLimit = { floor: number; factor: number };
export type SignalThreshold = { signal: SignalName; warning: SignalLimit; trigger: SignalLimit };

/** How environments of one stage are watched after a release. */
export type ObservationSettings = {
  /** How long the release is watched once everybody uses it, in seconds; 0 does not watch. */
  soakSeconds: number;
  /** How long each share of a canary is watched, in seconds. */
  canarySoakSeconds: number;
  /** Shares of the visitors that a canary gets one after the other, in percent; the last step is always everybody. */
  canaryPercents: readonly number[];
  /** How far back the baseline looks, in seconds. */
  baselineSeconds: number;
  /** Requests that must stand behind a judgement about errors and response time. */
  minimumRequests: number;
  /** What happens when too little was measured to judge: go on with a note, or ask a person. */
  whenThin: "go_on" | "ask";
  /** How long a question waits for a person before the release goes back by itself, in seconds. */
  answerSeconds: number;
  thresholds: readonly SignalThreshold[];
};
