import { momentIn } from "../shared/moment";
import { counted, listed, sentenceCase } from "../shared/words";
import { definitionOf, type SignalId } from "./catalog";
import { HEALTH_DOMAIN_IDS, HEALTH_DOMAINS, type HealthDomain, type SignalState } from "./domains";
import { readingText } from "./reading";
import { isJudged, wholeState } from "./whole";

/** What came before a signal changed, and may be why; `until` is how long it was watched, if it was. */
export type LikelyCause = { at: Date; until?: Date; words: string };
/** Only what people were given, or was watched, this shortly before a signal changed is named beside it. */
export const CAUSE_WITHIN_MS = 30 * 60_000;

export type SignalStanding = {
  id: SignalId;
  state: SignalState;
  since: Date;
  value: number | null;
  threshold: number | null;
  /** False for what nothing here serves: it is shown and counted nowhere. */
  served?: boolean;
};

export const NOT_SERVED = "Nothing here serves it.";

/** What not every installation serves, and was never measured here. */
export const neverServed = (
  id: SignalId,
  { state, value }: Pick<SignalStanding, "state" | "value">,
): boolean => definitionOf(id).optional && state === "unknown" && value === null;

/** "14:03 CET" on the day it is told, with its day before that. */
export function clockIn(at: Date, now: Date, zone: string): string {
  const [then, today] = [momentIn(at, zone).split(" "), momentIn(now, zone).split(" ")];
  const sameDay = then.slice(0, 3).join() === today.slice(0, 3).join() && Math.abs(+now - +at) < 86_400_000;
  return (sameDay ? then.slice(3) : then).join(" ");
}

/** The newest of what people were given at most 30 min before, or that was watched then; what came later is no cause. */
export function likelyCause(causes: readonly LikelyCause[], since: Date): LikelyCause | null {
  const near = causes.filter(
    ({ at, until = at }) => at <= since && since.getTime() - until.getTime() <= CAUSE_WITHIN_MS,
  );
  return near.reduce<LikelyCause | null>(
    (best, one) => (best === null || one.at > best.at ? one : best),
    null,
  );
}

type Told = { now: Date; zone: string; causes: readonly LikelyCause[] };

/**
 * "Work orders cannot be confirmed since 14:03 CET, after release 2026.11.2: failed work orders 86 %, limit 25 %." What
 * is inside its limit again, and not for long enough to be well, is "back at 2 %".
 */
export function signalSentence(signal: SignalStanding, { now, zone, causes }: Told): string {
  const { title, unit, better, breaks, warns } = definitionOf(signal.id);
  if (signal.state === "unknown")
    return `${title}: nothing is known since ${clockIn(signal.since, now, zone)}.`;
  const reading = readingText(unit, signal.value);
  if (signal.state === "good") return `${title}: ${reading}.`;
  const cause = likelyCause(causes, signal.since);
  const words = signal.state === "bad" ? breaks : warns;
  const [value, limit] =
    better === "lower" ? [signal.value, signal.threshold] : [signal.threshold, signal.value];
  const back = value !== null && limit !== null && value < limit ? "back at " : "";
  const measured = `${title.charAt(0).toLowerCase()}${title.slice(1)} ${back}${reading}`;
  return `${words} since ${clockIn(signal.since, now, zone)}${cause === null ? "" : `, ${cause.words}`}: ${measured}, limit ${readingText(unit, signal.threshold)}.`;
}

/** What a signal's sentence says without the reading that will have changed: "Work orders cannot be confirmed since …". */
export const withoutReading = (sentence: string): string =>
  sentence.replace(/: [^:]+, limit [^:]+\.$/, "").replace(/\.$/, "");

/** Its source answers and has no series of it. */
export const NOT_MEASURED = "Nothing was measured.";

/** Why nothing is known of a signal, of what its sentence says: without its name and since when. */
export const unknownReason = (sentence: string): string =>
  sentence
    .split(/(?<=since [^.]+)\. /)
    .slice(1)
    .join(". ");

const RANKS: Readonly<Record<SignalState, number>> = { bad: 3, warn: 2, good: 1, unknown: 0 };

/** Worst first; among equals what stands longest, for the first to fail is nearest to the cause. */
export const worstFirst = <S extends SignalStanding>(signals: readonly S[]): readonly S[] =>
  [...signals].sort((left, right) => RANKS[right.state] - RANKS[left.state] || +left.since - +right.since);

export type DomainStanding<S extends SignalStanding = SignalStanding> = {
  id: HealthDomain;
  /** The worst of what is judged; unknown when more than half of that is. */
  state: SignalState;
  unknown: number;
  /** Worst first. */
  signals: readonly S[];
};

/** Every domain that has signals, worst first; in the order of the domains among equals. */
export function domainsOf<S extends SignalStanding>(signals: readonly S[]): readonly DomainStanding<S>[] {
  const domains = HEALTH_DOMAIN_IDS.flatMap((id): DomainStanding<S>[] => {
    const own = worstFirst(signals.filter((signal) => definitionOf(signal.id).domain === id));
    if (own.length === 0) return [];
    return [
      {
        id,
        state: wholeState(own),
        unknown: own.filter(({ state, served }) => state === "unknown" && served !== false).length,
        signals: own,
      },
    ];
  });
  return domains.sort((left, right) => RANKS[right.state] - RANKS[left.state]);
}

const isContinuity = ({ id }: SignalStanding): boolean => definitionOf(id).domain === "continuity";

/**
 * The one sentence about an environment's signals: what hurts most, what else does, and what nobody knows. The
 * recoveries of tomorrow come after what hurts now.
 */
export function healthSentence(signals: readonly SignalStanding[], told: Told): string {
  const hurting = worstFirst(signals.filter(({ state }) => state === "bad" || state === "warn"));
  const now = hurting.filter((signal) => !isContinuity(signal));
  const [worst, ...others] = [...now, ...hurting.filter((signal) => !now.includes(signal))];
  const unknown = signals.filter(({ state }) => state === "unknown").length;
  const blindNow = signals.filter((signal) => signal.state === "unknown" && !isContinuity(signal)).length;
  const blind =
    blindNow === 0
      ? ""
      : ` ${sentenceCase(counted(blindNow, "signal"))} ${blindNow === 1 ? "is" : "are"} unknown.`;
  if (worst === undefined) {
    if (unknown === signals.length) return "Nothing is measured here, so nothing can be said.";
    if (unknown * 2 > signals.length)
      return `Most is not known: ${unknown} of ${signals.length} signals say nothing.`;
    const dark = domainsOf(signals.filter((signal) => isJudged(signal) && !isContinuity(signal)))
      .filter(({ state }) => state === "unknown")
      .map(({ id }) => HEALTH_DOMAINS[id]);
    if (dark.length > 0) return `How ${listed(dark)} stands is not known. What is known is as it should be.`;
    const unproven = unknown > blindNow ? " Recovery is not proven yet." : "";
    return `Everything that is measured is as it should be.${blind}${unproven}`;
  }
  const more =
    others.length === 0
      ? ""
      : ` ${sentenceCase(counted(others.length, "more signal"))} ${others.length === 1 ? "stands" : "stand"} beyond ${others.length === 1 ? "its limit" : "their limits"}.`;
  return `${signalSentence(worst, told)}${more}${blind}`;
}
