import "server-only";
import { CancelCalendarEvent } from "@/lib/contracts/api/resources/calendar";
import { Id } from "@/lib/contracts/api/resources/common";
import { command } from "../command";
import { scopeOfRow } from "./as-event";
import { assertMayChange, staleEvent } from "./edit";
import { calendarEvent, eventFacts, eventTarget, shownSelect } from "./event-rows";
import { presentEvent } from "./present";
import { tellPlanned } from "./tell";
import { wakeWaits } from "./wake-waits";

/** Cancels an event with all that was to come of it; it stays on record. */
export const cancelCalendarEvent = command({
  action: "calendar.cancel",
  input: CancelCalendarEvent.extend({ eventId: Id }),
  target: eventTarget,
  run: async ({ tx, ctx, input, target: { row }, announce, afterCommit, note }) => {
    assertMayChange(ctx, row, "calendar.cancel");
    const { eventId: id, version, reason } = input;
    const { count } = await tx.calendarEvent.updateMany({
      where: { id, version, cancelledAt: null },
      data: {
        cancelledAt: ctx.now,
        cancelledById: ctx.actor.id,
        cancelReason: reason,
        nextFrom: null,
        nextUntil: null,
        updatedAt: ctx.now,
        version: { increment: 1 },
      },
    });
    if (count !== 1) throw staleEvent();
    note({ reason, event: eventFacts(row) });
    await announce(calendarEvent("calendar.cancelled", row));
    await wakeWaits(tx, ctx, scopeOfRow(row));
    const after = await tx.calendarEvent.findUniqueOrThrow({ where: { id }, select: shownSelect });
    afterCommit(await tellPlanned(tx, ctx, after, row));
    return presentEvent(ctx, after);
  },
});
