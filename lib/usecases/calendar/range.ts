import "server-only";
import { API } from "@/lib/contracts/api/registry";
import type { Calendar, CalendarOccurrence } from "@/lib/contracts/api/resources/calendar";
import type { Prisma } from "@/lib/data/generated/client";
import { environmentsIn, tenantsIn } from "@/lib/data/scope";
import type { Action } from "@/lib/domain/access/actions";
import { decide, type ReadScope } from "@/lib/domain/access/decide";
import { contradictions } from "@/lib/domain/calendar/contradictions";
import { clockNote } from "@/lib/domain/calendar/occurrences";
import { formatLocalDate, wallOf } from "@/lib/domain/calendar/wall-clock";
import { Problem } from "@/lib/domain/shared/problem";
import { type Context, grantsOf } from "../context";
import { query } from "../query";
import { eventsAbout, eventsIn } from "./covers";
import { against, entriesIn } from "./entries";
import { type InRange, type Timed, timesIn } from "./in-range";
import { industriesOf } from "./industries";
import { openingsOf } from "./openings";
import { presentEvent } from "./present";

/** The widest range one answer covers, in days: two months. */
const LONGEST_DAYS = 62;
const DAY_MS = 86_400_000;
const NOTHING: Prisma.CalendarEventWhereInput = { id: { in: [] } };

/** What happens between two moments within the reader's scope: events, changes, drills and trains. */
export const getCalendar = query({
  action: "calendar.read",
  input: API.getCalendar.query,
  run: async ({ ctx, scope, input }): Promise<Calendar> => {
    const range = rangeOf(input);
    const db = ctx.db.prisma;
    const about = (await eventsAbout(db, input)) ?? NOTHING;
    const [found, entries, openings] = await Promise.all([
      timesIn(db, { AND: [await eventsIn(db, scope), about] }, range),
      entriesIn(ctx, scope, range, input),
      openingsOf(ctx, scope, input),
    ]);
    const events = [...new Map(found.times.map(({ event }) => [event.id, event])).values()];
    const tenantIds = [
      ...entries.flatMap(({ tenant }) => (tenant === null ? [] : [tenant.id])),
      ...found.rows.flatMap(({ tenantId }) => (tenantId === null ? [] : [tenantId])),
    ];
    const industryOf = await industriesOf(db, tenantIds);
    return {
      from: input.from,
      until: input.until,
      timeZone: await zoneFor(ctx, scope, input),
      events: found.rows.map((row) => presentEvent(ctx, row)),
      occurrences: presentTimes(found, industryOf),
      entries: await against(ctx, entries, events),
      openings,
      more: found.more,
      can: {
        add: somewhere(ctx, "calendar.add"),
        import: somewhere(ctx, "calendar.import"),
        subscribe: somewhere(ctx, "calendar.subscribe"),
      },
    };
  },
});

function rangeOf({ from, until }: { from: string; until: string }): { from: Date; until: Date } {
  const range = { from: new Date(from), until: new Date(until) };
  const days = (range.until.getTime() - range.from.getTime()) / DAY_MS;
  if (days <= 0) throw new Problem("invalid_input", "until: It has to lie after from.");
  if (days > LONGEST_DAYS) {
    throw new Problem("invalid_input", `until: At most ${LONGEST_DAYS} days are shown at once.`);
  }
  return range;
}

/** The narrowest place's clock, as far as the reader sees it; else the reader's own. */
async function zoneFor(
  ctx: Context,
  scope: ReadScope,
  { tenantId, environmentId }: { tenantId?: string | undefined; environmentId?: string | undefined },
): Promise<string> {
  const db = ctx.db.prisma;
  const select = { timeZone: true } as const;
  const place =
    environmentId !== undefined
      ? await db.environment.findFirst({
          where: { AND: [{ id: environmentId }, environmentsIn(scope)] },
          select,
        })
      : tenantId !== undefined
        ? await db.tenant.findFirst({ where: { AND: [{ id: tenantId }, tenantsIn(scope)] }, select })
        : null;
  const row = place ?? (await db.user.findUnique({ where: { id: ctx.actor.id }, select }));
  return row?.timeZone ?? "UTC";
}

function somewhere(ctx: Context, action: Action) {
  const grants = grantsOf(ctx.actor);
  const decisions = grants.map(({ role, scope }) => decide([{ role, scope }], action, scope));
  const able = decisions.some(({ allow }) => allow);
  const [first] = decisions;
  const reason = first !== undefined && !first.allow ? first.reason : "You have no role here.";
  return { allowed: able, reason: able ? null : reason };
}

function presentTimes({ times }: InRange, industryOf: (id: string) => string | null): CalendarOccurrence[] {
  const conflicts = contradictions(times.map((timed) => standingOf(timed, industryOf)));
  return times.map(({ event, occurrence: { from, until } }, index) => ({
    eventId: event.id,
    from: from.toISOString(),
    until: until.toISOString(),
    day: formatLocalDate(wallOf(event.zone, from.getTime())),
    note: clockNote(event, { from, until }),
    conflicts: [...(conflicts[index] ?? [])],
  }));
}

const standingOf = ({ event, occurrence }: Timed, industryOf: (id: string) => string | null) => ({
  eventId: event.id,
  kind: event.kind,
  effect: event.effect,
  title: event.title,
  scope: event.scope,
  industry: "tenantId" in event.scope ? industryOf(event.scope.tenantId) : null,
  ...occurrence,
});
