import { type ObservationSettings, WATCHED_SIGNALS } from "./observation";
import type { SignalName, SignalTrack } from "./signal";

/** A chart has at most this many points of each line. */
const MOST_POINTS = 120;
const SHORTEST_STEP = 5;

/** Seconds between two points of a course over `windowSeconds`: at most 120 points, never closer than 5 s. */
export const courseStep = (windowSeconds: number): number =>
  Math.max(SHORTEST_STEP, Math.ceil(windowSeconds / MOST_POINTS));

export type CourseQuestion = { signal: SignalName; track: SignalTrack };

/** Split between the running release and the canary where that tells them apart. */
const SPLIT: readonly SignalName[] = ["request_rate", "error_ratio", "latency_p95"];

/** Which courses an operation's charts show: requests always, and every signal that has limits. */
export function courseQuestions(
  settings: Pick<ObservationSettings, "thresholds">,
  canary: boolean,
): readonly CourseQuestion[] {
  const watched = new Set<SignalName>(settings.thresholds.map(({ signal }) => signal));
  const signals: SignalName[] = ["request_rate", ...WATCHED_SIGNALS.filter((signal) => watched.has(signal))];
  return signals.flatMap((signal) => {
    const tracks: SignalTrack[] = canary && SPLIT.includes(signal) ? ["stable", "canary"] : ["all"];
    return tracks.map((track) => ({ signal, track }));
  });
}
