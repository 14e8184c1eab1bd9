import "server-only";
import type { Database } from "@/lib/data/client";
import type { ScheduleHandler } from "./handlers";
import { REMOVED_AT_ONCE as BATCH, daysBefore, removeAll } from "./remove-all";

const SESSION_DAYS = 30;
const EVENT_DAYS = 7;

/** Removes sessions that ended, by sign-out or by their own end, more than 30 days ago. */
export const removeSessions: ScheduleHandler = async (db, { now, signal }) => {
  const removed = await removeAll(signal, () => endedSessions(db, daysBefore(now, SESSION_DAYS)));
  return { sentence: `${removed} sessions removed that ended more than ${SESSION_DAYS} days ago.` };
};

const endedSessions = (db: Database, before: Date): Promise<number> =>
  db.prisma.$executeRaw`
    DELETE FROM session WHERE id IN (
      SELECT id FROM session WHERE least(expires_at, coalesce(revoked_at, expires_at)) < ${before}::timestamptz
       LIMIT ${BATCH})`;

/** Removes live events that readers were told more than seven days ago. */
export const removeEvents: ScheduleHandler = async (db, { now, signal }) => {
  const before = daysBefore(now, EVENT_DAYS);
  const removed = await removeAll(
    signal,
    () => db.prisma.$executeRaw`
      DELETE FROM outbox_event WHERE id IN (
        SELECT id FROM outbox_event WHERE published_at < ${before}::timestamptz LIMIT ${BATCH})`,
  );
  return { sentence: `${removed} live events removed that were told more than ${EVENT_DAYS} days ago.` };
};
