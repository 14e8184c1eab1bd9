import { z } from "zod";
import { Named, Time, Version } from "./common";

/** How a change lies in the open time it would start in. Seconds. */
export const WindowFit = z.object({
  startsAt: Time,
  /** When it closes again; null when nothing closes in sight. */
  closesAt: Time.nullable(),
  /** What closes it, such as a window that ends or a freeze that begins. */
  closedBy: z.string().nullable(),
  leftSeconds: z.number().nullable(),
  /** The work, as rehearsed, as it took before, or as planned. */
  runSeconds: z.number(),
  verificationSeconds: z.number(),
  rollbackSeconds: z.number(),
  marginSeconds: z.number(),
  /** How the work's duration is known, in words. */
  source: z.string(),
  fits: z.boolean(),
});
export type WindowFit = z.infer<typeof WindowFit>;

/** When a change starts: what is planned, what it waits for, and what the calendar says. */
export const ChangeSchedule = z.object({
  plannedStart: Time.nullable(),
  wait: z
    .object({
      by: Named,
      at: Time,
      atNextOpening: z.boolean(),
      wakeAt: Time,
      expiresAt: Time,
      attempts: z.int(),
      /** Why it did not start when it was last woken; empty when it was not yet. */
      lastRefusal: z.string(),
    })
    .nullable(),
  /** Whether the calendar lets it start now. */
  open: z.boolean(),
  /** The next time it is open for long enough; null when none is in sight. */
  nextOpening: Time.nullable(),
  /** Null where nothing in the calendar is about the place. */
  fit: WindowFit.nullable(),
});
export type ChangeSchedule = z.infer<typeof ChangeSchedule>;

export const ScheduleChange = z.object({
  version: Version,
  /** When it shall start; null for the next opening. */
  at: Time.nullable(),
});
