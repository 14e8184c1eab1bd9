import { CALENDAR_KIND_NAMES, type CalendarEvent } from "../calendar/event";
import type { CalendarFacts } from "../calendar/facts";
import { HORIZON_DAYS, nextClosing, nextOpening } from "../calendar/opening";
import { type Calendar, calendarOf, type Stand, type Standing, standing, UNREAD } from "../calendar/standing";
import { STAGE_NAMES } from "../catalog/stage";
import { momentIn } from "../shared/moment";
import { counted } from "../shared/words";
import type { Gate } from "./gate";
import type { GateFacts } from "./gate-facts";

const ID = "calendar_open";
const TITLE = "Calendar";

export type CalendarQuestion = Pick<GateFacts, "moment" | "now" | "calendar"> & {
  environment: Pick<GateFacts["environment"], "name" | "timeZone">;
  /** Modules that are touched; null when nobody can say which. */
  touched: readonly string[] | null;
};

export const touchedModules = ({ differences }: Pick<GateFacts, "differences">): readonly string[] =>
  differences.map(({ name }) => name);

/** Hours until the calendar closes on it, 0 while it is closed; null when nothing closes within `horizonHours`. */
export function hoursUntilClosing(question: CalendarQuestion, horizonHours: number): number | null {
  const at = askedAt(question);
  const calendar = calendarAsked(question);
  if (calendar.complete && calendar.entries.length === 0) return null;
  if (!standing(calendar, at).open) return 0;
  const closing = nextClosing(calendar, at, horizonHours / 24);
  return closing === null ? null : (closing.at.getTime() - at.getTime()) / 3_600_000;
}

/** Which moment is asked about: while one plans or looks ahead the planned start, if it is still to come; else now. */
export function askedAt({
  moment,
  now,
  calendar,
}: Pick<CalendarQuestion, "moment" | "now" | "calendar">): Date {
  const { plannedStart, ahead = false } = calendar;
  const planning = ahead || moment === "draft" || moment === "approve";
  return planning && plannedStart !== null && plannedStart > now ? plannedStart : now;
}

/** The calendar last made of some facts: several rules of one decision ask the same. */
const MADE = new WeakMap<
  CalendarFacts,
  { now: Date; touched: readonly string[] | null; calendar: Calendar }
>();

/** The calendar of what is asked, made once for all rules that look at the same facts. */
export function calendarAsked({ calendar: facts, touched, now }: CalendarQuestion): Calendar {
  const made = MADE.get(facts);
  if (made !== undefined && made.now === now && sameNames(made.touched, touched)) return made.calendar;
  const calendar = calendarOf(facts, { place: facts.place, modules: touched }, now);
  MADE.set(facts, { now, touched, calendar });
  return calendar;
}

const sameNames = (one: readonly string[] | null, other: readonly string[] | null): boolean =>
  one === other ||
  (one !== null &&
    other !== null &&
    one.length === other.length &&
    one.every((name, index) => name === other[index]));

/**
 * Requirement C5: nothing that changes a place starts or goes on in a freeze, a count, a close or outside its windows.
 * While one drafts that only warns. An approval is refused where the planned start lies in closed time, or where no
 * open time is in sight; without a planned start it waits for the opening.
 */
export function calendarOpen(question: CalendarQuestion): Gate {
  const { environment, moment } = question;
  const at = askedAt(question);
  const calendar = calendarAsked(question);
  const now = standing(calendar, at);
  const clock = (time: Date) => momentIn(time, environment.timeZone);
  if (now.open) return openGate(question, { calendar, now, at });
  if (!calendar.complete) return unreadGate(moment);
  const opening = nextOpening(calendar, at);
  const strict = moment === "start" || moment === "resume";
  const lies = moment === "approve" && (at > question.now || opening.at === null);
  const opens =
    opening.at === null
      ? `It does not open before ${clock(opening.lookedUntil)}, as far as the calendar is looked through.`
      : `Next opening: ${clock(opening.at)}.`;
  // Both may close it at once, and whoever lets it pass in spite of one has to know of the other.
  const windowless = calendar.hasWindows && now.windows.length === 0;
  const besides = windowless && now.blocks.length > 0 ? " No maintenance window is open either." : "";
  return {
    id: ID,
    title: TITLE,
    verdict: strict || lies ? "fail" : "warn",
    fact: `${closedSentence(now, { at, question })}${besides} ${opens}`,
    grounds: [...now.blocks.map(groundOf), ...(windowless ? ["no window"] : [])],
    remedy:
      opening.at === null
        ? "Ask those who wrote the calendar for an opening."
        : `Schedule it for ${clock(opening.at)}, or for the next opening.`,
  };
}

