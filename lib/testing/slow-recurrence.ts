/**
 * Recurrences looked up the slow way, to hold the quick way against: every day is asked by itself whether it is named,
 * by the words of RFC 5545. Nothing of the code under test is used.
 */

export const DAY = 86_400_000;
/** Days since 1970-01-01. */
type Day = number;

export type SlowRule = {
  frequency: "DAILY" | "WEEKLY" | "MONTHLY" | "YEARLY";
  interval: number;
  /** 0 for Monday; `nth` counts in the month, from its end when negative. */
  byDay: readonly { weekday: number; nth: number | null }[];
  byMonthDay: readonly number[];
  byMonth: readonly number[];
  bySetPos: readonly number[];
  weekStart: number;
};

const NAMES = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

export const PLAIN = { interval: 1, byDay: [], byMonthDay: [], byMonth: [], bySetPos: [], weekStart: 0 };

type Parts = { year: number; month: number; date: number; weekday: number };
/** Every day is asked for many times over. */
const PARTS = new Map<Day, Parts>();

export function dateOf(day: Day): Parts {
  const known = PARTS.get(day);
  if (known !== undefined) return known;
  const at = new Date(day * DAY);
  const parts = {
    ...{ year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, date: at.getUTCDate() },
    weekday: (at.getUTCDay() + 6) % 7,
  };
  PARTS.set(day, parts);
  return parts;
}

export const isoDate = (day: Day): string => new Date(day * DAY).toISOString().slice(0, 10);

/** The rule as it is written, without its end. */
export function writtenRule(rule: SlowRule): string {
  const list = (name: string, values: readonly (string | number)[]) =>
    values.length === 0 ? [] : [`${name}=${values.join(",")}`];
  return [
    `FREQ=${rule.frequency}`,
    ...(rule.interval === 1 ? [] : [`INTERVAL=${rule.interval}`]),
    ...list("BYMONTH", rule.byMonth),
    ...list("BYMONTHDAY", rule.byMonthDay),
    ...list(
      "BYDAY",
      rule.byDay.map(({ weekday, nth }) => `${nth ?? ""}${NAMES[weekday]}`),
    ),
    ...list("BYSETPOS", rule.bySetPos),
    ...(rule.weekStart === 0 ? [] : [`WKST=${NAMES[rule.weekStart]}`]),
  ].join(";");
}

/** Which day, week, month or year a day lies in, counted without gaps. */
export function periodOf({ frequency, weekStart }: SlowRule, day: Day): number {
  const { year, month } = dateOf(day);
  if (frequency === "DAILY") return day;
  if (frequency === "WEEKLY") return Math.floor((day + 3 - weekStart) / 7);
  return frequency === "MONTHLY" ? year * 12 + month : year;
}

/** All days of the period around a day, found by walking to both of its ends. */
export function daysAround(rule: SlowRule, day: Day): Day[] {
  const period = periodOf(rule, day);
  const days = [day];
  for (let at = day - 1; periodOf(rule, at) === period; at -= 1) days.unshift(at);
  for (let at = day + 1; periodOf(rule, at) === period; at += 1) days.push(at);
  return days;
}

/** The how-manieth of its weekday a day is in its month, from the front and from the back, by stepping through weeks. */
function nthOf(day: Day): readonly [number, number] {
  const { month } = dateOf(day);
  let [front, back] = [1, -1];
  for (let at = day - 7; dateOf(at).month === month; at -= 7) front += 1;
  for (let at = day + 7; dateOf(at).month === month; at += 7) back -= 1;
  return [front, back];
}

function daysLeft(day: Day): number {
  const { month } = dateOf(day);
  let left = 0;
  while (dateOf(day + left + 1).month === month) left += 1;
  return left;
}

/** Whether a day is one of those the rule's parts speak of, whichever period it lies in; what they leave open is the start's. */
export function isSpokenOf(rule: SlowRule, start: Day, day: Day): boolean {
  const { byDay, byMonthDay, byMonth, frequency } = rule;
  const { month, date, weekday } = dateOf(day);
  const first = dateOf(start);
  if (byMonth.length > 0 && !byMonth.includes(month)) return false;
  if (byMonthDay.length > 0 && !byMonthDay.some((n) => n === date || n === -daysLeft(day) - 1)) return false;
  if (byDay.length > 0)
    return byDay.some((one) => one.weekday === weekday && (one.nth === null || nthOf(day).includes(one.nth)));
  if (byMonthDay.length > 0 || frequency === "DAILY") return true;
  if (frequency === "WEEKLY") return weekday === first.weekday;
  if (frequency === "YEARLY" && byMonth.length === 0 && month !== first.month) return false;
  return date === first.date;
}

const SETS = new WeakMap<SlowRule, Map<number, readonly Day[]>>();

/** The days of a period that are spoken of, walked through once. */
function setAround(rule: SlowRule, start: Day, day: Day): readonly Day[] {
  const sets = SETS.get(rule) ?? new Map<number, readonly Day[]>();
  SETS.set(rule, sets);
  const period = periodOf(rule, day);
  const set = sets.get(period) ?? daysAround(rule, day).filter((one) => isSpokenOf(rule, start, one));
  sets.set(period, set);
  return set;
}

/** Whether something begins on a day, ends of the rule left out. */
export function isNamed(rule: SlowRule, start: Day, day: Day): boolean {
  if (day < start || (periodOf(rule, day) - periodOf(rule, start)) % rule.interval !== 0) return false;
  if (!isSpokenOf(rule, start, day)) return false;
  if (rule.bySetPos.length === 0) return true;
  const set = setAround(rule, start, day);
  const position = set.indexOf(day);
  return rule.bySetPos.includes(position + 1) || rule.bySetPos.includes(position - set.length);
}
