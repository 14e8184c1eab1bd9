import "server-only";
import type { CalendarEntry } from "@/lib/contracts/api/resources/calendar";
import { ownedIn } from "@/lib/data/scope";
import type { ReadScope } from "@/lib/domain/access/decide";
import { CALENDAR_KIND_NAMES, type CalendarEvent } from "@/lib/domain/calendar/event";
import { occurrencesBetween } from "@/lib/domain/calendar/occurrences";
import type { Stage } from "@/lib/domain/catalog/stage";
import { changeNumber } from "@/lib/domain/change/number";
import { drillNumber } from "@/lib/domain/drill/state";
import { trainNumber } from "@/lib/domain/train/number";
import type { Context } from "../context";

type Range = { from: Date; until: Date };
type Narrowed = { tenantId?: string | undefined; environmentId?: string | undefined };
type Entry = CalendarEntry & { environmentStage: Stage | null };

/** Of each kind, in one range. */
const MOST = 200;

const place = {
  tenant: { select: { id: true, name: true } },
  environment: { select: { id: true, name: true, timeZone: true, stage: true } },
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
): Promise<readonly Entry[]> {
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
  return rows.flatMap(({ plannedStart, environment, ...row }): Entry[] =>
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
            environmentStage: environment.stage,
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
    ({ environment, ...row }): Entry => ({
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
      environmentStage: null,
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
  return rows.flatMap((row): Entry[] =>
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
            environmentStage: null,
          },
        ],
  );
}

const ownedEnvironments = (scope: ReadScope) => ({
  OR: [{ tenantId: { in: [...scope.tenantIds] } }, { id: { in: [...scope.environmentIds] } }],
});

export type Reach = (event: CalendarEvent, environmentId: string, tenantId: string) => boolean;

/** Says of each planned change what blocks it at its start; `reaches` says whether an event counts there. */
export function against(
  entries: readonly Entry[],
  events: readonly CalendarEvent[],
  reaches: Reach,
): CalendarEntry[] {
  const blocking = events.filter(({ effect }) => effect === "blocks");
  return entries.map(({ environmentStage: stage, ...entry }) => {
    const { environment, tenant } = entry;
    if (entry.kind !== "change" || environment === null || tenant === null || stage === null) return entry;
    const at = new Date(entry.from);
    const moment = { from: at, until: new Date(at.getTime() + 1) };
    const hit = blocking.find(
      (event) =>
        event.stages.includes(stage) &&
        reaches(event, environment.id, tenant.id) &&
        occurrencesBetween(event, moment, 1).length > 0,
    );
    return hit === undefined
      ? entry
      : { ...entry, against: `${CALENDAR_KIND_NAMES[hit.kind]} “${hit.title}” blocks changes then.` };
  });
}
