import { type EnvironmentHealth, type HealthVerdict, seenLately } from "../health/environment";

export type ArrivedPlace = {
  /** True while the environment still runs the train's release. */
  runsRelease: boolean;
  state: "ready" | "changing" | "needs_attention";
  stateSentence: string;
  health: HealthVerdict;
  healthSentence: string;
  observedAt: Date | null;
};

/**
 * How an environment is that a train has brought its release to. What was seen before the ring arrived, or too long
 * ago, says nothing about the release.
 */
export function arrivedHealth(place: ArrivedPlace, arrivedAt: Date, now: Date): EnvironmentHealth {
  if (!place.runsRelease) return { verdict: "bad", sentence: "It does not run the release any more." };
  if (place.state === "needs_attention") return { verdict: "bad", sentence: place.stateSentence };
  const { observedAt } = place;
  const fresh = seenLately(observedAt, now) && observedAt > arrivedAt;
  return fresh
    ? { verdict: place.health, sentence: place.healthSentence }
    : { verdict: "unknown", sentence: "It has not been observed since." };
}
