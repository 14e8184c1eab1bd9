import "server-only";
import type { LiveEvent } from "@/lib/contracts/events/live";
import type { Tx } from "@/lib/data/client";
import { writeNotices } from "@/lib/data/notices";
import { publishNow } from "@/lib/data/outbox";
import { CALENDAR_KIND_NAMES, type Occurrence } from "@/lib/domain/calendar/event";
import { familyName } from "@/lib/domain/calendar/family";
import { occurrencesBetween } from "@/lib/domain/calendar/occurrences";
import { changeNumber } from "@/lib/domain/change/number";
import { momentIn } from "@/lib/domain/shared/moment";
import { listed } from "@/lib/domain/shared/words";
import type { Context } from "../context";
import { asCalendarEvent } from "./as-event";
import { environmentsUnder } from "./covers";
import type { ShownRow } from "./event-rows";

/** Changes that are looked at when an event is written; later ones find it when they are planned. */
const MOST_CHANGES = 200;

/**
 * Tells whoever asked for a change, and whoever scheduled it, that its planned start falls into an event that blocks or warns. Call it in the
 * transaction that writes the event; what it answers publishes after the commit.
 */
export async function tellPlanned(tx: Tx, ctx: Context, row: ShownRow): Promise<() => Promise<void>> {
  const none = async () => {};
  if (row.effect !== "blocks" && row.effect !== "warns") return none;
  if (row.nextFrom === null || row.cancelledAt !== null) return none;
  const event = asCalendarEvent(row);
  const changes = await tx.change.findMany({
    where: {
      state: { in: ["approved", "scheduled", "submitted", "in_review"] },
      plannedStart: { gte: ctx.now },
      environment: { AND: [environmentsUnder(event.scope), { stage: { in: row.stages } }] },
    },
    select: {
      id: true,
      number: true,
      title: true,
      plannedStart: true,
      tenantId: true,
      environmentId: true,
      requester: { select: { id: true, disabledAt: true } },
      wait: { select: { scheduledBy: { select: { id: true, disabledAt: true } } } },
      environment: { select: { name: true, timeZone: true } },
    },
    orderBy: { plannedStart: "asc" },
    take: MOST_CHANGES,
  });
  const events: LiveEvent[] = [];
  for (const change of changes) {
    const { plannedStart: at, requester, wait } = change;
    const people = [requester, ...(wait === null ? [] : [wait.scheduledBy])].filter(
      ({ disabledAt }) => disabledAt === null,
    );
    if (at === null || people.length === 0) continue;
    const [hit] = occurrencesBetween(event, { from: at, until: new Date(at.getTime() + 1) }, 1);
    if (hit === undefined) continue;
    const told = await writeNotices(
      tx,
      {
        tenantId: change.tenantId,
        environmentId: change.environmentId,
        operationId: null,
        path: `/changes/${change.id}`,
      },
      [...new Set(people.map(({ id }) => id))],
      {
        occasion: `calendar:${row.id}`,
        words: wordsFor(row, { ...change, plannedStart: at }, hit),
        now: ctx.now,
      },
    );
    events.push(...told.events);
  }
  return events.length === 0 ? none : () => publishNow(ctx.db, ctx.ports.channel, events);
}

type Planned = {
  number: number;
  title: string;
  plannedStart: Date;
  environment: { name: string; timeZone: string };
};

function wordsFor(row: ShownRow, change: Planned, hit: Occurrence) {
  const { timeZone, name } = change.environment;
  const what = `${CALENDAR_KIND_NAMES[row.kind]} “${row.title}”`;
  const about =
    row.moduleFamilies.length === 0
      ? ""
      : ` It concerns changes to ${listed(row.moduleFamilies.map(familyName))}.`;
  const verb = row.effect === "blocks" ? "blocks changes" : "asks not to be disturbed";
  return {
    title: `${changeNumber(change.number)} is planned into ${what}`,
    text: `${change.title} shall start at ${name} on ${momentIn(change.plannedStart, timeZone)}. ${what} ${verb} there from ${momentIn(hit.from, timeZone)} until ${momentIn(hit.until, timeZone)}.${about} Plan another time.`,
  };
}
