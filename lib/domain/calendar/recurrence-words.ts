import { listed } from "../shared/words";
import { parseRule, type Rule } from "./rule";
import { formatLocalDate, parseLocal } from "./wall-clock";

const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] as const;
const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
] as const;
const ORDINALS: Readonly<Record<number, string>> = {
  1: "first",
  2: "second",
  3: "third",
  4: "fourth",
  5: "fifth",
  [-1]: "last",
  [-2]: "last but one",
};

/** How often an event happens, in words: "every month on the last Friday". A rule that cannot be read is shown as it is. */
export function recurrenceWords(recurrence: string | null, start: string, zone: string): string {
  if (recurrence === null) return "once";
  const rule = parseRule(recurrence, zone);
  if (!rule.ok) return recurrence;
  return `${beat(rule.value)}${days(rule.value, start)}${end(rule.value)}`;
}

const UNITS = { DAILY: "day", WEEKLY: "week", MONTHLY: "month", YEARLY: "year" } as const;

const beat = ({ frequency, interval }: Rule): string =>
  interval === 1 ? `every ${UNITS[frequency]}` : `every ${interval} ${UNITS[frequency]}s`;

const isWorkingWeek = ({ byDay }: Rule): boolean =>
  byDay.length === 5 && byDay.every(({ nth, weekday }) => nth === null && weekday < 5);

function days(rule: Rule, start: string): string {
  const months = rule.byMonth.map((month) => MONTHS[month - 1] ?? "");
  const during = months.length === 0 ? "" : ` in ${listed(months)}`;
  if (rule.bySetPos.length > 0) {
    const which = listed(rule.bySetPos.map(ordinal));
    const among = isWorkingWeek(rule) ? "working day" : `of ${named(rule, "or")}`;
    return `${during} on the ${which} ${among}`;
  }
  if (rule.byMonthDay.length > 0) return `${during} on ${listed(rule.byMonthDay.map(dayOfMonth))}`;
  if (isWorkingWeek(rule)) return `${during} from Monday to Friday`;
  if (rule.byDay.length > 0) return `${during} on ${named(rule, "and")}`;
  return during + fromStart(rule, start);
}

/** Where the rule names no day, the start does. */
function fromStart({ frequency, byMonth }: Rule, start: string): string {
  const at = parseLocal(start);
  if (at === null || frequency === "DAILY") return "";
  const date = new Date(at);
  if (frequency === "WEEKLY") return ` on ${DAYS[(date.getUTCDay() + 6) % 7] ?? ""}`;
  if (frequency === "MONTHLY" || byMonth.length > 0) return ` on day ${date.getUTCDate()}`;
  return ` on ${date.getUTCDate()} ${MONTHS[date.getUTCMonth()] ?? ""}`;
}

const ordinal = (position: number): string => ORDINALS[position] ?? `${position}.`;

const dayOfMonth = (day: number): string =>
  day > 0 ? `day ${day}` : day === -1 ? "the last day" : `day ${-day} from the end`;

function named({ byDay }: Rule, joint: "and" | "or"): string {
  const words = byDay.map(({ nth, weekday }) => {
    const day = DAYS[weekday] ?? "";
    return nth === null ? day : `the ${ordinal(nth)} ${day}`;
  });
  return joint === "and" ? listed(words) : words.join(" or ");
}

function end({ count, until }: Rule): string {
  if (count !== null) return count === 1 ? ", once" : `, ${count} times`;
  return until === null ? "" : `, until ${formatLocalDate(until)}`;
}
