import { z } from "zod";
import type { ApiOperation } from "../operation";
import * as calendar from "../resources/calendar";
import * as file from "../resources/calendar-file";
import { Id, PageQuery, page, Time } from "../resources/common";

const place = { tenantId: Id.optional(), environmentId: Id.optional() };
const ofEvent = z.object({ eventId: Id });
const ofFeed = z.object({ feedId: Id });
/** A file of 1 MB as JSON text: line ends and quotes take two characters each. */
const FILE_BODY_KIB = 2_048;

export const calendarOperations = {
  getCalendar: {
    method: "GET",
    path: "/api/v1/calendar",
    tag: "Calendar",
    summary: "What happens between two moments, at most 62 days: events, changes, drills and trains.",
    query: z.object({ from: Time, until: Time, ...place }),
    response: calendar.Calendar,
  },
  getComing: {
    method: "GET",
    path: "/api/v1/calendar/coming",
    tag: "Calendar",
    summary: "What stands now or comes next within 30 days, earliest first.",
    query: z.object({ ...place, limit: z.coerce.number().int().min(1).max(50).default(8) }),
    response: calendar.Coming,
  },
  getOpening: {
    method: "GET",
    path: "/api/v1/environments/{environmentId}/opening",
    tag: "Calendar",
    summary: "Whether a change may begin at an environment now, and when that changes.",
    params: z.object({ environmentId: Id }),
    response: calendar.CalendarOpening,
  },
  getCalendarPlaces: {
    method: "GET",
    path: "/api/v1/calendar/places",
    tag: "Calendar",
    summary: "Where you may put an event, and within which limits.",
    response: calendar.CalendarPlaces,
  },
  listCalendarEvents: {
    method: "GET",
    path: "/api/v1/calendar/events",
    tag: "Calendar",
    summary: "Events as they were written, newest first, cancelled ones included when asked for.",
    query: PageQuery.extend({ ...place, cancelled: z.enum(["true", "false"]).optional() }),
    response: page(calendar.CalendarEvent),
  },
  addCalendarEvent: {
    method: "POST",
    path: "/api/v1/calendar/events",
    tag: "Calendar",
    summary: "Put an event into the calendar.",
    body: calendar.AddCalendarEvent,
    response: calendar.CalendarEvent,
    status: 201,
  },
  getCalendarEvent: {
    method: "GET",
    path: "/api/v1/calendar/events/{eventId}",
    tag: "Calendar",
    summary: "One event.",
    params: ofEvent,
    response: calendar.CalendarEvent,
  },
  editCalendarEvent: {
    method: "PATCH",
    path: "/api/v1/calendar/events/{eventId}",
    tag: "Calendar",
    summary: "Change an event, over the version you have seen.",
    params: ofEvent,
    body: calendar.EditCalendarEvent,
    response: calendar.CalendarEvent,
  },
  cancelCalendarEvent: {
    method: "POST",
    path: "/api/v1/calendar/events/{eventId}/cancel",
    tag: "Calendar",
    summary: "Cancel an event with everything that was still to come of it.",
    params: ofEvent,
    body: calendar.CancelCalendarEvent,
    response: calendar.CalendarEvent,
  },
  skipCalendarOccurrence: {
    method: "POST",
    path: "/api/v1/calendar/events/{eventId}/skip",
    tag: "Calendar",
    summary: "Cancel one occurrence of an event that repeats.",
    params: ofEvent,
    body: calendar.SkipCalendarOccurrence,
    response: calendar.CalendarEvent,
  },
  previewCalendarImport: {
    method: "POST",
    path: "/api/v1/calendar/import-preview",
    tag: "Calendar",
    summary: "What an iCalendar file would create, change and cancel, and what is refused. Writes nothing.",
    body: file.ImportCalendar,
    bodyKib: FILE_BODY_KIB,
    response: file.CalendarImport,
  },
  importCalendar: {
    method: "POST",
    path: "/api/v1/calendar/import",
    tag: "Calendar",
    summary:
      "Take the events of an iCalendar file over; a UID that was imported before is changed, not doubled.",
    body: file.ImportCalendar,
    bodyKib: FILE_BODY_KIB,
    response: file.CalendarImport,
  },
  readCalendarFeed: {
    method: "GET",
    path: "/api/v1/calendar.ics",
    tag: "Calendar",
    summary: "What the owner of the token sees, as an iCalendar file. The token is all it asks for.",
    query: z.object({ token: z.string().min(1).max(100) }),
    response: z.string(),
    text: "text/calendar",
  },
  listCalendarFeeds: {
    method: "GET",
    path: "/api/v1/me/calendar-feeds",
    tag: "Calendar",
    summary: "Your own addresses of the calendar.",
    response: z.object({ items: z.array(file.CalendarFeed) }),
  },
  createCalendarFeed: {
    method: "POST",
    path: "/api/v1/me/calendar-feeds",
    tag: "Calendar",
    summary: "An address for a calendar program; it is shown once.",
    body: file.CreateCalendarFeed,
    response: file.NewCalendarFeed,
    status: 201,
  },
  rotateCalendarFeed: {
    method: "POST",
    path: "/api/v1/me/calendar-feeds/{feedId}/rotate",
    tag: "Calendar",
    summary: "Replace the token in an address; the old one answers no more.",
    params: ofFeed,
    response: file.NewCalendarFeed,
  },
  revokeCalendarFeed: {
    method: "POST",
    path: "/api/v1/me/calendar-feeds/{feedId}/revoke",
    tag: "Calendar",
    summary: "End an address.",
    params: ofFeed,
    response: file.CalendarFeed,
  },
} as const satisfies Record<string, ApiOperation>;
