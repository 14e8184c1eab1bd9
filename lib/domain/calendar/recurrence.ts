import type { Rule } from "./rule";
import { DAY_MS, type WallTime } from "./wall-clock";

/** Days since 1970-01-01 on a wall clock. */
type Day = number;
type Period = { days: readonly Day[]; first: Day };

const dayNumber = (year: number, month: number, day: number): Day => Date.UTC(year, month - 1, day) / DAY_MS;
/** 0 for Monday. */
const weekdayOf = (day: Day): number => (((day + 3) % 7) + 7) % 7;

function partsOf(day: Day): { year: number; month: number; date: number } {
  const at = new Date(day * DAY_MS);
  return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, date: at.getUTCDate() };
}

/**
 * The wall times a rule names from `start` on, in order, beginning with those at or after `from` and ending before
 * `before`. A counted rule is counted from its start.
 */
export function* wallTimes(
  rule: Rule,
  start: WallTime,
  { from, before }: { from: WallTime; before: WallTime },
): Generator<WallTime> {
  const timeOfDay = ((start % DAY_MS) + DAY_MS) % DAY_MS;
  const startDay = (start - timeOfDay) / DAY_MS;
  const first = rule.count === null ? skippedTo(rule, startDay, Math.floor(from / DAY_MS) - 1) : 0;
  let counted = 0;
  for (let index = first; ; index += 1) {
    const period = periodAt(rule, startDay, index);
    if (period.first * DAY_MS >= before) return;
    for (const day of period.days) {
      const at = day * DAY_MS + timeOfDay;
      if (at < start) continue;
      if (at >= before || (rule.until !== null && at > rule.until)) return;
      if (rule.count !== null && counted >= rule.count) return;
      counted += 1;
      if (at >= from) yield at;
    }
  }
}

/** The last period that begins no later than `day`: nothing before it can be wanted. */
function skippedTo(rule: Rule, startDay: Day, day: Day): number {
  if (day <= startDay) return 0;
  const [one, other] = [partsOf(startDay), partsOf(day)];
  const months = (other.year - one.year) * 12 + other.month - one.month;
  const units = {
    DAILY: day - startDay,
    WEEKLY: Math.floor((day - startDay) / 7),
    MONTHLY: months,
    YEARLY: other.year - one.year,
  }[rule.frequency];
  return Math.max(0, Math.floor(units / rule.interval) - 1);
}

function periodAt(rule: Rule, startDay: Day, index: number): Period {
  const step = index * rule.interval;
  switch (rule.frequency) {
    case "DAILY":
      return chosen(
        rule,
        startDay + step,
        [startDay + step].filter((day) => inFilters(rule, day)),
      );
    case "WEEKLY": {
      const week = startDay - ((weekdayOf(startDay) - rule.weekStart + 7) % 7) + step * 7;
      return chosen(rule, week, weekDays(rule, week, startDay));
    }
    case "MONTHLY": {
      const { year, month } = partsOf(startDay);
      const total = year * 12 + month - 1 + step;
      const [thisYear, thisMonth] = [Math.floor(total / 12), (total % 12) + 1];
      const days = inMonths(rule, thisMonth) ? monthDays(rule, thisYear, thisMonth, startDay) : [];
      return chosen(rule, dayNumber(thisYear, thisMonth, 1), days);
    }
    case "YEARLY": {
      const year = partsOf(startDay).year + step;
      const months = monthsOfYear(rule, startDay);
      return chosen(
        rule,
        dayNumber(year, 1, 1),
        months.flatMap((month) => monthDays(rule, year, month, startDay)),
      );
    }
  }
}

const inMonths = ({ byMonth }: Rule, month: number): boolean =>
  byMonth.length === 0 || byMonth.includes(month);

/** The filters of a daily rule. */
function inFilters(rule: Rule, day: Day): boolean {
  if (rule.byMonth.length === 0 && rule.byMonthDay.length === 0 && rule.byDay.length === 0) return true;
  const { year, month, date } = partsOf(day);
  const fromEnd = date - lengthOf(year, month) - 1;
  return (
    inMonths(rule, month) &&
    (rule.byMonthDay.length === 0 || rule.byMonthDay.includes(date) || rule.byMonthDay.includes(fromEnd)) &&
    (rule.byDay.length === 0 || rule.byDay.some(({ weekday }) => weekday === weekdayOf(day)))
  );
}

function weekDays(rule: Rule, week: Day, startDay: Day): Day[] {
  const wanted = rule.byDay.length === 0 ? [weekdayOf(startDay)] : rule.byDay.map(({ weekday }) => weekday);
  return Array.from({ length: 7 }, (_, index) => week + index).filter(
    (day) =>
      wanted.includes(weekdayOf(day)) && (rule.byMonth.length === 0 || inMonths(rule, partsOf(day).month)),
  );
}

function monthsOfYear(rule: Rule, startDay: Day): readonly number[] {
  if (rule.byMonth.length > 0) return [...new Set(rule.byMonth)].sort((one, other) => one - other);
  if (rule.byMonthDay.length > 0) return Array.from({ length: 12 }, (_, index) => index + 1);
  return [partsOf(startDay).month];
}

const lengthOf = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

/** The days of one month a monthly or yearly rule names; days a month does not have are left out. */
function monthDays(rule: Rule, year: number, month: number, startDay: Day): Day[] {
  const length = lengthOf(year, month);
  const first = dayNumber(year, month, 1);
  const byNumber =
    rule.byMonthDay.length > 0 ? rule.byMonthDay : rule.byDay.length > 0 ? null : [partsOf(startDay).date];
  return Array.from({ length }, (_, index) => first + index).filter((day, index) => {
    const numbered = byNumber === null || byNumber.includes(index + 1) || byNumber.includes(index - length);
    return numbered && (rule.byDay.length === 0 || isNamedDay(rule, day, { index, length }));
  });
}

function isNamedDay(rule: Rule, day: Day, { index, length }: { index: number; length: number }): boolean {
  const weekday = weekdayOf(day);
  const fromStart = Math.floor(index / 7) + 1;
  const fromEnd = -(Math.floor((length - 1 - index) / 7) + 1);
  return rule.byDay.some(
    (named) =>
      named.weekday === weekday && (named.nth === null || named.nth === fromStart || named.nth === fromEnd),
  );
}

/** The days of a period, in order; by BYSETPOS only the chosen of them. */
function chosen({ bySetPos }: Rule, first: Day, days: readonly Day[]): Period {
  if (bySetPos.length === 0) return { days, first };
  const kept = days.filter(
    (_, index) => bySetPos.includes(index + 1) || bySetPos.includes(index - days.length),
  );
  return { days: kept, first };
}
