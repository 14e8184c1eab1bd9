import { z } from "zod";
import { Id, Time } from "./common";

/** What a person was told: once per occasion of an operation. */
export const Notice = z.object({
  id: Id,
  title: z.string(),
  text: z.string(),
  at: Time,
  readAt: Time.nullable(),
  operationId: Id.nullable(),
  /** The page it leads to; null where there is none. */
  path: z.string().nullable(),
  /** The environment it is about, and the clock its time is said on. */
  environment: z.object({ id: Id, name: z.string(), timeZone: z.string() }).nullable(),
});
export type Notice = z.infer<typeof Notice>;

/** How many are unread; counted up to 100. */
export const UnreadNotices = z.object({ unread: z.int(), more: z.boolean() });
export type UnreadNotices = z.infer<typeof UnreadNotices>;

/** Only what the reader had before the eyes is marked: notices up to this time. */
export const ReadAllNotices = z.object({ until: Time });

/** Whether one's own notices go out by mail too. */
export const SetNoticeMail = z.object({ enabled: z.boolean() });
