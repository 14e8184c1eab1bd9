import "server-only";
import type { CalendarEvent, Occurrence } from "@/lib/domain/calendar/event";
import { occurrencesBetween } from "@/lib/domain/calendar/occurrences";
import { concerns } from "@/lib/domain/calendar/standing";
import { neededSeconds } from "@/lib/domain/calendar/window-fit";
import { touchedModules } from "@/lib/domain/policy/calendar";
import type { ChangeFacts } from "../change/facts";

/**
 * When an event that blocks or warns stands between the planned start of a change and its expected end, by the place and
 * the modules it touches; null when it does not.
 */
export function meets(
  event: CalendarEvent,
  start: Date,
  facts: Pick<ChangeFacts, "calendar" | "window" | "differences">,
): Occurrence | null {
  if (event.effect !== "blocks" && event.effect !== "warns") return null;
  if (!concerns(event, { place: facts.calendar.place, modules: touchedModules(facts) })) return null;
  const { need } = facts.window;
  const lasts = need === null ? 0 : neededSeconds(need) * 1_000;
  const until = new Date(start.getTime() + Math.max(1, lasts));
  return occurrencesBetween(event, { from: start, until }, 1)[0] ?? null;
}
