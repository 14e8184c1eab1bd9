import { parseRule, type Rule, WEEKDAYS } from "@/lib/domain/calendar/rule";
import { formatLocalDate } from "@/lib/domain/calendar/wall-clock";

export const REPEATS = [
  "none",
  "weekly",
  "month_day",
  "month_working",
  "month_weekday",
  "yearly",
  "other",
] as const;
export type Repeat = (typeof REPEATS)[number];

/** A recurrence in plain choices. */
export type RepeatDraft = {
  repeat: Repeat;
  /** Weekly: days, 0 for Monday. */
  weekdays: readonly number[];
  /** Monthly by number: 1 to 31, or -1 for the last day. */
  monthDay: number;
  /** Monthly by weekday: which, and which day. */
  nth: number;
  weekday: number;
  every: number;
  end: "never" | "date" | "count";
  endDate: string;
  count: string;
  /** What the choices cannot say, kept as it is. */
  other: string;
};

const NONE: RepeatDraft = {
  repeat: "none",
  weekdays: [],
  monthDay: 1,
  nth: 1,
  weekday: 0,
  every: 1,
  end: "never",
  endDate: "",
  count: "10",
  other: "",
};

const WORKING = "MO,TU,WE,TH,FR";

/** The choices that say a recurrence; one they cannot say is kept as it is. */
export function repeatDraft(recurrence: string | null, start: string, zone: string): RepeatDraft {
  const fromStart = { ...NONE, ...choicesOf(start) };
  if (recurrence === null) return fromStart;
  const kept: RepeatDraft = { ...fromStart, repeat: "other", other: recurrence };
  const rule = parseRule(recurrence, zone);
  if (!rule.ok) return kept;
  const draft = { ...fromStart, ...endOf(rule.value), every: rule.value.interval };
  const read = kindOf(rule.value, draft);
  // Read back, so that nothing is lost by opening a form.
  return read !== null && sameRule(recurrenceOf(read, start), rule.value, zone) ? read : kept;
}

/** What the day it starts on suggests. */
function choicesOf(start: string): Partial<RepeatDraft> {
  const at = new Date(`${start.slice(0, 10)}T00:00:00Z`);
  if (Number.isNaN(at.getTime())) return {};
  const weekday = (at.getUTCDay() + 6) % 7;
  const date = at.getUTCDate();
  return { weekdays: [weekday], weekday, monthDay: date, nth: Math.min(4, Math.ceil(date / 7)) };
}

function kindOf(rule: Rule, draft: RepeatDraft): RepeatDraft | null {
  const [day] = rule.byDay;
  switch (rule.frequency) {
    case "WEEKLY":
      return rule.byDay.length === 0
        ? { ...draft, repeat: "weekly" }
        : { ...draft, repeat: "weekly", weekdays: rule.byDay.map(({ weekday }) => weekday) };
    case "MONTHLY":
      if (rule.bySetPos.length > 0) return { ...draft, repeat: "month_working" };
      if (day !== undefined && day.nth !== null)
        return { ...draft, repeat: "month_weekday", nth: day.nth, weekday: day.weekday };
      return { ...draft, repeat: "month_day", monthDay: rule.byMonthDay[0] ?? draft.monthDay };
    case "YEARLY":
      return { ...draft, repeat: "yearly" };
    case "DAILY":
      return null;
  }
}

function endOf({ count, until }: Rule): Partial<RepeatDraft> {
  if (count !== null) return { end: "count", count: String(count) };
  return until === null ? {} : { end: "date", endDate: formatLocalDate(until) };
}

function sameRule(text: string | null, rule: Rule, zone: string): boolean {
  const read = text === null ? null : parseRule(text, zone);
  const plain = (one: Rule) => JSON.stringify({ ...one, until: one.until && formatLocalDate(one.until) });
  if (read === null || !read.ok) return false;
  return plain(read.value) === plain(rule);
}

/** The RFC 5545 recurrence that the choices say; null when it happens once. */
export function recurrenceOf(draft: RepeatDraft, start: string): string | null {
  if (draft.repeat === "none") return null;
  if (draft.repeat === "other") return draft.other.trim();
  const parts = [...daysPart(draft, start)];
  if (draft.every > 1) parts.splice(1, 0, `INTERVAL=${draft.every}`);
  if (draft.end === "count") parts.push(`COUNT=${draft.count.trim()}`);
  if (draft.end === "date" && draft.endDate !== "") parts.push(`UNTIL=${draft.endDate.replaceAll("-", "")}`);
  return parts.join(";");
}

function daysPart(draft: RepeatDraft, start: string): readonly string[] {
  const dayName = (weekday: number) => WEEKDAYS[weekday] ?? "MO";
  switch (draft.repeat) {
    case "weekly": {
      const days = draft.weekdays.toSorted((one, other) => one - other).map(dayName);
      return ["FREQ=WEEKLY", ...(days.length === 0 ? [] : [`BYDAY=${days.join(",")}`])];
    }
    case "month_day":
      return ["FREQ=MONTHLY", `BYMONTHDAY=${draft.monthDay}`];
    case "month_working":
      return ["FREQ=MONTHLY", `BYDAY=${WORKING}`, "BYSETPOS=-1"];
    case "month_weekday":
      return ["FREQ=MONTHLY", `BYDAY=${draft.nth}${dayName(draft.weekday)}`];
    case "yearly": {
      const [, month = "1", date = "1"] = /^\d{4}-(\d\d)-(\d\d)/.exec(start) ?? [];
      return ["FREQ=YEARLY", `BYMONTH=${Number(month)}`, `BYMONTHDAY=${Number(date)}`];
    }
    default:
      return [];
  }
}
