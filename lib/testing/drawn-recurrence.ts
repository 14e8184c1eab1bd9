import fc from "fast-check";
import { DAY, dateOf, daysAround, isSpokenOf, PLAIN, periodOf, type SlowRule } from "./slow-recurrence";

/** Days since 1970-01-01. */
type Day = number;

const WORKING = [0, 1, 2, 3, 4].map((weekday) => ({ weekday, nth: null }));

/** Rules of every kind that name the day they are asked for. */
const SHAPES: readonly ((day: Day) => SlowRule)[] = [
  () => ({ ...PLAIN, frequency: "DAILY" }),
  () => ({ ...PLAIN, frequency: "WEEKLY" }),
  (day) => ({ ...PLAIN, frequency: "DAILY", byDay: weekdays(day, 2, 4) }),
  (day) => ({ ...PLAIN, frequency: "WEEKLY", byDay: weekdays(day, 1, 3) }),
  (day) => ({ ...PLAIN, frequency: "WEEKLY", byDay: weekdays(day, 5), weekStart: 6 }),
  (day) => ({ ...PLAIN, frequency: "MONTHLY", byMonthDay: [dateOf(day).date] }),
  (day) => ({ ...PLAIN, frequency: "MONTHLY", byMonthDay: [fromEnd(day)] }),
  (day) => ({ ...PLAIN, frequency: "MONTHLY", byMonthDay: [...new Set([1, dateOf(day).date, -1])] }),
  (day) => ({ ...PLAIN, frequency: "MONTHLY", byDay: [nth(day)] }),
  (day) => ({ ...PLAIN, frequency: "MONTHLY", byDay: [nthFromEnd(day)] }),
  (day) => chosen({ ...PLAIN, frequency: "MONTHLY", byDay: WORKING }, day, false),
  (day) => chosen({ ...PLAIN, frequency: "MONTHLY", byDay: WORKING }, day, true),
  (day) => chosen({ ...PLAIN, frequency: "MONTHLY", byMonthDay: [1, 10, 20, -1] }, day, true),
  (day) => ({ ...PLAIN, frequency: "YEARLY", byMonth: [dateOf(day).month], byMonthDay: [everyYear(day)] }),
  (day) => ({ ...PLAIN, frequency: "YEARLY", byMonth: months(day), byDay: [nth(day)] }),
  (day) => ({ ...PLAIN, frequency: "YEARLY", byMonthDay: [fromEnd(day)] }),
  (day) => chosen({ ...PLAIN, frequency: "YEARLY", byMonth: months(day), byDay: WORKING }, day, true),
  () => ({ ...PLAIN, frequency: "MONTHLY" }),
  () => ({ ...PLAIN, frequency: "YEARLY" }),
];

const weekdays = (day: Day, ...further: readonly number[]) =>
  [0, ...further].map((more) => ({ weekday: (dateOf(day).weekday + more) % 7, nth: null }));
const months = (day: Day) => [...new Set([dateOf(day).month, ((dateOf(day).month + 4) % 12) + 1])];
const lengthAround = (day: Day) => daysAround({ ...PLAIN, frequency: "MONTHLY" }, day).length;
const fromEnd = (day: Day) => dateOf(day).date - lengthAround(day) - 1;
/** No month lacks it. */
const everyYear = (day: Day) => Math.max(-28, fromEnd(day));
/** The fifth of a weekday is the last: a fifth there seldom is. */
const nth = (day: Day) =>
  dateOf(day).date > 28
    ? nthFromEnd(day)
    : { weekday: dateOf(day).weekday, nth: Math.ceil(dateOf(day).date / 7) };
const nthFromEnd = (day: Day) => ({
  weekday: dateOf(day).weekday,
  nth: -Math.min(4, Math.ceil(-fromEnd(day) / 7)),
});

/** The rule narrowed to the position the day has in its period; where it has none, to the last. */
function chosen(rule: SlowRule, day: Day, back: boolean): SlowRule {
  const set = daysAround(rule, day).filter((one) => isSpokenOf(rule, day, one));
  const position = set.indexOf(day);
  if (position < 0) return { ...rule, bySetPos: [-1] };
  return { ...rule, bySetPos: [back ? position - set.length : position + 1] };
}

const DAYS = { DAILY: 1, WEEKLY: 7, MONTHLY: 31, YEARLY: 366 } as const;

/** A rule, and the day it begins: up to ten years, and a whole number of its intervals, before the day it is drawn for. */
export const recurrenceFor = (day: Day): fc.Arbitrary<{ rule: SlowRule; start: Day }> =>
  fc
    .record({
      shape: fc.constantFrom(...SHAPES),
      interval: fc.constantFrom(1, 1, 2, 3),
      years: fc.constantFrom(0, 0, 1, 4, 10),
      turn: fc.nat({ max: 30 }),
    })
    .map(({ shape, interval, years, turn }) => {
      const made = shape(day);
      // A daily rule with filters may never come by longer steps, and a plain one on the 31st seldom does.
      const filtered = made.frequency === "DAILY" && made.byDay.length > 0;
      const plain = made.byDay.length + made.byMonthDay.length === 0 && DAYS[made.frequency] > 7;
      const anchor = plain ? day - Math.max(0, dateOf(day).date - 28) : day;
      const rule = { ...made, interval: filtered ? 1 : interval };
      const most = Math.floor((years * 365) / (DAYS[rule.frequency] * rule.interval));
      return { rule, start: startFor(rule, anchor, Math.max(0, most - (turn % 5)), turn) };
    });

/** A day the rule names in the period that lies so many intervals back; in the nearest where that one has none. */
function startFor(rule: SlowRule, day: Day, back: number, turn: number): Day {
  for (let step = back; step >= 0; step -= 1) {
    const wanted = periodOf(rule, day) - step * rule.interval;
    const around = daysAround(rule, dayIn(rule, day, wanted));
    const spoken = around.filter((one) => isSpokenOf(rule, day, one));
    const named = spoken.filter(
      (_, index) =>
        rule.bySetPos.length === 0 ||
        rule.bySetPos.includes(index + 1) ||
        rule.bySetPos.includes(index - spoken.length),
    );
    const found = named[turn % Math.max(1, named.length)];
    if (found !== undefined) return found;
  }
  return day;
}

function dayIn(rule: SlowRule, day: Day, period: number): Day {
  switch (rule.frequency) {
    case "DAILY":
      return period;
    case "WEEKLY":
      return day - (periodOf(rule, day) - period) * 7;
    case "MONTHLY":
      return Date.UTC(Math.floor((period - 1) / 12), (period - 1) % 12, 1) / DAY;
    case "YEARLY":
      return Date.UTC(period, 0, 1) / DAY;
  }
}
