import { z } from "zod";
import { ALERT_DOMAINS } from "@/lib/domain/alert/source";
import { CALENDAR_EFFECTS, CALENDAR_KINDS, CALENDAR_LEVELS } from "@/lib/domain/calendar/event";
import { CALENDAR_BOUNDS } from "@/lib/domain/calendar/times-problem";
import { Can, Id, Named, Stage, Time, TimeZone, Version } from "./common";

export const CalendarKind = z.enum(CALENDAR_KINDS);
export const CalendarEffect = z.enum(CALENDAR_EFFECTS);
export const CalendarLevel = z.enum(CALENDAR_LEVELS);

const Text = (most: number) => z.string().trim().max(most);
/** 2026-11-30T18:00 on the clock of the event's zone. */
const LocalMinute = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d$/, "Give day and time as 2026-11-30T18:00.");
export const LocalDate = z.string().regex(/^\d{4}-\d\d-\d\d$/, "Give a day as 2026-12-25.");
const CalendarTimes = z.object({
  zone: TimeZone,
  start: LocalMinute,
  durationMinutes: z.int().min(1).max(CALENDAR_BOUNDS.durationMinutes.max),
  /** RFC 5545 recurrence without the prefix, such as FREQ=MONTHLY;BYDAY=-1FR. */
  recurrence: Text(500).nullable(),
  exceptions: z.array(LocalDate).max(CALENDAR_BOUNDS.exceptions),
});

const Content = CalendarTimes.extend({
  kind: CalendarKind,
  effect: CalendarEffect,
  title: Text(CALENDAR_BOUNDS.title).min(3, "Give it a title of at least 3 characters."),
  reason: Text(CALENDAR_BOUNDS.reason),
  moduleFamilies: z.array(Text(40).min(1)).max(CALENDAR_BOUNDS.moduleFamilies),
  stages: z.array(Stage).min(1, "Choose at least one stage.").max(5),
  /** Domains of health whose alerts a maintenance window announces: they are not told while it stands. */
  announces: z.array(z.enum(ALERT_DOMAINS)).max(ALERT_DOMAINS.length).optional(),
});

/** Where it counts; the ids the level needs, and no others. */
export const CalendarPlace = z.object({
  level: CalendarLevel,
  industry: Text(80).optional(),
  tenantId: Id.optional(),
  siteId: Id.optional(),
  environmentId: Id.optional(),
});
export type CalendarPlace = z.infer<typeof CalendarPlace>;

export const AddCalendarEvent = Content.extend(CalendarPlace.shape);
export type AddCalendarEvent = z.infer<typeof AddCalendarEvent>;
/** Where it counts stays; whoever wants it elsewhere adds another. */
export const EditCalendarEvent = Content.extend({ version: Version });
const Reason = Text(500).min(5, "Give a reason of at least 5 characters.");
export const CancelCalendarEvent = z.object({ version: Version, reason: Reason });
export const SkipCalendarOccurrence = z.object({ version: Version, day: LocalDate, reason: Reason });

export const CalendarScope = z.object({
  level: CalendarLevel,
  industry: z.string().nullable(),
  tenant: Named.nullable(),
  site: Named.nullable(),
  environment: Named.nullable(),
  /** What it covers, in words. */
  name: z.string(),
});

export const CalendarSpan = z.object({ from: Time, until: Time });

export const CalendarEvent = Content.extend({
  id: Id,
  scope: CalendarScope,
  announces: z.array(z.enum(ALERT_DOMAINS)),
  /** How often, in words: "every month on the last Friday". */
  recurrenceWords: z.string(),
  owner: Named,
  /** What stands or comes next; null when nothing more comes. */
  upcoming: CalendarSpan.nullable(),
  imported: z.boolean(),
  createdAt: Time,
  updatedAt: Time,
  cancelledAt: Time.nullable(),
  cancelledBy: Named.nullable(),
  cancelReason: z.string(),
  version: Version,
  can: z.object({ edit: Can, cancel: Can }),
});
export type CalendarEvent = z.infer<typeof CalendarEvent>;

export const CalendarOccurrence = CalendarSpan.extend({
  eventId: Id,
  /** The day it begins on its own clock: what an exception names. */
  day: LocalDate,
  /** What the change of clocks does to it; null on any other day. */
  note: z.string().nullable(),
  /** What contradicts it, one sentence each. */
  conflicts: z.array(z.string()),
});
export type CalendarOccurrence = z.infer<typeof CalendarOccurrence>;

/** What Holdfast itself does or plans then. */
export const CalendarEntry = z.object({
  kind: z.enum(["change", "drill", "train"]),
  id: Id,
  title: z.string(),
  from: Time,
  /** Null while nobody knows. */
  until: Time.nullable(),
  tenant: Named.nullable(),
  environment: Named.nullable(),
  timeZone: TimeZone,
  state: z.string(),
  /** What in the calendar stands against it; null when nothing does. */
  against: z.string().nullable(),
});
export type CalendarEntry = z.infer<typeof CalendarEntry>;

/** Whether a change may begin at one environment now, and when that changes. */
export const CalendarOpening = z.object({
  environment: Named,
  tenant: Named,
  timeZone: TimeZone,
  open: z.boolean(),
  sentence: z.string(),
  /** Null when it is open, or does not open within the horizon. */
  nextOpen: Time.nullable(),
  /** Null when it is closed, or does not close within the horizon. */
  nextClose: Time.nullable(),
});
export type CalendarOpening = z.infer<typeof CalendarOpening>;

export const Calendar = CalendarSpan.extend({
  /** The clock its days are counted on. */
  timeZone: TimeZone,
  events: z.array(CalendarEvent),
  occurrences: z.array(CalendarOccurrence),
  entries: z.array(CalendarEntry),
  openings: z.array(CalendarOpening),
  /** There is more in this time than is listed. */
  more: z.boolean(),
  can: z.object({ add: Can, import: Can, subscribe: Can }),
});
export type Calendar = z.infer<typeof Calendar>;

/** What comes next, earliest first: events and what Holdfast plans. */
export const Coming = z.object({
  items: z.array(
    z.object({
      key: z.string(),
      kind: z.enum([...CALENDAR_KINDS, "change", "drill", "train"]),
      effect: CalendarEffect.nullable(),
      title: z.string(),
      /** What it covers, in words. */
      where: z.string(),
      from: Time,
      until: Time.nullable(),
      timeZone: TimeZone,
      now: z.boolean(),
      path: z.string(),
    }),
  ),
});
export type Coming = z.infer<typeof Coming>;

/** Where the reader may put an event, and within which limits. */
export const CalendarPlaces = z.object({
  levels: z.array(z.object({ level: CalendarLevel, can: Can })),
  /** What holds when the reader may only ask not to be disturbed; null for who governs the calendar. */
  limits: z.string().nullable(),
  kinds: z.array(CalendarKind),
  industries: z.array(z.string()),
  tenants: z.array(
    Named.extend({
      timeZone: TimeZone,
      sites: z.array(Named.extend({ timeZone: TimeZone })),
      environments: z.array(Named.extend({ timeZone: TimeZone, stage: Stage })),
    }),
  ),
  families: z.array(z.object({ name: z.string(), words: z.string() })),
});
export type CalendarPlaces = z.infer<typeof CalendarPlaces>;
