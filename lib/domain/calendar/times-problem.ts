import type { CalendarTimes } from "./event";
import { occurrenceAt, type Schedule, scheduleOf, wallStarts } from "./occurrences";
import { parseRule } from "./rule";
import { DAY_MS, isZone, MINUTE_MS, parseLocal, parseLocalDate, type WallTime } from "./wall-clock";

/** What may be set, for schemas and forms alike. */
export const CALENDAR_BOUNDS = {
  /** A quarter of an hour to a year. */
  durationMinutes: { min: 15, max: 366 * 24 * 60 },
  exceptions: 200,
  moduleFamilies: 20,
  title: 120,
  reason: 500,
} as const;

/** A recurrence is tried for so long, and may not lie quiet for longer than half of it. */
const TRIED_MS = 10 * 366 * DAY_MS;
const QUIET_MS = TRIED_MS / 2;

/** Null when an event can happen at these times, else the sentence that says what is wrong with them. */
export function timesProblem(times: CalendarTimes): string | null {
  const { zone, start, durationMinutes, recurrence } = times;
  if (!isZone(zone)) return `“${zone}” is no time zone; say one such as Europe/Berlin.`;
  const wall = parseLocal(start);
  if (wall === null)
    return `“${start}” is no time; say one such as 2026-11-30T18:00, between the years 2000 and 2099.`;
  const wrong = lengthProblem(durationMinutes) ?? exceptionsProblem(times, wall);
  if (wrong !== null) return wrong;
  if (recurrence === null) return happensOnce(times);
  const rule = parseRule(recurrence, zone);
  if (!rule.ok) return rule.error;
  if (rule.value.until !== null && rule.value.until < wall)
    return "The recurrence ends before the first time begins. Choose a later end.";
  return recurrenceProblem(times, scheduleOf(times));
}

function lengthProblem(minutes: number): string | null {
  const { min, max } = CALENDAR_BOUNDS.durationMinutes;
  if (!Number.isInteger(minutes)) return "The length is a whole number of minutes.";
  if (minutes <= 0) return "It ends before it begins. Choose a later end.";
  if (minutes < min) return `It lasts ${min} minutes at least.`;
  return minutes > max ? "It lasts 366 days at most. Let it recur, or write two of them." : null;
}

function exceptionsProblem({ exceptions, recurrence }: CalendarTimes, start: WallTime): string | null {
  if (exceptions.length > CALENDAR_BOUNDS.exceptions)
    return `A recurrence has ${CALENDAR_BOUNDS.exceptions} exceptions at most. End it and write a new one.`;
  if (recurrence === null && exceptions.length > 0)
    return "What happens once has no exceptions. Cancel it instead.";
  const wrong = exceptions.find((date) => parseLocalDate(date) === null);
  if (wrong !== undefined) return `The exception “${wrong}” is no date; say one such as 2026-12-25.`;
  const early = exceptions.find((date) => (parseLocalDate(date) ?? start) + DAY_MS <= start);
  return early === undefined ? null : `The exception ${early} lies before the first time.`;
}

const happensOnce = (times: CalendarTimes): string | null =>
  occurrenceAt(scheduleOf(times), parseLocal(times.start) ?? 0) === null
    ? `This time does not exist in ${times.zone}: the clock is turned forward over all of it that night.`
    : null;

/** Walks through the first ten years: the first time is one of them, none reaches into the next, none lies far off. */
function recurrenceProblem(times: CalendarTimes, schedule: Schedule): string | null {
  const { start, lengthMs, rule } = schedule;
  const before = start + TRIED_MS;
  const every = { ...times, exceptions: [] };
  let last: WallTime | null = null;
  for (const wall of wallStarts(every, schedule, { from: start, before })) {
    if (last === null && wall !== start) return startProblem(wall);
    if (last !== null && wall - last < lengthMs) return overlapProblem(wall - last, lengthMs);
    if (last !== null && wall - last > QUIET_MS) return tooRare;
    last = wall;
  }
  if (last === null) return "This recurrence never comes: no day is what it names.";
  const ends = rule?.count !== null || rule.until !== null;
  if (!ends && before - last > QUIET_MS) return tooRare;
  const [kept] = wallStarts(times, schedule, { from: start, before });
  return kept === undefined ? "Its exceptions leave nothing of it. Cancel it instead." : null;
}

const tooRare = "This recurrence comes round less than once in five years. Write each time by itself.";

const dayWords = (wall: WallTime): string =>
  new Date(wall).toLocaleDateString("en-GB", {
    timeZone: "UTC",
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
  });

const startProblem = (named: WallTime): string =>
  `The recurrence does not name the day it starts on. Start on ${dayWords(named)}, or choose another recurrence.`;

function overlapProblem(gapMs: number, lengthMs: number): string {
  const words = (ms: number) =>
    ms % DAY_MS === 0 && ms > DAY_MS
      ? `${ms / DAY_MS} days`
      : `${Math.round((ms / MINUTE_MS / 60) * 10) / 10} h`;
  return `It would overlap itself: it lasts ${words(lengthMs)} and comes again after ${words(gapMs)}. Make it shorter or rarer.`;
}
