import type { SignalLimits } from "./definition";
import type { HealthDomain, SignalState } from "./domains";

/** Worse after two of the last three readings; better after three in a row that are clearly inside the limit. */
export const HYSTERESIS = { worseAfter: 2, ofReadings: 3, betterAfter: 3, release: 0.9 } as const;
/** A signal that said nothing for this many turns is unknown. */
export const STALE_AFTER_TURNS = 2;
/** Two clocks further apart than this many turns do not speak of the same moment. */
export const SKEW_TURNS = 2;

/** Where a reading stands beyond a limit the next one comes after this share of a turn: whether it is so is soon known. */
const SOON = 1 / 3;
/** Longer turns are not cut short: how far apart they are is told by the last two. */
const LONGEST_CUT_MS = 60_000;

/** How long after the beginning of a turn the next one comes. */
export const nextTurnMs = (intervalMs: number, suspect: boolean): number =>
  suspect && intervalMs <= LONGEST_CUT_MS ? intervalMs * SOON : intervalMs;

/** Two readings of an environment are further apart than this only when nobody reads them. */
const LEAST_STALE_MS = 90_000;

/** Whether the newest readings (newest first) are too old to speak of now: two turns and a half missed. */
export function readingsStale([newest, before]: readonly Date[], now: Date): boolean {
  if (newest === undefined) return true;
  const turn = before === undefined ? 0 : Math.min(newest.getTime() - before.getTime(), 300_000);
  return now.getTime() - newest.getTime() > Math.max(LEAST_STALE_MS, 2.5 * turn);
}

/** One reading: what was measured then; null when nothing was, or nothing that is a number. */
export type Reading = { at: Date; value: number | null };

export type SignalVerdict = {
  state: SignalState;
  since: Date;
  /** The newest reading; null when there is none. */
  value: number | null;
  /** The limit it stands beyond; null while it is good or unknown. */
  threshold: number | null;
  /** The newest reading stands beyond a limit that was not decided yet: the next one is waited for. */
  suspect: boolean;
};

export type Judged = {
  better: "lower" | "higher";
  /** Null for what is shown and not judged. */
  limits: SignalLimits | null;
  /** Oldest first; the newest is of this turn. At most HYSTERESIS.ofReadings count. */
  readings: readonly Reading[];
  previous: { state: SignalState; since: Date } | null;
};

type Rank = 0 | 1 | 2;
const RANKS: Readonly<Record<Exclude<SignalState, "unknown">, Rank>> = { good: 0, warn: 1, bad: 2 };
const RANK_LIST: readonly Rank[] = [0, 1, 2];
const STATES = ["good", "warn", "bad"] as const;

/** A change of state, as alerts are raised from it. */
export type HealthChange = {
  environmentId: string;
  tenantId: string;
  /** Of the catalogue, or of an earlier one. */
  signalId: string;
  domain: HealthDomain;
  /** Unknown when it was never judged before. */
  from: SignalState;
  /** `gone`: it is not measured there any more. */
  to: SignalState | "gone";
  sentence: string;
  at: Date;
};

/**
 * How a signal stands after its newest reading. Missing data are unknown after two turns, never good; what is unknown
 * stays so until something is measured. A value between the limit and nine tenths of it changes nothing.
 */
export function judge({ better, limits, readings, previous }: Judged): SignalVerdict {
  const recent = readings.slice(-HYSTERESIS.ofReadings).map(cleaned);
  const newest = recent.at(-1);
  const at = newest?.at ?? new Date(0);
  const known = recent.filter((reading): reading is Known => reading.value !== null);
  const silent = recent.slice(-STALE_AFTER_TURNS).every(({ value }) => value === null);
  const held = previous === null || previous.state === "unknown" ? null : RANKS[previous.state];
  if (newest === undefined || silent) return settled("unknown", previous, at, null, limits);
  if (newest.value === null) {
    // One turn without an answer: what was known a moment ago still stands.
    const state = previous?.state ?? "unknown";
    return settled(state, previous, at, known.at(-1)?.value ?? null, limits);
  }
  if (limits === null) return settled("good", previous, at, newest.value, limits);
  const rank = rankOf(known, held, { better, limits });
  const suspect = gradeOf(newest.value, { better, limits }) > (rank ?? 0);
  if (rank === null) return { ...settled("unknown", previous, at, newest.value, limits), suspect };
  const state = STATES[rank];
  const begun = known.find(({ value }) => gradeOf(value, { better, limits }) >= rank)?.at ?? at;
  const worse = rank > (held ?? 0);
  return { ...settled(state, previous, worse ? begun : at, newest.value, limits), suspect };
}

type Known = { at: Date; value: number };
type Rule = { better: "lower" | "higher"; limits: SignalLimits };

/** Null while it is not decided: nothing was known before, and one reading beyond the limit proves nothing. */
function rankOf(known: readonly Known[], held: Rank | null, rule: Rule): Rank | null {
  const grades = known.map(({ value }) => gradeOf(value, rule));
  const newest = grades.at(-1) ?? 0;
  for (const rank of [2, 1] as const) {
    if (rank <= (held ?? 0) || newest < rank) continue;
    if (grades.filter((grade) => grade >= rank).length >= HYSTERESIS.worseAfter) return rank;
  }
  if (held === null) return newest === 0 ? 0 : null;
  if (known.length < HYSTERESIS.betterAfter) return held;
  const inside = known.slice(-HYSTERESIS.betterAfter).map(({ value }) => gradeOf(value, rule, true));
  const worst = Math.max(...inside);
  const kept = RANK_LIST.find((rank) => rank === worst) ?? held;
  return kept < held ? kept : held;
}

/** How bad a value is; with `leaving` a limit counts until the value is clearly inside it. */
function gradeOf(value: number, { better, limits }: Rule, leaving = false): Rank {
  const factor = leaving ? HYSTERESIS.release : 1;
  const beyond = (limit: number) => (better === "lower" ? value >= limit * factor : value <= limit / factor);
  if (beyond(limits.bad)) return 2;
  return beyond(limits.warn) ? 1 : 0;
}

/** `since` moves only when the state does; what is only less bad than it was hurts since it began. */
function settled(
  state: SignalState,
  previous: Judged["previous"],
  since: Date,
  value: number | null,
  limits: SignalLimits | null,
): SignalVerdict {
  const threshold = limits === null || (state !== "warn" && state !== "bad") ? null : limits[state];
  const goesOn = previous?.state === state || (previous?.state === "bad" && state === "warn");
  return { state, since: goesOn ? previous.since : since, value, threshold, suspect: false };
}

const cleaned = ({ at, value }: Reading): Reading => ({
  at,
  value: value !== null && Number.isFinite(value) ? value : null,
});
