import type { Stage } from "../catalog/stage";
import { listed } from "../shared/words";
import { definitionOf, type SignalId, signalsFor } from "./catalog";
import type { SignalLimits } from "./definition";
import { readingText } from "./reading";
import type { Yardstick } from "./yardstick";

/** What a release did to one signal, and to all of them. */
export const EFFECTS = ["worse", "inconclusive", "same", "better"] as const;
export type Effect = (typeof EFFECTS)[number];

/** Half an hour of means of five minutes on either side: less proves nothing. */
export const LEAST_POINTS = 6;
/** A release is followed for a day, or until the next one. */
export const FOLLOWED_MS = 86_400_000;
/** So many times what it was before is another thing than it was. */
const FACTOR = 1.5;
/** Below this share of the limit that warns nobody minds a difference. */
const MINDED = 0.5;

/** Moves by itself from day to day, whatever runs there. */
const AGES: ReadonlySet<SignalId> = new Set(["scheduler", "certificate", "volumes"]);

/** What one release can change: not what ages, nor what only tells how much is going on. */
export const effectSignals = (stage: Stage): readonly SignalId[] =>
  signalsFor(stage).filter((id) => {
    const { domain, limits, unit } = definitionOf(id);
    return domain !== "continuity" && limits !== null && unit !== "bytes" && !AGES.has(id);
  });

export type SignalEffect = {
  signal: SignalId;
  /** Means, in the signal's unit; null where nothing was measured. */
  before: number | null;
  after: number | null;
  /** Means of five minutes behind them. */
  pointsBefore: number;
  pointsAfter: number;
  effect: Effect;
};

const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;

/** One signal before and after; inconclusive where either side is too short to say. */
export function signalEffect(
  signal: SignalId,
  limits: SignalLimits,
  { before, after }: { before: readonly number[]; after: readonly number[] },
): SignalEffect {
  const [was, is] = [mean(before), mean(after)];
  const counts = { pointsBefore: before.length, pointsAfter: after.length };
  const told = { signal, before: was, after: is, ...counts };
  if (was === null || is === null || Math.min(before.length, after.length) < LEAST_POINTS)
    return { ...told, effect: "inconclusive" };
  const { better } = definitionOf(signal);
  if (isWorse(was, is, { better, limits })) return { ...told, effect: "worse" };
  return { ...told, effect: isWorse(is, was, { better, limits }) ? "better" : "same" };
}

type Rule = { better: "lower" | "higher"; limits: SignalLimits };

/** Clearly another thing than it was, and near enough to the limit that somebody minds. */
function isWorse(was: number, is: number, { better, limits }: Rule): boolean {
  if (better === "lower") return is >= limits.warn * MINDED && is >= was * FACTOR;
  return is < was && is <= limits.warn / MINDED && was >= is * FACTOR;
}

/** Without these two nobody knows how a release serves those who work with it. */
const DECISIVE: ReadonlySet<SignalId> = new Set(["error_ratio", "latency_p95"]);

/** As bad as the worst; inconclusive while neither errors nor response times could be compared. */
export function overallEffect(effects: readonly SignalEffect[]): Effect {
  if (effects.some(({ effect }) => effect === "worse")) return "worse";
  const known = effects.some(({ signal, effect }) => DECISIVE.has(signal) && effect !== "inconclusive");
  if (!known) return "inconclusive";
  return effects.some(({ effect }) => effect === "better") ? "better" : "same";
}

/** "Response time p95 went from 0.4 s to 1.2 s." */
export function effectSentence(effects: readonly SignalEffect[], against: Yardstick): string {
  const overall = overallEffect(effects);
  const beside = against === "week" ? "the same hours a week before" : "the time just before";
  if (overall === "inconclusive")
    return `Too little was measured to compare with ${beside}: half an hour on both sides is needed.`;
  const moved = effects.filter(({ effect }) => effect === overall);
  if (overall === "same") return `Nothing runs worse or better than in ${beside}.`;
  const told = moved.slice(0, 3).map(({ signal, before, after }) => {
    const { title, unit } = definitionOf(signal);
    return `${title.toLowerCase()} from ${readingText(unit, before)} to ${readingText(unit, after)}`;
  });
  const word = overall === "worse" ? "Worse" : "Better";
  return `${word} than in ${beside}: ${listed(told)}.`;
}
