import "server-only";
import { type CalendarImport, ImportCalendar } from "@/lib/contracts/api/resources/calendar-file";
import type { Tx } from "@/lib/data/client";
import { lockCalendarImport } from "@/lib/data/locks";
import { decide } from "@/lib/domain/access/decide";
import type { CalendarScope } from "@/lib/domain/calendar/event";
import { upcomingOf } from "@/lib/domain/calendar/occurrences";
import { isZone } from "@/lib/domain/calendar/wall-clock";
import { type CalendarFile, readFile } from "@/lib/domain/icalendar/file";
import {
  type ImportedContent,
  type Known,
  keptUid,
  type Planned,
  planImport,
} from "@/lib/domain/icalendar/import";
import { faultSentence } from "@/lib/domain/icalendar/read";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
import { type Context, grantsOf } from "../context";
import { query } from "../query";
import { calendarEvent, type ShownRow, shownSelect } from "./event-rows";
import { placeTarget, scopeColumns } from "./place";
import { tellPlanned } from "./tell";
import { wakeWaits } from "./wake-waits";

/** What one answer lists; the counts are of all. */
const SHOWN = 200;
/** Events whose planned changes are told of; who imports more sees them in the calendar. */
const MOST_TOLD = 100;

type Asked = { text: string; kind: ImportedContent["kind"]; zone: string };

/** What an import would do. Writes nothing; refuses whoever may not import there. */
export const previewCalendarImport = query({
  action: "calendar.read",
  input: ImportCalendar,
  run: async ({ ctx, input }) => {
    const target = await placeTarget(ctx.db.prisma, input);
    const decision = target && decide(grantsOf(ctx.actor), "calendar.import", target.scope);
    if (target === null || (decision?.allow === false && decision.reveal === "nothing")) {
      throw new Problem("not_found", "There is no such place, or it is not yours to see.");
    }
    if (decision?.allow === false) throw new Problem("forbidden", decision.reason);
    return resultOf(await planFor(ctx.db.prisma, ctx, target.row.scope, input), false);
  },
});

/** Takes the events of a file over: what is refused stays out, the rest is written in one transaction. */
export const importCalendar = command({
  action: "calendar.import",
  input: ImportCalendar,
  target: placeTarget,
  run: async ({ tx, ctx, input, target, announce, afterCommit, note }) => {
    if (ctx.actor.kind !== "person")
      throw new Problem("forbidden", "An import has a person who answers for it.");
    await lockCalendarImport(tx);
    const { scope } = target.row;
    const plan = await planFor(tx, ctx, scope, input);
    let told = 0;
    for (const one of plan) {
      const row = await apply(tx, ctx, scope, one);
      if (row === null) continue;
      await announce(calendarEvent("calendar.imported", row));
      if (told >= MOST_TOLD) continue;
      told += 1;
      afterCommit(await tellPlanned(tx, ctx, row));
    }
    const result = resultOf(plan, true);
    const { create, change, cancel } = result.counts;
    if (create + change + cancel > 0) await wakeWaits(tx, ctx, scope);
    note({ counts: result.counts, kind: input.kind, zone: input.zone });
    return result;
  },
});

async function planFor(
  db: Tx,
  ctx: Context,
  scope: CalendarScope,
  { text, kind, zone }: Asked,
): Promise<readonly Planned[]> {
  if (!isZone(zone)) throw new Problem("invalid_input", `zone: “${zone}” is no time zone.`);
  const file = readFile(text);
  if (!file.ok) throw new Problem("invalid_input", faultSentence(file.error));
  return planImport(file.value, await knownEvents(db, scope, file.value), { kind, zone, now: ctx.now });
}

const OWN_UID = /^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})@holdfast$/;

/** What stands under the file's UIDs in this very place; the same UID somewhere else is another's. */
async function knownEvents(
  db: Tx,
  scope: CalendarScope,
  file: CalendarFile,
): Promise<ReadonlyMap<string, Known>> {
  const uids = file.events.map(keptUid);
  const ownIds = uids.flatMap((uid) => OWN_UID.exec(uid)?.[1] ?? []);
  const rows = await db.calendarEvent.findMany({
    where: { ...scopeColumns(scope), OR: [{ icalUid: { in: uids } }, { id: { in: ownIds } }] },
    select: shownSelect,
    orderBy: { createdAt: "asc" },
  });
  return new Map(
    rows.map((row) => [
      row.icalUid ?? `${row.id}@holdfast`,
      { id: row.id, content: contentOf(row), cancelled: row.cancelledAt !== null },
    ]),
  );
}

const contentOf = (row: ShownRow): ImportedContent => ({
  kind: row.kind,
  effect: row.effect,
  title: row.title,
  reason: row.reason,
  moduleFamilies: row.moduleFamilies,
  stages: row.stages,
  zone: row.zone,
  start: row.localStart,
  durationMinutes: row.durationMinutes,
  recurrence: row.recurrence,
  exceptions: row.exceptions,
});

/** Writes what was planned for one event; null when nothing is. */
async function apply(tx: Tx, ctx: Context, scope: CalendarScope, one: Planned): Promise<ShownRow | null> {
  switch (one.outcome) {
    case "create":
      return tx.calendarEvent.create({
        data: {
          ...columnsOf(one.content, ctx.now),
          ...scopeColumns(scope),
          icalUid: one.uid,
          createdById: ctx.actor.id,
          createdAt: ctx.now,
          updatedAt: ctx.now,
        },
        select: shownSelect,
      });
    case "change":
      return tx.calendarEvent.update({
        where: { id: one.id },
        data: { ...columnsOf(one.content, ctx.now), updatedAt: ctx.now, version: { increment: 1 } },
        select: shownSelect,
      });
    case "cancel":
      return tx.calendarEvent.update({
        where: { id: one.id },
        data: {
          cancelledAt: ctx.now,
          cancelledById: ctx.actor.id,
          cancelReason: "Cancelled by an imported calendar.",
          nextFrom: null,
          nextUntil: null,
          updatedAt: ctx.now,
          version: { increment: 1 },
        },
        select: shownSelect,
      });
    case "same":
    case "refuse":
      return null;
  }
}

function columnsOf({ start, ...content }: ImportedContent, now: Date) {
  const next = upcomingOf({ start, ...content }, now);
  return { ...content, localStart: start, nextFrom: next?.from ?? null, nextUntil: next?.until ?? null };
}

function resultOf(plan: readonly Planned[], applied: boolean): CalendarImport {
  const counts = { create: 0, change: 0, cancel: 0, same: 0, refuse: 0 };
  for (const { outcome } of plan) counts[outcome] += 1;
  return {
    applied,
    counts,
    events: plan
      .slice(0, SHOWN)
      .map(({ line, uid, title, outcome, sentence }) => ({ line, uid, title, outcome, sentence })),
    more: plan.length > SHOWN,
  };
}
