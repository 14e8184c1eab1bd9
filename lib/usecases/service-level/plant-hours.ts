import "server-only";
import type { Database } from "@/lib/data/client";
import type { CalendarEvent } from "@/lib/domain/calendar/event";
import { occurrencesBetween } from "@/lib/domain/calendar/occurrences";
import { DAY_MS } from "@/lib/domain/calendar/wall-clock";
import type { Stretch } from "@/lib/domain/service-level/hours";
import { loadShifts } from "../calendar/standing";

/** Environments whose calendar is read at once. */
const AT_ONCE = 500;
/** Three shifts a day of the longest window, and some. */
const MOST_PER_EVENT = 120;
const LOOK_BACK_MS = 28 * DAY_MS;
const LOOK_AHEAD_MS = 3_600_000;
const KEPT_MS = 600_000;

/** When people work in an environment's plants, for the longest window; null where the calendar knows no shift. */
export type PlantHours = (environmentId: string) => readonly Stretch[] | null;

/** Reads the calendar's shifts, and keeps what it read for ten minutes: what counts does not change by the minute. */
export function plantHoursReader(db: Database) {
  let known: { at: Date; hours: Map<string, readonly Stretch[] | null> } | null = null;
  return async (environmentIds: readonly string[], now: Date): Promise<PlantHours> => {
    const age = known === null ? null : now.getTime() - known.at.getTime();
    if (known === null || age === null || age < 0 || age > KEPT_MS) known = { at: now, hours: new Map() };
    const { hours } = known;
    const missing = [...new Set(environmentIds)].filter((id) => !hours.has(id));
    for (let first = 0; first < missing.length; first += AT_ONCE)
      await readSome(db, missing.slice(first, first + AT_ONCE), now, hours);
    return (environmentId) => hours.get(environmentId) ?? null;
  };
}

async function readSome(
  db: Database,
  ids: readonly string[],
  now: Date,
  into: Map<string, readonly Stretch[] | null>,
): Promise<void> {
  const shiftsOver = await loadShifts(db.prisma, ids);
  const range = {
    from: new Date(now.getTime() - LOOK_BACK_MS),
    until: new Date(now.getTime() + LOOK_AHEAD_MS),
  };
  // A tenant's shifts are over all of its environments: looked up once.
  const found = new Map<string, readonly Stretch[]>();
  const stretchesOf = (event: CalendarEvent): readonly Stretch[] => {
    const before = found.get(event.id);
    if (before !== undefined) return before;
    const stretches = occurrencesBetween(event, range, MOST_PER_EVENT);
    found.set(event.id, stretches);
    return stretches;
  };
  for (const id of ids) {
    const shifts = shiftsOver(id).events;
    into.set(id, shifts.length === 0 ? null : shifts.flatMap(stretchesOf));
  }
}
