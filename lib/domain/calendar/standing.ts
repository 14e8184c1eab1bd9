import type { Stage } from "../catalog/stage";
import type { CalendarEvent, CalendarScope, Occurrence } from "./event";
import { touchFamilies, wordsOf } from "./family";
import { upcomingOf } from "./occurrences";

/** The place a change is made in, as the calendar sees it. */
export type CalendarPlace = {
  environmentId: string;
  tenantId: string;
  industry: string;
  /** Sites that work with the environment. */
  siteIds: readonly string[];
  stage: Stage;
};

/** What is asked about: a place, and the modules that are touched there; null when it may be any of them. */
export type CalendarSubject = { place: CalendarPlace; modules: readonly string[] | null };

/** An event and the occurrence of it that stands. */
export type Stand = { event: CalendarEvent; occurrence: Occurrence };

/** What stands at a moment, what ends last coming first. */
export type Standing = {
  blocks: readonly Stand[];
  warns: readonly Stand[];
  informs: readonly Stand[];
  /** Windows that are open. */
  windows: readonly Stand[];
  /** Never while events over the place were left unread: one of them may close it. */
  open: boolean;
};

/** One event with what was found of it so far. */
type Entry = { event: CalendarEvent; next: (at: number) => Occurrence | null };
/** The events that concern one subject, ready to be asked about many moments. */
export type Calendar = { entries: readonly Entry[]; hasWindows: boolean; complete: boolean };

/** Events over a place as they were read, and whether these are all. */
export type KnownEvents = { events: readonly CalendarEvent[]; complete: boolean };

/** Why a place is closed of whose calendar not everything could be read. */
export const UNREAD =
  "More events of the calendar are about this place than can be looked through, so nobody can say that it is open";

function covers(scope: CalendarScope, place: CalendarPlace): boolean {
  switch (scope.level) {
    case "fleet":
      return true;
    case "industry":
      return scope.industry === place.industry;
    case "tenant":
      return scope.tenantId === place.tenantId;
    case "site":
      return scope.tenantId === place.tenantId && place.siteIds.includes(scope.siteId);
    case "environment":
      return scope.environmentId === place.environmentId;
  }
}

/** Whether an event is about what is asked: its scope, its stages and its module families all are. */
export const concerns = (event: CalendarEvent, { place, modules }: CalendarSubject): boolean =>
  isAbout(event, place, modules === null ? null : wordsOf(modules));

function isAbout(event: CalendarEvent, place: CalendarPlace, words: ReadonlySet<string> | null): boolean {
  // Most of a fleet's events are about other places.
  if (!covers(event.scope, place) || event.cancelledAt !== null) return false;
  if (!event.stages.includes(place.stage)) return false;
  return event.moduleFamilies.length === 0 || words === null || touchFamilies(words, event.moduleFamilies);
}

/** The occurrence that stands or comes next at a moment, from the row where it says so, else from the recurrence. */
function nextOf(event: CalendarEvent): Entry["next"] {
  const { upcoming } = event;
  let known = upcoming;
  let askedAt = Number.NEGATIVE_INFINITY;
  return (at) => {
    if (upcoming === null || at < upcoming.until.getTime()) return upcoming;
    const holds = askedAt <= at && (known === null || at < known.until.getTime());
    if (holds && askedAt !== Number.NEGATIVE_INFINITY) return known;
    askedAt = at;
    known = upcomingOf(event, new Date(at));
    return known;
  };
}

/**
 * The calendar of one subject, as it is at `at`. It has windows when one of them is still to come or open then: only
 * such a place is closed outside of them.
 */
export function calendarOf(
  { events, complete }: KnownEvents,
  { place, modules }: CalendarSubject,
  at: Date,
): Calendar {
  const words = modules === null ? null : wordsOf(modules);
  const entries = events
    .filter((event) => isAbout(event, place, words) && event.upcoming !== null)
    .map((event) => ({ event, next: nextOf(event) }));
  const hasWindows = entries.some(
    ({ event, next }) => event.effect === "opens" && next(at.getTime()) !== null,
  );
  return { entries, hasWindows, complete };
}

const lastEndFirst = (one: Stand, other: Stand): number =>
  other.occurrence.until.getTime() - one.occurrence.until.getTime();

/**
 * What stands at `at`. A freeze, a count, a close blocks whatever else the calendar says; where there are maintenance
 * windows, a change starts only inside one of them. Any window of the place's opens it, whoever wrote it.
 */
export function standing(calendar: Calendar, at: Date): Standing {
  const now = at.getTime();
  const found: Record<CalendarEvent["effect"], Stand[]> = { blocks: [], warns: [], opens: [], informs: [] };
  for (const { event, next } of calendar.entries) {
    const occurrence = next(now);
    if (occurrence !== null && occurrence.from.getTime() <= now)
      found[event.effect].push({ event, occurrence });
  }
  for (const stands of Object.values(found)) stands.sort(lastEndFirst);
  const { blocks, warns, informs, opens: windows } = found;
  const open = calendar.complete && blocks.length === 0 && (!calendar.hasWindows || windows.length > 0);
  return { blocks, warns, informs, windows, open };
}
