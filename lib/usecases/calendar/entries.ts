import "server-only";
import type { CalendarEntry } from "@/lib/contracts/api/resources/calendar";
import { ownedIn } from "@/lib/data/scope";
import type { ReadScope } from "@/lib/domain/access/decide";
import { CALENDAR_KIND_NAMES, type CalendarEvent } from "@/lib/domain/calendar/event";
import { changeNumber } from "@/lib/domain/change/number";
import { drillNumber } from "@/lib/domain/drill/state";
import { trainNumber } from "@/lib/domain/train/number";
import { loadFactsOfMany } from "../change/facts-of-many";
import type { Context } from "../context";
import { meets } from "./meets";

type Range = { from: Date; until: Date };
type Narrowed = { tenantId?: string | undefined; environmentId?: string | undefined };

/** Of each kind, in one range. */
const MOST = 200;

const place = {
  tenant: { select: { id: true, name: true } },
  environment: { select: { id: true, name: true, timeZone: true } },
} as const;

const narrowed = ({ tenantId, environmentId }: Narrowed) => ({
  ...(tenantId === undefined ? {} : { tenantId }),
  ...(environmentId === undefined ? {} : { environmentId }),
});

/** What Holdfast does or plans in a range: changes by their planned start, drills, trains under way. */
export async function entriesIn(
  ctx: Context,
  scope: ReadScope,
  range: Range,
  about: Narrowed,
): Promise<readonly CalendarEntry[]> {
  const [changes, drills, trains] = await Promise.all([
    changesIn(ctx, scope, range, about),
    drillsIn(ctx, scope, range, about),
    trainsIn(ctx, scope, range, about),
  ]);
  return [...changes, ...drills, ...trains].toSorted((one, other) => one.from.localeCompare(other.from));
}

async function changesIn(ctx: Context, scope: ReadScope, { from, until }: Range, about: Narrowed) {
  const rows = await ctx.db.prisma.change.findMany({
    where: {
      AND: [
        ownedIn(scope),
        narrowed(about),
        { plannedStart: { gte: from, lt: until }, state: { notIn: ["rejected", "cancelled"] } },
      ],
    },
    select: { id: true, number: true, title: true, state: true, plannedStart: true, ...place },
    orderBy: { plannedStart: "asc" },
    take: MOST,
  });
  return rows.flatMap(({ plannedStart, environment, ...row }): CalendarEntry[] =>
    plannedStart === null
      ? []
      : [
          {
            kind: "change",
            id: row.id,
            title: `${changeNumber(row.number)} ${row.title}`,
            from: plannedStart.toISOString(),
            until: null,
            tenant: row.tenant,
            environment: { id: environment.id, name: environment.name },
            timeZone: environment.timeZone,
            state: row.state.replaceAll("_", " "),
            against: null,
          },
        ],
  );
}

async function drillsIn(ctx: Context, scope: ReadScope, { from, until }: Range, about: Narrowed) {
  const rows = await ctx.db.prisma.drill.findMany({
    where: { AND: [ownedIn(scope), narrowed(about), { createdAt: { gte: from, lt: until } }] },
    select: {
      id: true,
      number: true,
      state: true,
      createdAt: true,
      operation: { select: { finishedAt: true } },
      ...place,
    },
    orderBy: { createdAt: "asc" },
    take: MOST,
  });
  return rows.map(
    ({ environment, ...row }): CalendarEntry => ({
      kind: "drill",
      id: row.id,
      title: `${drillNumber(row.number)} ${environment.name}`,
      from: row.createdAt.toISOString(),
      until: row.operation.finishedAt?.toISOString() ?? null,
      tenant: row.tenant,
      environment: { id: environment.id, name: environment.name },
      timeZone: environment.timeZone,
      state: row.state,
      against: null,
    }),
  );
}

async function trainsIn(ctx: Context, scope: ReadScope, { from, until }: Range, about: Narrowed) {
  const cars = {
    some: { AND: [scope.fleet ? {} : { environment: ownedEnvironments(scope) }, narrowed(about)] },
  };
  const rows = await ctx.db.prisma.train.findMany({
    where: {
      startedAt: { lt: until },
      OR: [{ finishedAt: null }, { finishedAt: { gte: from } }],
      cars,
    },
    select: { id: true, number: true, title: true, state: true, startedAt: true, finishedAt: true },
    orderBy: { startedAt: "asc" },
    take: MOST,
  });
  return rows.flatMap((row): CalendarEntry[] =>
    row.startedAt === null
      ? []
      : [
          {
            kind: "train",
            id: row.id,
            title: `${trainNumber(row.number)} ${row.title}`,
            from: row.startedAt.toISOString(),
            until: row.finishedAt?.toISOString() ?? null,
            tenant: null,
            environment: null,
            timeZone: "UTC",
            state: row.state,
            against: null,
          },
        ],
  );
}

const ownedEnvironments = (scope: ReadScope) => ({
  OR: [{ tenantId: { in: [...scope.tenantIds] } }, { id: { in: [...scope.environmentIds] } }],
});

/** Says of each planned change that has not started what blocks it before its expected end. */
export async function against(
  ctx: Context,
  entries: readonly CalendarEntry[],
  events: readonly CalendarEvent[],
): Promise<CalendarEntry[]> {
  const blocking = events.filter(({ effect }) => effect === "blocks");
  const ids =
    blocking.length === 0 ? [] : entries.filter(({ kind }) => kind === "change").map(({ id }) => id);
  const changes = await ctx.db.prisma.change.findMany({
    where: { id: { in: ids }, state: { in: ["draft", "submitted", "in_review", "approved", "scheduled"] } },
    take: MOST,
  });
  const asked = changes.map((subject) => ({ subject, moment: "draft" as const }));
  const known = [...(await loadFactsOfMany(ctx.db.prisma, asked, ctx.now))];
  const hits = new Map(
    known.flatMap(([{ id, plannedStart }, facts]) => {
      const hit = blocking.find(
        (event) => plannedStart !== null && meets(event, plannedStart, facts) !== null,
      );
      return hit === undefined ? [] : [[id, hit] as const];
    }),
  );
  return entries.map((entry) => {
    const hit = entry.kind === "change" ? hits.get(entry.id) : undefined;
    return hit === undefined
      ? entry
      : { ...entry, against: `${CALENDAR_KIND_NAMES[hit.kind]} “${hit.title}” blocks changes then.` };
  });
}
