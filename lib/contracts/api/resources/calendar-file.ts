import { z } from "zod";
import { CalendarKind, CalendarPlace } from "./calendar";
import { Id, Named, Time, TimeZone } from "./common";

/** What a calendar file may hold, in characters: one megabyte of text. */
export const CALENDAR_FILE_MOST = 1_000_000;

export const ImportCalendar = CalendarPlace.extend({
  text: z
    .string()
    .min(1, "The file is empty.")
    .max(CALENDAR_FILE_MOST, "The file is larger than 1 MB. Export a shorter time or fewer calendars."),
  /** What its events are, where the file does not say. */
  kind: CalendarKind,
  /** The clock of times for which the file names none. */
  zone: TimeZone,
});
export type ImportCalendar = z.infer<typeof ImportCalendar>;

export const ImportedEvent = z.object({
  /** Where it begins in the file. */
  line: z.int(),
  uid: z.string(),
  title: z.string(),
  outcome: z.enum(["create", "change", "cancel", "same", "refuse"]),
  /** What it becomes, or why not. */
  sentence: z.string(),
});

/** What an import does, or would do. */
export const CalendarImport = z.object({
  applied: z.boolean(),
  counts: z.object({
    create: z.int(),
    change: z.int(),
    cancel: z.int(),
    same: z.int(),
    refuse: z.int(),
  }),
  /** The first of them, refused ones before all others. */
  events: z.array(ImportedEvent),
  more: z.boolean(),
});
export type CalendarImport = z.infer<typeof CalendarImport>;

export const CalendarFeed = z.object({
  id: Id,
  name: z.string(),
  tenant: Named.nullable(),
  environment: Named.nullable(),
  createdAt: Time,
  rotatedAt: Time.nullable(),
  expiresAt: Time,
  lastReadAt: Time.nullable(),
  /** It answers: neither revoked nor expired. */
  active: z.boolean(),
});
export type CalendarFeed = z.infer<typeof CalendarFeed>;

/** Shown once: afterwards only its hash is known. */
export const NewCalendarFeed = CalendarFeed.extend({ path: z.string() });
export type NewCalendarFeed = z.infer<typeof NewCalendarFeed>;

export const CreateCalendarFeed = z.object({
  name: z.string().trim().min(2, "Give it a name of at least 2 characters.").max(80),
  tenantId: Id.optional(),
  environmentId: Id.optional(),
});
