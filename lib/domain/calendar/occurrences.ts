import type { CalendarTimes, Occurrence } from "./event";
import { wallTimes } from "./recurrence";
import { parseRule, type Rule } from "./rule";
import {
  DAY_MS,
  formatLocalDate,
  instantOf,
  MINUTE_MS,
  parseLocal,
  type WallTime,
  wallOf,
} from "./wall-clock";

/** How far ahead the next occurrence is looked for: further than any accepted recurrence lies quiet. */
export const LOOK_AHEAD_MS = 11 * 366 * DAY_MS;

/** No clock of the world is further from UTC, with a turn of it besides. */
const CLOCK_SLACK_MS = 28 * 3_600_000;

type Times = Pick<CalendarTimes, "zone" | "start" | "durationMinutes" | "recurrence" | "exceptions">;

/** The stored words of an event, read. */
export type Schedule = { zone: string; start: WallTime; lengthMs: number; rule: Rule | null };

/** Rules read so far: an event's is read at every gate, and there are few different ones. */
const RULES = new Map<string, Rule>();
const RULES_KEPT = 2_000;

/** Reads what `timesProblem` has accepted. @throws Error when it would not have */
export function scheduleOf({ zone, start, durationMinutes, recurrence }: Times): Schedule {
  const wall = parseLocal(start);
  if (wall === null) throw new Error(`“${start}” is no local time.`);
  return {
    zone,
    start: wall,
    lengthMs: durationMinutes * MINUTE_MS,
    rule: recurrence === null ? null : ruleFor(recurrence, zone),
  };
}

function ruleFor(recurrence: string, zone: string): Rule {
  const key = `${zone} ${recurrence}`;
  const known = RULES.get(key);
  if (known !== undefined) return known;
  const read = parseRule(recurrence, zone);
  if (!read.ok) throw new Error(read.error);
  if (RULES.size >= RULES_KEPT) RULES.clear();
  RULES.set(key, read.value);
  return read.value;
}

/** When occurrences begin on the wall clock, exceptions left out, in order. */
export function* wallStarts(
  times: Times,
  schedule: Schedule,
  range: { from: WallTime; before: WallTime },
): Generator<WallTime> {
  const { rule, start } = schedule;
  const left = times.exceptions.length === 0 ? null : new Set(times.exceptions);
  const once = start >= range.from && start < range.before ? [start] : [];
  for (const wall of rule === null ? once : wallTimes(rule, start, range)) {
    if (left?.has(formatLocalDate(wall)) !== true) yield wall;
  }
}

/** An occurrence in moments; null when its whole wall time is one the clock leaves out that night. */
export function occurrenceAt({ zone, lengthMs }: Schedule, wall: WallTime): Occurrence | null {
  const [from, until] = [instantOf(zone, wall), instantOf(zone, wall + lengthMs)];
  return until > from ? { from: new Date(from), until: new Date(until) } : null;
}

function* occurrencesAfter(
  times: Times,
  schedule: Schedule,
  { at, before }: { at: number; before: number },
): Generator<Occurrence> {
  const range = {
    from: wallOf(times.zone, at) - schedule.lengthMs - CLOCK_SLACK_MS,
    before: wallOf(times.zone, before) + CLOCK_SLACK_MS,
  };
  for (const wall of wallStarts(times, schedule, range)) {
    const occurrence = occurrenceAt(schedule, wall);
    if (occurrence === null || occurrence.until.getTime() <= at) continue;
    if (occurrence.from.getTime() >= before) return;
    yield occurrence;
  }
}

/**
 * The occurrences that touch the time from `from` until before `until`, in order, at most `limit` of them.
 * @throws Error for times that `timesProblem` refuses
 */
export function occurrencesBetween(
  times: Times,
  { from, until }: { from: Date; until: Date },
  limit: number,
): readonly Occurrence[] {
  const found: Occurrence[] = [];
  if (limit <= 0) return found;
  const range = { at: from.getTime(), before: until.getTime() };
  for (const occurrence of occurrencesAfter(times, scheduleOf(times), range)) {
    found.push(occurrence);
    if (found.length >= limit) return found;
  }
  return found;
}

/** The occurrence that stands at `at` or comes next, however late it begins; null when nothing more comes. */
export function upcomingOf(times: Times, at: Date): Occurrence | null {
  const schedule = scheduleOf(times);
  const begins = instantOf(times.zone, schedule.start);
  const before = Math.max(at.getTime(), begins) + LOOK_AHEAD_MS;
  const [first] = occurrencesAfter(times, schedule, { at: at.getTime(), before });
  return first ?? null;
}

/** What the clock does to an occurrence, in one sentence; null when it leaves it alone. */
export function clockNote(times: Times, { from, until }: Occurrence): string | null {
  const { zone, durationMinutes } = times;
  const extra = (until.getTime() - from.getTime()) / MINUTE_MS - durationMinutes;
  if (extra === 0) return null;
  const turned = extra < 0 ? "forward" : "back";
  const by = Math.abs(extra) === 60 ? "an hour" : `${Math.abs(Math.round(extra))} minutes`;
  const compared = extra < 0 ? "shorter" : "longer";
  return `The clock is turned ${turned} meanwhile (${zone}): it lasts ${by} ${compared}.`;
}
