import "server-only";
import { EditCalendarEvent } from "@/lib/contracts/api/resources/calendar";
import { Id } from "@/lib/contracts/api/resources/common";
import { canChange } from "@/lib/domain/calendar/can";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
import { type Context, grantsOf } from "../context";
import { scopeOfRow } from "./as-event";
import { assertWithinSelfService, contentColumns } from "./check";
import { calendarEvent, eventFacts, eventTarget, type ShownRow, shownSelect } from "./event-rows";
import { presentEvent } from "./present";
import { tellPlanned } from "./tell";
import { wakeWaits } from "./wake-waits";

export const staleEvent = () =>
  new Problem(
    "conflict",
    "Somebody else has changed this event meanwhile. Look at it as it is now, then change it.",
    { stale: true },
  );

/** Problem `conflict` for what is cancelled, `forbidden` for what is another's; to whoever may see it. */
export function assertMayChange(
  ctx: Context,
  row: ShownRow,
  action: "calendar.edit" | "calendar.cancel",
): void {
  if (row.cancelledAt !== null) throw new Problem("conflict", "This event is cancelled already.");
  if (ctx.actor.kind === "system") return;
  const subject = {
    scope: scopeOfRow(row),
    kind: row.kind,
    ownerId: row.createdBy.id,
    ownerName: row.createdBy.name,
    cancelledAt: row.cancelledAt,
  };
  const can = canChange(grantsOf(ctx.actor), ctx.actor.id, action, subject);
  if (!can.allowed) throw new Problem("forbidden", can.reason ?? "It is not yours to change.");
}

/** Changes an event over the version its editor saw; gates follow at once. Where it counts stays as it is. */
export const editCalendarEvent = command({
  action: "calendar.edit",
  input: EditCalendarEvent.extend({ eventId: Id }),
  target: eventTarget,
  run: async ({ tx, ctx, input, target: { row }, announce, afterCommit, note }) => {
    assertMayChange(ctx, row, "calendar.edit");
    const { eventId: id, version, ...content } = input;
    const columns = contentColumns(content, ctx.now);
    const { nextFrom, nextUntil } = columns;
    const next = nextFrom === null || nextUntil === null ? null : { from: nextFrom, until: nextUntil };
    await assertWithinSelfService(tx, ctx, { scope: scopeOfRow(row), content, next, exceptId: id });
    const { count } = await tx.calendarEvent.updateMany({
      where: { id, version, cancelledAt: null },
      data: { ...columns, updatedAt: ctx.now, version: { increment: 1 } },
    });
    if (count !== 1) throw staleEvent();
    const after = await tx.calendarEvent.findUniqueOrThrow({ where: { id }, select: shownSelect });
    note({ before: eventFacts(row), after: eventFacts(after) });
    await announce(calendarEvent("calendar.edited", after));
    await wakeWaits(tx, ctx, scopeOfRow(after));
    afterCommit(await tellPlanned(tx, ctx, after, row));
    return presentEvent(ctx, after);
  },
});
