import { type MeasuredSignals, type ObservationResult, type SignalComparison, summarised } from "./compare";
import { roundSeconds } from "./observation";
import { judgedByRequests, type SignalName } from "./signal";

/** Counted over a whole window: twice the time holds twice as many, and nothing has become worse. */
const COUNTED_OVER_TIME: ReadonlySet<SignalName> = new Set(["restarts"]);

/**
 * Readings of a window as they would be over one of another length, both in seconds: what is counted over time grows
 * and shrinks with it, ratios and gauges stay. Unchanged where the window's length is not known.
 */
export function overTime(
  readings: MeasuredSignals,
  { from, to }: { from: number; to: number },
): MeasuredSignals {
  if (from <= 0 || to <= 0) return readings;
  return new Map(
    [...readings].map(([name, { value, samples }]) => [
      name,
      { value: value === null || !COUNTED_OVER_TIME.has(name) ? value : (value * to) / from, samples },
    ]),
  );
}

/** Fewer rounds than these say nothing by themselves. */
const ROUNDS = 3;
/** Requests do not come evenly: a little more than the least, so that a quiet moment is not too few. */
const MARGIN = 1.25;

/**
 * The last stretch that is judged by itself besides the whole time watched, in seconds, so that a fault which begins
 * late is found as fast as one at the start: some rounds, or as long as enough requests take. Null while the whole
 * time is no longer than that, and where nobody sends requests.
 */
export function recentSeconds(
  watched: { soakSeconds: number; elapsedSeconds: number; minimumRequests: number },
  readings: MeasuredSignals,
): number | null {
  const { soakSeconds, elapsedSeconds, minimumRequests } = watched;
  const requests = [...readings].map(([name, { samples }]) => (judgedByRequests(name) ? samples : 0));
  const most = Math.max(0, ...requests);
  if (most === 0) return null;
  const enough = Math.ceil((MARGIN * minimumRequests * elapsedSeconds) / most);
  const seconds = Math.max(ROUNDS * roundSeconds(soakSeconds), enough);
  return seconds < elapsedSeconds ? seconds : null;
}

const SEVERITY = { thin: 0, good: 1, warning: 2, trigger: 3 } as const;

/** Each signal as bad as it is in the worse of two comparisons: of the whole time watched and of its last stretch. */
export function worseOf(
  whole: ObservationResult,
  recent: ObservationResult,
  minimumRequests: number,
): ObservationResult {
  const late = new Map(recent.comparisons.map((one) => [one.signal, one]));
  const comparisons = whole.comparisons.map((one): SignalComparison => {
    const other = late.get(one.signal);
    return other !== undefined && SEVERITY[other.verdict] > SEVERITY[one.verdict] && other.verdict !== "good"
      ? other
      : one;
  });
  return summarised(comparisons, minimumRequests);
}
