import { limitValue, type ObservationSettings, type SignalLimit, type SignalThreshold } from "./observation";
import { judgedByRequests, type MeasuredSignal, SIGNALS, type SignalName, signalText } from "./signal";

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

export type MeasuredSignals = ReadonlyMap<SignalName, MeasuredSignal>;

export type ObservationResult = {
  verdict: ObservationVerdict;
  /** The finding that decides, with its numbers. */
  sentence: string;
  comparisons: readonly SignalComparison[];
};

type Judging = Pick<ObservationSettings, "thresholds" | "minimumRequests">;
const NOTHING: MeasuredSignal = { value: null, samples: 0 };
const SEVERITY: Readonly<Record<ObservationVerdict, number>> = { thin: 0, good: 0, warning: 1, trigger: 2 };

/**
 * Compares what is with what was. Request signals are thin below `minimumRequests` on either side, gauges when one side
 * was not measured; thin never warns or triggers. The whole is as bad as its worst signal, and thin when none of the
 * request signals could be judged (requirement D6).
 */
export function compareSignals(
  before: MeasuredSignals,
  now: MeasuredSignals,
  settings: Judging,
): ObservationResult {
  const comparisons = settings.thresholds.map((threshold) =>
    compareOne(
      threshold,
      before.get(threshold.signal) ?? NOTHING,
      now.get(threshold.signal) ?? NOTHING,
      settings,
    ),
  );
  return summarised(comparisons, settings.minimumRequests);
}

/** What comparisons come to as a whole: as bad as the worst of them, in a sentence that names it. */
export function summarised(
  comparisons: readonly SignalComparison[],
  minimumRequests: number,
): ObservationResult {
  const verdict = overall(comparisons);
  return { verdict, comparisons, sentence: sentenceOf(verdict, comparisons, minimumRequests) };
}

function compareOne(
  { signal, warning, trigger }: SignalThreshold,
  before: MeasuredSignal,
  now: MeasuredSignal,
  { minimumRequests }: Judging,
): SignalComparison {
  const warningAt = limitValue(warning, before.value);
  const triggerAt = limitValue(trigger, before.value);
  const enough = judgedByRequests(signal) ? minimumRequests : 1;
  const thin = before.samples < enough || now.samples < enough;
  return {
    signal,
    before: before.value,
    now: now.value,
    samplesBefore: before.samples,
    samplesNow: now.samples,
    warningAt,
    triggerAt,
    limits: { warning, trigger },
    verdict: thin || before.value === null ? "thin" : verdictOf(now.value, warningAt, triggerAt),
  };
}

/** A value of zero reaches no limit: nothing happened. */
function verdictOf(value: number | null, warningAt: number, triggerAt: number): ObservationVerdict {
  if (value === null) return "thin";
  if (value <= 0) return "good";
  if (value >= triggerAt) return "trigger";
  return value >= warningAt ? "warning" : "good";
}

function overall(comparisons: readonly SignalComparison[]): ObservationVerdict {
  const worst = worstOf(comparisons);
  if (worst !== undefined && SEVERITY[worst.verdict] > 0) return worst.verdict;
  const byRequests = comparisons.filter(({ signal }) => judgedByRequests(signal));
  const decisive = byRequests.length > 0 ? byRequests : comparisons;
  return decisive.some(({ verdict }) => verdict === "good") ? "good" : "thin";
}

/** The comparison that decides: the most severe, among equals the one furthest beyond its warning. */
function worstOf(comparisons: readonly SignalComparison[]): SignalComparison | undefined {
  const excess = ({ now, warningAt }: SignalComparison) => (now ?? 0) / Math.max(warningAt, Number.EPSILON);
  return [...comparisons].sort(
    (one, other) => SEVERITY[other.verdict] - SEVERITY[one.verdict] || excess(other) - excess(one),
  )[0];
}

/** "Failed requests 31 % (before 0.2 %, trigger at 2 %)", without a full stop. */
export function findingText(comparison: SignalComparison): string {
  const { signal, before, now, warningAt, triggerAt, verdict } = comparison;
  const [word, limit] = verdict === "trigger" ? ["trigger", triggerAt] : ["warning", warningAt];
  const was = before === null ? "not measured before" : `before ${signalText(signal, before)}`;
  return `${SIGNALS[signal].title} ${signalText(signal, now)} (${was}, ${word} at ${signalText(signal, limit)})`;
}

function sentenceOf(
  verdict: ObservationVerdict,
  comparisons: readonly SignalComparison[],
  minimumRequests: number,
): string {
  if (verdict === "thin") return thinSentence(comparisons, minimumRequests);
  if (verdict !== "good") {
    const found = comparisons.filter((each) => each.verdict === verdict).map(findingText);
    return `${found.slice(0, 3).join("; ")}.`;
  }
  const judged = comparisons.filter((each) => each.verdict === "good");
  const [first] = judged;
  if (first === undefined) return "Nothing is watched.";
  const others = judged.length === 1 ? "" : `; ${judged.length} signals are within their limits`;
  return `${findingText(first)}${others}.`;
}

function thinSentence(comparisons: readonly SignalComparison[], minimumRequests: number): string {
  const requests = comparisons.find(({ signal }) => judgedByRequests(signal));
  if (requests === undefined) return "Nothing was measured that could be judged.";
  const { samplesBefore, samplesNow } = requests;
  return `Too few requests to judge: ${samplesNow} now, ${samplesBefore} before, ${minimumRequests} are needed of each.`;
}

/**
 * The triggers that may roll back, so that a single blip does not: the same signal triggered in the look before too,
 * or at least twice `minimumRequests` requests stand behind it now.
 */
export function confirmedTriggers(
  comparisons: readonly SignalComparison[],
  lookBefore: readonly SignalComparison[] | null,
  minimumRequests: number,
): readonly SignalComparison[] {
  const triggeredBefore = new Set(
    (lookBefore ?? []).filter(({ verdict }) => verdict === "trigger").map(({ signal }) => signal),
  );
  return comparisons.filter(
    ({ signal, verdict, samplesNow }) =>
      verdict === "trigger" &&
      (triggeredBefore.has(signal) || (judgedByRequests(signal) && samplesNow >= 2 * minimumRequests)),
  );
}
