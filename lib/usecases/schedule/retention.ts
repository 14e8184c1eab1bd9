import "server-only";
import type { Database } from "@/lib/data/client";
import type { ScheduleHandler } from "./handlers";

const BATCH = 1_000;
/** What is beyond is removed by the next run. */
const BATCHES = 100;
const DAY_MS = 86_400_000;
const SESSION_DAYS = 30;
const EVENT_DAYS = 7;

/** Removes in batches, so that no run locks much for long; `remove` answers how many it removed of at most BATCH. */
async function removeAll(signal: AbortSignal, remove: () => Promise<number>): Promise<number> {
  let removed = 0;
  for (let batch = 0; batch < BATCHES && !signal.aborted; batch += 1) {
    const count = await remove();
    removed += count;
    if (count < BATCH) break;
  }
  return removed;
}

const daysBefore = (now: Date, days: number) => new Date(now.getTime() - days * DAY_MS);

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
