import type { CriticalityTier } from "../catalog/stage";
import { definitionOf, isSignalId, SIGNAL_IDS, type SignalId } from "./catalog";
import type { SignalLimits } from "./definition";

/** Limits of a tier where they differ from Holdfast's own. */
export type HealthSettings = { limits: Readonly<Partial<Record<SignalId, SignalLimits>>> };
export const HEALTH_DEFAULTS: HealthSettings = { limits: {} };

/** Signals that have limits at all. */
export const JUDGED_SIGNALS: readonly SignalId[] = SIGNAL_IDS.filter(
  (id) => definitionOf(id).limits !== null,
);

/** The limits one signal is judged by in a tier; null for what is only shown. */
export type LimitsOf = (id: SignalId, tier: CriticalityTier) => SignalLimits | null;

/** Holdfast's own. */
export const shippedLimits: LimitsOf = (id, tier) => definitionOf(id).limits?.[tier] ?? null;

/** What a tier's settings say, else Holdfast's own. */
export const limitsBy =
  (settingsOf: (tier: CriticalityTier) => HealthSettings): LimitsOf =>
  (id, tier) => {
    const shipped = shippedLimits(id, tier);
    return shipped === null ? null : (settingsOf(tier).limits[id] ?? shipped);
  };

/** The most a limit may be, in the signal's unit: three years, a million, all of it. */
const MOST = {
  ratio: 1,
  seconds: 94_608_000,
  count: 1_000_000,
  of_three: 3,
  per_second: 1_000_000,
  bytes: 1e15,
} as const;

/** Why a signal cannot be judged by these limits, as a sentence; null when it can. */
export function limitsProblem(id: SignalId, { warn, bad }: SignalLimits): string | null {
  const { title, unit, better, limits } = definitionOf(id);
  if (limits === null) return `${title} is shown and never judged.`;
  const most = MOST[unit];
  if (!(warn > 0 && bad > 0)) return `${title}: a limit is more than 0, or everything would be beyond it.`;
  if (warn > most || bad > most)
    return unit === "ratio" ? `${title}: 100 % is the most.` : `${title}: ${most} is the most.`;
  if (better === "lower" && warn > bad) return `${title}: it warns no later than it is called broken.`;
  if (better === "higher" && warn < bad)
    return `${title}: less is worse here, so it warns at no less than where it is called broken.`;
  return null;
}

/** The first thing wrong with settings; null when nothing is. */
export function healthSettingsProblem(
  limits: Readonly<Record<string, SignalLimits | undefined>>,
): { signal: string; message: string } | null {
  for (const [signal, given] of Object.entries(limits)) {
    if (given === undefined) continue;
    const message = isSignalId(signal) ? limitsProblem(signal, given) : `There is no signal “${signal}”.`;
    if (message !== null) return { signal, message };
  }
  return null;
}

/** Only what differs from Holdfast's own: a later shipped limit then reaches whoever never chose another. */
export function ownLimits(tier: CriticalityTier, limits: HealthSettings["limits"]): HealthSettings {
  const own = JUDGED_SIGNALS.flatMap((id): [SignalId, SignalLimits][] => {
    const given = limits[id];
    const shipped = shippedLimits(id, tier);
    if (given === undefined || (given.warn === shipped?.warn && given.bad === shipped.bad)) return [];
    return [[id, { warn: given.warn, bad: given.bad }]];
  });
  return { limits: Object.fromEntries(own) };
}

/** The unit people write a signal's limits in, and how much of the signal's own unit one of it is. */
export function limitUnit(id: SignalId): { label: string; factor: number } {
  const { unit, limits } = definitionOf(id);
  if (unit === "ratio") return { label: "%", factor: 0.01 };
  if (unit !== "seconds") return { label: "", factor: 1 };
  const least = Math.min(limits?.tier1.warn ?? 0, limits?.tier1.bad ?? 0);
  if (least >= 172_800) return { label: "days", factor: 86_400 };
  if (least >= 7_200) return { label: "h", factor: 3_600 };
  return least >= 120 ? { label: "min", factor: 60 } : { label: "s", factor: 1 };
}