/** One occurrence of one event: the next one, a longer one and another one are other grounds. */
const groundOf = ({ event: { id, kind }, occurrence: { from, until } }: Stand): string =>
  `${kind} ${id} ${from.toISOString()} ${until.toISOString()}`;

/** Of a place whose calendar could not be read to its end nobody knows that it is open. */
const unreadGate = (moment: CalendarQuestion["moment"]): Gate => ({
  id: ID,
  title: TITLE,
  verdict: moment === "draft" ? "warn" : "fail",
  fact: `${UNREAD}.`,
  remedy: "Cancel events that are not needed, or write those that repeat as one.",
  grounds: ["unread"],
});

type Asked = { calendar: Calendar; now: Standing; at: Date };

function openGate(question: CalendarQuestion, { calendar, now, at }: Asked): Gate {
  const { environment } = question;
  const clock = (time: Date) => momentIn(time, environment.timeZone);
  const closing = calendar.entries.length === 0 ? null : nextClosing(calendar, at, HORIZON_DAYS);
  const ends = closing === null ? "" : ` ${closingSentence(closing.by, clock(closing.at), now)}`;
  const when = at > question.now ? `At ${clock(at)}` : "Now";
  const [first] = now.warns;
  if (first !== undefined) {
    return {
      id: ID,
      title: TITLE,
      verdict: "warn",
      fact: `${when} ${standSentence(first, clock)}${more(now.warns)}${ends}`,
      remedy: `Talk to ${first.event.owner}, or start after ${clock(first.occurrence.until)}.`,
    };
  }
  const nothing =
    calendar.entries.length === 0
      ? `Nothing in the calendar opens, blocks or warns for ${STAGE_NAMES[question.calendar.place.stage]} here.`
      : `${when} nothing in the calendar stands against it.`;
  return { id: ID, title: TITLE, verdict: "pass", fact: `${nothing}${ends}`, remedy: null };
}

function closingSentence(by: Stand, at: string, { windows }: Standing): string {
  const name = eventName(by.event);
  return windows.length > 0 && by.event.effect === "opens"
    ? `${name} is open until ${at}.`
    : `${name} begins on ${at}.`;
}

function closedSentence(now: Standing, { at, question }: { at: Date; question: CalendarQuestion }): string {
  const clock = (time: Date) => momentIn(time, question.environment.timeZone);
  const [first] = now.blocks;
  const when = at > question.now ? `At ${clock(at)}` : "Now";
  if (first === undefined) {
    return `${when} no maintenance window of ${question.environment.name} is open.`;
  }
  return `${when} ${standSentence(first, clock)}${more(now.blocks)}`;
}

function standSentence({ event, occurrence }: Stand, clock: (time: Date) => string): string {
  const reason = event.reason.trim();
  const why = reason === "" ? "" : `: ${reason.replace(/[.!?…]$/, "")}`;
  const does = event.effect === "blocks" ? "blocks changes" : "stands";
  return `${eventName(event)} ${does} until ${clock(occurrence.until)}${why}.`;
}

const more = (stands: readonly Stand[]): string =>
  stands.length < 2 ? "" : ` And ${counted(stands.length - 1, "more event stands", "more events stand")}.`;

/** An event as people say it: “Fiscal close “November close””. */
const eventName = ({ kind, title }: CalendarEvent): string => {
  const name = CALENDAR_KIND_NAMES[kind];
  return title.toLowerCase() === name.toLowerCase() ? name : `${name} “${title}”`;
};

/**
 * What the calendar says to going back and to bringing data back: both are recovery, which no freeze may stand in the
 * way of, so it only informs.
 */
export function calendarInforms(question: CalendarQuestion): Gate {
  const at = question.now;
  const now = standing(calendarAsked(question), at);
  if (now.blocks.length === 0) {
    return {
      id: ID,
      title: TITLE,
      verdict: "pass",
      fact: "Nothing in the calendar stands here now.",
      remedy: null,
    };
  }
  return {
    id: ID,
    title: TITLE,
    verdict: "warn",
    fact: `${closedSentence(now, { at, question })} Recovery is not held back by it.`,
    remedy: "Tell those who count on quiet there.",
  };
}
