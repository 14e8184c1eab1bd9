import "server-only";
import { SkipCalendarOccurrence } from "@/lib/contracts/api/resources/calendar";
import { Id } from "@/lib/contracts/api/resources/common";
import type { CalendarTimes } from "@/lib/domain/calendar/event";
import { occurrencesBetween, upcomingOf } from "@/lib/domain/calendar/occurrences";
import { CALENDAR_BOUNDS } from "@/lib/domain/calendar/times-problem";
import { formatLocalDate, parseLocalDate, wallOf } from "@/lib/domain/calendar/wall-clock";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
import { asCalendarEvent, scopeOfRow } from "./as-event";
import { assertMayChange, staleEvent } from "./edit";
import { calendarEvent, eventTarget, shownSelect } from "./event-rows";
import { presentEvent } from "./present";
import { tellPlanned } from "./tell";
import { wakeWaits } from "./wake-waits";

const DAY_MS = 86_400_000;

/** Cancels one occurrence of an event that repeats: it becomes an exception, everything else stays. */
export const skipCalendarOccurrence = command({
  action: "calendar.cancel",
  input: SkipCalendarOccurrence.extend({ eventId: Id }),
  target: eventTarget,
  run: async ({ tx, ctx, input, target: { row }, announce, afterCommit, note }) => {
    assertMayChange(ctx, row, "calendar.cancel");
    const { eventId: id, version, day, reason } = input;
    const times = asCalendarEvent(row);
    assertBeginsOn(times, day);
    if (row.exceptions.length >= CALENDAR_BOUNDS.exceptions) {
      throw new Problem("conflict", "It has as many exceptions as it may have. End it and write a new one.");
    }
    const exceptions = [...row.exceptions, day].toSorted();
    const next = upcomingOf({ ...times, exceptions }, ctx.now);
    const { count } = await tx.calendarEvent.updateMany({
      where: { id, version, cancelledAt: null },
      data: {
        exceptions,
        nextFrom: next?.from ?? null,
        nextUntil: next?.until ?? null,
        updatedAt: ctx.now,
        version: { increment: 1 },
      },
    });
    if (count !== 1) throw staleEvent();
    note({ what: "one occurrence", day, reason });
    await announce(calendarEvent("calendar.edited", row));
    await wakeWaits(tx, ctx, scopeOfRow(row));
    const after = await tx.calendarEvent.findUniqueOrThrow({ where: { id }, select: shownSelect });
    afterCommit(await tellPlanned(tx, ctx, after, row));
    return presentEvent(ctx, after);
  },
});

/** Problem `invalid_input` when nothing of it begins on that day of its own clock. */
function assertBeginsOn(times: CalendarTimes, day: string): void {
  if (times.recurrence === null) {
    throw new Problem("invalid_input", "It happens once: cancel the event instead of one time of it.");
  }
  const midnight = parseLocalDate(day);
  const wrong = () =>
    new Problem("invalid_input", `day: Nothing of it begins on ${day}, so there is nothing to cancel.`);
  if (midnight === null) throw wrong();
  const range = { from: new Date(midnight - DAY_MS), until: new Date(midnight + 2 * DAY_MS) };
  const begins = occurrencesBetween(times, range, 50).some(
    ({ from }) => formatLocalDate(wallOf(times.zone, from.getTime())) === day,
  );
  if (!begins) throw wrong();
}
