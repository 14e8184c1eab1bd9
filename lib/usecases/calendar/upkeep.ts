import "server-only";
import type { Database } from "@/lib/data/client";
import { upcomingOf } from "@/lib/domain/calendar/occurrences";
import { asCalendarEvent, eventSelect } from "./as-event";

/** Events moved on by one look; what is left is looked at in the next. */
const AT_ONCE = 500;

/**
 * Moves events on whose kept occurrence is over. Gates read the recurrence of such an event themselves, so that being
 * late costs time and never a wrong answer. Answers how many were moved.
 */
export async function moveEventsOn(db: Database, now: Date): Promise<number> {
  const rows = await db.prisma.calendarEvent.findMany({
    where: { cancelledAt: null, nextUntil: { lte: now } },
    select: { ...eventSelect, version: true },
    orderBy: { nextUntil: "asc" },
    take: AT_ONCE,
  });
  for (const row of rows) {
    const next = upcomingOf(asCalendarEvent(row), now);
    // Over the version that was read: an edit meanwhile has kept its own.
    await db.prisma.calendarEvent.updateMany({
      where: { id: row.id, version: row.version },
      data: { nextFrom: next?.from ?? null, nextUntil: next?.until ?? null },
    });
  }
  return rows.length;
}
