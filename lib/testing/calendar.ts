import type { CalendarEvent } from "@/lib/domain/calendar/event";
import type { CalendarFacts, WindowFacts } from "@/lib/domain/calendar/facts";
import { upcomingOf } from "@/lib/domain/calendar/occurrences";
import type { CalendarPlace } from "@/lib/domain/calendar/standing";
import { windowDefaults } from "@/lib/domain/calendar/window-policy";

/** A production environment of a machine builder. */
export const CALENDAR_PLACE: CalendarPlace = {
  environmentId: "environment",
  tenantId: "tenant",
  industry: "Machinery",
  siteIds: ["site"],
  stage: "production",
};

/** What gates see where nothing is in the calendar. */
export const quietCalendar = (): { calendar: CalendarFacts; window: WindowFacts } => ({
  calendar: { events: [], complete: true, place: CALENDAR_PLACE, plannedStart: null },
  window: { settings: windowDefaults("tier1"), need: null },
});

/** A freeze over the fleet, kept as a sweep would at `at`, unless `more` says otherwise. */
export function calendarEvent(more: Partial<CalendarEvent>, at: Date): CalendarEvent {
  const event: CalendarEvent = {
    id: "event",
    kind: "freeze",
    title: "Season start",
    reason: "",
    owner: "Mara Lindqvist",
    effect: "blocks",
    scope: { level: "fleet" },
    moduleFamilies: [],
    stages: ["production"],
    zone: "Europe/Berlin",
    start: "2026-11-20T08:00",
    durationMinutes: 600,
    recurrence: null,
    exceptions: [],
    cancelledAt: null,
    upcoming: null,
    ...more,
  };
  return { ...event, upcoming: upcomingOf(event, at) };
}
