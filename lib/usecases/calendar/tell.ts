import "server-only";
import type { LiveEvent } from "@/lib/contracts/events/live";
import type { Tx } from "@/lib/data/client";
import { writeNotices } from "@/lib/data/notices";
import { publishNow } from "@/lib/data/outbox";
import { CALENDAR_KIND_NAMES, type CalendarEvent, type Occurrence } from "@/lib/domain/calendar/event";
import { familyName } from "@/lib/domain/calendar/family";
import { occurrencesBetween } from "@/lib/domain/calendar/occurrences";
import { calendarOf, standing } from "@/lib/domain/calendar/standing";
import { changeNumber } from "@/lib/domain/change/number";
import { touchedModules } from "@/lib/domain/policy/calendar";
import { momentIn } from "@/lib/domain/shared/moment";
import { listed } from "@/lib/domain/shared/words";
import type { ChangeFacts } from "../change/facts";
import { loadFactsOfMany } from "../change/facts-of-many";
import type { Context } from "../context";
import { asCalendarEvent } from "./as-event";
import { environmentsUnder } from "./covers";
import type { ShownRow } from "./event-rows";
import { meets } from "./meets";

/** Changes that are looked at when an event is written; later ones find it when they are planned. */
const MOST_CHANGES = 200;

/** So far after its start a change is looked at against an event, in milliseconds: two days, longer than any takes. */
const LONGEST_MS = 2 * 86_400_000;

/**
 * Tells whoever asked for a change, and whoever scheduled it, that an event which was written, edited, cancelled or skipped stands against it: it
 * blocks or warns somewhere between its planned start and its expected end, or leaves its start without the window it
 * had. `before` is the event as it was. Call it in the transaction that writes; what it answers publishes after the commit.
 */
export async function tellPlanned(
  tx: Tx,
  ctx: Context,
  row: ShownRow,
  before: ShownRow | null = null,
): Promise<() => Promise<void>> {
  const [event, old] = [asCalendarEvent(row), before === null ? null : asCalendarEvent(before)];
  const none = async () => {};
  if (row.effect === "informs" && (old === null || old.effect === "informs")) return none;
  const changes = await tx.change.findMany({
    where: {
      state: { in: ["approved", "scheduled", "submitted", "in_review"] },
      plannedStart: { gte: ctx.now },
      environment: {
        AND: [environmentsUnder(event.scope), { stage: { in: [...row.stages, ...(before?.stages ?? [])] } }],
      },
    },
    include: {
      requester: { select: { id: true, disabledAt: true } },
      wait: { select: { scheduledBy: { select: { id: true, disabledAt: true } } } },
      environment: { select: { name: true, timeZone: true } },
    },
    orderBy: { plannedStart: "asc" },
    take: MOST_CHANGES,
  });
  const near = changes.filter(
    ({ plannedStart }) => plannedStart !== null && isNear(event, old, plannedStart),
  );
  const known = await loadFactsOfMany(
    tx,
    near.map((subject) => ({ subject, moment: "draft" as const })),
    ctx.now,
  );
  const events: LiveEvent[] = [];
  for (const [change, facts] of known) {
    const { plannedStart: at, tenantId, environmentId } = change;
    const people = toldOf(change);
    if (at === null || people.length === 0) continue;
    const hit = meets(event, at, facts);
    if (hit === null && !isShutOut({ event, old, at, now: ctx.now }, facts)) continue;
    const planned = { ...change, plannedStart: at };
    const words = hit === null ? shutOutWords(row, planned) : wordsFor(row, planned, hit);
    const where = { tenantId, environmentId, operationId: null, path: `/changes/${change.id}` };
    const told = await writeNotices(tx, where, people, {
      ...{ occasion: `calendar:${row.id}`, words, now: ctx.now },
    });
    events.push(...told.events);
  }
  return events.length === 0 ? none : () => publishNow(ctx.db, ctx.ports.channel, events);
}

type Person = { id: string; disabledAt: Date | null };

/** Who asked for it and who scheduled it, as far as they still sign in. */
function toldOf({ requester, wait }: { requester: Person; wait: { scheduledBy: Person } | null }): string[] {
  const people = [requester, ...(wait === null ? [] : [wait.scheduledBy])];
  return [...new Set(people.filter(({ disabledAt }) => disabledAt === null).map(({ id }) => id))];
}

/** Spares looking into changes that an event cannot be about: one that opens or opened may be about any. */
function isNear(event: CalendarEvent, old: CalendarEvent | null, at: Date): boolean {
  if (event.effect === "opens" || old?.effect === "opens") return true;
  const until = new Date(at.getTime() + LONGEST_MS);
  return event.cancelledAt === null && occurrencesBetween(event, { from: at, until }, 1).length > 0;
}

/** Whether a window that came, moved or went left the start without one. */
function isShutOut(
  { event, old, at, now }: { event: CalendarEvent; old: CalendarEvent | null; at: Date; now: Date },
  facts: ChangeFacts,
): boolean {
  if (event.effect !== "opens" && old?.effect !== "opens") return false;
  const { events, complete, place } = facts.calendar;
  const subject = { place, modules: touchedModules(facts) };
  const isOpen = (all: readonly CalendarEvent[]) =>
    standing(calendarOf({ events: all, complete }, subject, now), at).open;
  const others = events.filter(({ id }) => id !== event.id);
  return isOpen(old === null ? others : [...others, old]) && !isOpen(events);
}

function shutOutWords(row: ShownRow, { number, title, plannedStart, environment }: Planned) {
  const { timeZone, name } = environment;
  const what = `${CALENDAR_KIND_NAMES[row.kind]} “${row.title}”`;
  return {
    title: `${changeNumber(number)} is planned outside the maintenance windows`,
    text: `${title} shall start at ${name} on ${momentIn(plannedStart, timeZone)}. Since ${what} was changed, no maintenance window is open there then. Plan another time.`,
  };
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
