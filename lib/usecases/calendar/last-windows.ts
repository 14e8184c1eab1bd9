import "server-only";
import type { Tx } from "@/lib/data/client";
import { Prisma } from "@/lib/data/generated/client";
import type { CalendarEvent } from "@/lib/domain/calendar/event";
import { occurrencesBetween } from "@/lib/domain/calendar/occurrences";
import { HORIZON_DAYS } from "@/lib/domain/calendar/opening";
import { type CalendarPlace, concerns, type Stand } from "@/lib/domain/calendar/standing";
import { DAY_MS } from "@/lib/domain/calendar/wall-clock";
import { readCalendarEvents } from "./as-event";
import { overPlaces } from "./standing";

/** Windows looked at of which nothing more comes, those that began last first. */
const MOST_WINDOWS = 200;
/** One a day since a year and more. */
const MOST_TIMES = HORIZON_DAYS + 1;

/** The last maintenance window of a place that is over; null where there was none in the last 400 days. */
export type LastWindowOf = (place: CalendarPlace) => Stand | null;

/** For places that have no window to come: since when they are open at all hours. One query. */
export async function loadLastWindows(
  db: Tx,
  places: readonly CalendarPlace[],
  now: Date,
): Promise<LastWindowOf> {
  if (places.length === 0) return () => null;
  const windows = await readCalendarEvents(db, {
    where: Prisma.sql`${overPlaces(places)} AND event.effect = 'opens' AND event.next_from IS NULL`,
    order: Prisma.sql`event.local_start DESC, event.id`,
    limit: MOST_WINDOWS,
  });
  const stands = windows
    .flatMap((event) => lastOf(event, now))
    .sort((one, other) => other.occurrence.until.getTime() - one.occurrence.until.getTime());
  return (place) => stands.find(({ event }) => concerns(event, { place, modules: null })) ?? null;
}

function lastOf(event: CalendarEvent, now: Date): Stand[] {
  const range = { from: new Date(now.getTime() - HORIZON_DAYS * DAY_MS), until: now };
  const occurrence = occurrencesBetween(event, range, MOST_TIMES).at(-1);
  return occurrence === undefined ? [] : [{ event, occurrence }];
}
