import type { CalendarEvent } from "../calendar/event";
import { occurrencesBetween } from "../calendar/occurrences";
import type { Silenced } from "./tell";

/** Windows are looked at anew this often: one that is cancelled silences nothing any more. */
const LOOK_AGAIN_MS = 60_000;

/**
 * The maintenance window that stands now, of those that announced what is looked at. A hold is no such thing: it stops
 * changes and announces nothing that would be felt.
 */
export function silencedByMaintenance(
  announcing: readonly Pick<
    CalendarEvent,
    "title" | "zone" | "start" | "durationMinutes" | "recurrence" | "exceptions"
  >[],
  now: Date,
): Silenced | null {
  const moment = { from: now, until: new Date(now.getTime() + 1) };
  for (const event of announcing) {
    const [standing] = occurrencesBetween(event, moment, 1);
    if (standing === undefined) continue;
    const until = Math.min(standing.until.getTime(), now.getTime() + LOOK_AGAIN_MS);
    return { reason: `The maintenance “${event.title}” announces it.`, until: new Date(until) };
  }
  return null;
}
