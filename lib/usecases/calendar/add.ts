import "server-only";
import { AddCalendarEvent } from "@/lib/contracts/api/resources/calendar";
import type { Tx } from "@/lib/data/client";
import type { CalendarScope } from "@/lib/domain/calendar/event";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
import type { Context } from "../context";
import { assertStillToCome, assertWithinSelfService, contentColumns, type EventContent } from "./check";
import { calendarEvent, eventFacts, type ShownRow, shownSelect } from "./event-rows";
import { placeTarget, scopeColumns } from "./place";
import { presentEvent } from "./present";
import { tellPlanned } from "./tell";
import { wakeWaits } from "./wake-waits";

/** Puts an event into the calendar; from the commit on, gates see it. Who has planned a change into it is told. */
export const addCalendarEvent = command({
  action: "calendar.add",
  input: AddCalendarEvent,
  target: placeTarget,
  run: async ({ tx, ctx, input, target, announce, afterCommit, note }) => {
    const { level: _level, industry: _i, tenantId: _t, siteId: _s, environmentId: _e, ...content } = input;
    const row = await insertEvent(tx, ctx, { scope: target.row.scope, content });
    note({ eventId: row.id, event: eventFacts(row) });
    await announce(calendarEvent("calendar.added", row));
    if (row.effect === "opens") await wakeWaits(tx, ctx, target.row.scope);
    afterCommit(await tellPlanned(tx, ctx, row));
    return presentEvent(ctx, row);
  },
});

/** Writes one event. Problem `invalid_input`, or `forbidden` beyond the limits of self-service. */
async function insertEvent(
  tx: Tx,
  ctx: Context,
  { scope, content }: { scope: CalendarScope; content: EventContent },
): Promise<ShownRow> {
  if (ctx.actor.kind !== "person") {
    throw new Problem("forbidden", "An event in the calendar has a person who answers for it.");
  }
  const columns = contentColumns(content, ctx.now);
  assertStillToCome(columns);
  const { nextFrom, nextUntil } = columns;
  const next = nextFrom === null || nextUntil === null ? null : { from: nextFrom, until: nextUntil };
  await assertWithinSelfService(tx, ctx, { scope, content, next });
  return tx.calendarEvent.create({
    data: {
      ...columns,
      ...scopeColumns(scope),
      createdById: ctx.actor.id,
      createdAt: ctx.now,
      updatedAt: ctx.now,
    },
    select: shownSelect,
  });
}
