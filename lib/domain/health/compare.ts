import type { SignalLimit } from "./observation";
import type { SignalName } from "./signal";

export const OBSERVATION_VERDICTS = ["thin", "good", "warning", "trigger"] as const;
export type ObservationVerdict = (typeof OBSERVATION_VERDICTS)[number];

/** One signal before and after, and what that means. `before` and `now` are in the signal's unit. */
export type SignalComparison = {
  signal: SignalName;
  before: number | null;
  now: number | null;
  samplesBefore: number;
  samplesNow: number;
  /** What the limits come to in the signal's unit, for this baseline. */
  warningAt: number;
  triggerAt: number;
  limits: { warning: SignalLimit; trigger: SignalLimit };
  verdict: ObservationVerdict;
};
