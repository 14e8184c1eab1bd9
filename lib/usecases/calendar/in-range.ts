import "server-only";
import type { Tx } from "@/lib/data/client";
import type { Prisma } from "@/lib/data/generated/client";
import type { CalendarEvent, Occurrence } from "@/lib/domain/calendar/event";
import { occurrencesBetween } from "@/lib/domain/calendar/occurrences";
import { CALENDAR_BOUNDS } from "@/lib/domain/calendar/times-problem";
import { asCalendarEvent } from "./as-event";
import { type ShownRow, shownSelect } from "./event-rows";

const DAY_MS = 86_400_000;
/** No clock is further from UTC. */
const CLOCK_SLACK_MS = 2 * DAY_MS;
const MOST_EVENTS = 1_000;
const MOST_PER_EVENT = 100;
const MOST_TIMES = 2_000;

export type Timed = { row: ShownRow; event: CalendarEvent; occurrence: Occurrence };
export type InRange = { times: readonly Timed[]; rows: readonly ShownRow[]; more: boolean };

const localDay = (at: number): string => new Date(at).toISOString().slice(0, 16);

/**
 * Times of events that touch a range, earliest first; bounded, and `more` says when something was left out. An event
 * that happens once is found by its beginning, since what lies behind is no longer in its row.
 */
export async function timesIn(
  db: Tx,
  where: Prisma.CalendarEventWhereInput,
  { from, until }: { from: Date; until: Date },
): Promise<InRange> {
  const before = localDay(until.getTime() + CLOCK_SLACK_MS);
  const longest = CALENDAR_BOUNDS.durationMinutes.max * 60_000;
  const since = localDay(from.getTime() - longest - CLOCK_SLACK_MS);
  const rows = await db.calendarEvent.findMany({
    where: {
      AND: [
        where,
        { cancelledAt: null, localStart: { lt: before } },
        { OR: [{ recurrence: { not: null } }, { localStart: { gte: since } }] },
      ],
    },
    select: shownSelect,
    orderBy: [{ localStart: "desc" }, { id: "asc" }],
    take: MOST_EVENTS + 1,
  });
  const times: Timed[] = [];
  for (const row of rows.slice(0, MOST_EVENTS)) {
    const event = asCalendarEvent(row);
    const found = occurrencesBetween(event, { from, until }, MOST_PER_EVENT);
    times.push(...found.map((occurrence) => ({ row, event, occurrence })));
  }
  times.sort(
    (one, other) =>
      one.occurrence.from.getTime() - other.occurrence.from.getTime() ||
      one.row.id.localeCompare(other.row.id),
  );
  const kept = times.slice(0, MOST_TIMES);
  const shown = new Map(kept.map(({ row }) => [row.id, row]));
  return {
    times: kept,
    rows: [...shown.values()],
    more: rows.length > MOST_EVENTS || times.length > MOST_TIMES,
  };
}
