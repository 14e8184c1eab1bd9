import { err, ok, type Result } from "../shared/result";
import { parseLocal, parseLocalDate, type WallTime, wallOf } from "./wall-clock";

export const FREQUENCIES = ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"] as const;
export type Frequency = (typeof FREQUENCIES)[number];

/** A day of the week, 0 for Monday, and which of them in the month; null means every one. */
export type RuleDay = { weekday: number; nth: number | null };

/** The part of RFC 5545 recurrences that plants plan in: days, not hours. */
export type Rule = {
  frequency: Frequency;
  interval: number;
  count: number | null;
  /** The last wall time an occurrence may begin at. */
  until: WallTime | null;
  byDay: readonly RuleDay[];
  byMonthDay: readonly number[];
  byMonth: readonly number[];
  bySetPos: readonly number[];
  weekStart: number;
};

export const WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"] as const;
const WEEKDAY_NAMES: readonly string[] = WEEKDAYS;

/** Occurrences a counted recurrence may have, and units an interval may skip. */
export const MOST_OCCURRENCES = 1_000;
const LONGEST_RULE = 500;

const PARTS = ["FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST"];

/** The rule a recurrence says, or the sentence that says what is wrong with it. */
export function parseRule(text: string, zone: string): Result<Rule, string> {
  if (text.length > LONGEST_RULE) return err(`A recurrence has ${LONGEST_RULE} characters at most.`);
  const parts = new Map<string, string>();
  for (const part of text.trim().toUpperCase().split(";")) {
    const [name = "", value = "", ...rest] = part.split("=");
    if (value === "" || rest.length > 0) return err(`“${part}” in the recurrence is not NAME=VALUE.`);
    if (parts.has(name)) return err(`The recurrence says ${name} twice.`);
    if (!PARTS.includes(name)) return err(`The recurrence says ${name}, which the calendar does not know.`);
    parts.set(name, value);
  }
  try {
    const rule = ruleOf(parts, zone);
    const problem = problemOf(rule);
    return problem === null ? ok(rule) : err(problem);
  } catch (error) {
    if (error instanceof Misread) return err(error.message);
    throw error;
  }
}

class Misread extends Error {}

function ruleOf(parts: ReadonlyMap<string, string>, zone: string): Rule {
  const frequency = FREQUENCIES.find((one) => one === parts.get("FREQ"));
  if (frequency === undefined) {
    const said = parts.get("FREQ");
    throw new Misread(
      said === undefined
        ? "The recurrence does not say how often (FREQ)."
        : `The calendar repeats DAILY, WEEKLY, MONTHLY or YEARLY, not ${said}.`,
    );
  }
  const whole = (name: string, most: number): number | null => {
    const value = parts.get(name);
    return value === undefined ? null : wholeNumber(name, value, { least: 1, most });
  };
  return {
    frequency,
    interval: whole("INTERVAL", 400) ?? 1,
    count: whole("COUNT", MOST_OCCURRENCES),
    until: untilOf(parts.get("UNTIL"), zone),
    byDay: listOf(parts, "BYDAY").map(dayOf),
    byMonthDay: listOf(parts, "BYMONTHDAY").map((value) => signed("BYMONTHDAY", value, 31)),
    byMonth: listOf(parts, "BYMONTH").map((value) => wholeNumber("BYMONTH", value, { least: 1, most: 12 })),
    bySetPos: listOf(parts, "BYSETPOS").map((value) => signed("BYSETPOS", value, 366)),
    weekStart: parts.has("WKST") ? dayOf(parts.get("WKST") ?? "").weekday : 0,
  };
}

const listOf = (parts: ReadonlyMap<string, string>, name: string): string[] =>
  parts.get(name)?.split(",") ?? [];

function wholeNumber(name: string, value: string, { least, most }: { least: number; most: number }): number {
  const number = /^\d{1,4}$/.test(value) ? Number(value) : Number.NaN;
  if (!(number >= least && number <= most))
    throw new Misread(`${name} is a whole number from ${least} to ${most}, not “${value}”.`);
  return number;
}

function signed(name: string, value: string, most: number): number {
  const [, sign = "", digits = ""] = /^([+-]?)(\d{1,4})$/.exec(value) ?? [];
  const number = wholeNumber(name, digits === "" ? value : digits, { least: 1, most });
  return sign === "-" ? -number : number;
}

function dayOf(value: string): RuleDay {
  const [, nth = "", name = ""] = /^([+-]?\d{1,2})?([A-Z]{2})$/.exec(value) ?? [];
  const weekday = WEEKDAY_NAMES.indexOf(name);
  if (weekday < 0)
    throw new Misread(`“${value}” is no day of the week; they are MO, TU, WE, TH, FR, SA, SU.`);
  return { weekday, nth: nth === "" ? null : signed("The number before a weekday", nth, 5) };
}

/** A moment in UTC, a minute of the event's own clock, or a whole day of it. */
function untilOf(value: string | undefined, zone: string): WallTime | null {
  if (value === undefined) return null;
  const [, year, month, day, hour, minute, utc] =
    /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})\d{2}(Z?))?$/.exec(value) ?? [];
  const date = `${year}-${month}-${day}`;
  const wall = hour === undefined ? parseLocalDate(date) : parseLocal(`${date}T${hour}:${minute}`);
  if (wall === null) throw new Misread(`The recurrence ends (UNTIL) at “${value}”, which is no date.`);
  if (hour === undefined) return wall + 24 * 3_600_000 - 1;
  return utc === "Z" ? wallOf(zone, wall) : wall;
}

/** What the parts say together. */
function problemOf(rule: Rule): string | null {
  const { frequency, byDay, byMonth, byMonthDay } = rule;
  if (rule.count !== null && rule.until !== null)
    return "A recurrence ends by a number of times (COUNT) or by a date (UNTIL), not by both.";
  const numbered = byDay.some(({ nth }) => nth !== null);
  if (numbered && frequency !== "MONTHLY" && frequency !== "YEARLY")
    return "Only a monthly or yearly recurrence numbers its weekdays, such as the first Monday.";
  if (frequency === "YEARLY" && byDay.length > 0 && byMonth.length === 0)
    return "A yearly recurrence on weekdays names its months (BYMONTH).";
  if (frequency === "WEEKLY" && byMonthDay.length > 0)
    return "A weekly recurrence has weekdays, no days of the month.";
  if (rule.bySetPos.length > 0 && byDay.length === 0 && byMonthDay.length === 0)
    return "BYSETPOS chooses among days: name them by BYDAY or BYMONTHDAY.";
  return null;
}
