import "server-only";
import type { EnvironmentBrief } from "@/lib/contracts/api/resources/catalog";
import type { Overview } from "@/lib/contracts/api/resources/overview";
import type { Prisma } from "@/lib/data/generated/client";
import { environmentsIn, holdsIn, ownedIn, tenantsIn } from "@/lib/data/scope";
import { sideBySide } from "@/lib/data/side-by-side";
import type { ReadScope } from "@/lib/domain/access/decide";
import { fleetSentence } from "@/lib/domain/health/fleet";
import { ACTIVE_OPERATION_STATES } from "@/lib/domain/operation/state";
import { alertsForMe } from "../alert/list";
import { failingGates } from "../change/failing";
import { presentChangeBrief } from "../change/present";
import { type ChangeRow, changeInclude } from "../change/rows";
import type { Context } from "../context";
import { healthIs } from "../environment/health-is";
import { presentHold } from "../hold/present";
import { holdInclude, standingAt } from "../hold/rows";
import { loadHolds } from "../hold/standing";
import { incidentsForMe } from "../incident/list";
import { operationInclude, presentOperationBrief } from "../operation/present";
import { Nothing, query } from "../query";
import { presentTenantBrief, tenantInclude } from "../tenant/present";
import { changesForMe, questionsForMe, restoresForMe, trainsForMe } from "./needs";

const SHOWN = 8;
const TENANTS_SHOWN = 50;
const HOLDS_SHOWN = 5;

/** What needs the reader, what runs, how the fleet is: the first page's data in one answer. */
export const getOverview = query({
  action: "catalog.read",
  input: Nothing,
  run: async ({ ctx, scope }): Promise<Overview> => {
    const { alerts, incidents, holds, changes, trains, restores, questions, running, fleet } =
      await sideBySide(ctx.db.prisma, {
        alerts: () => alertsForMe(ctx),
        incidents: () => incidentsForMe(ctx),
        holds: () => standingHolds(ctx, scope),
        changes: () => changesShown(ctx, scope),
        trains: () => trainsForMe(ctx),
        restores: () => restoresForMe(ctx),
        questions: () => questionsForMe(ctx),
        running: () => runningNow(ctx, scope),
        fleet: () => fleetNow(ctx, scope),
      });
    const sentence = fleetSentence({
      decisions: [alerts, incidents, trains, restores].reduce(
        (sum, { total }) => sum + total,
        changes.needsMeTotal + questions.length,
      ),
      running: running.total,
      bad: fleet.counts.bad,
      warning: fleet.counts.warning,
      unknown: fleet.counts.unknown,
      environments: fleet.environmentTotal,
    });
    return {
      at: ctx.now.toISOString(),
      sentence,
      holds: holds.items,
      holdTotal: holds.total,
      alerts: alerts.items,
      alertTotal: alerts.total,
      incidents: incidents.items,
      incidentTotal: incidents.total,
      questions,
      trains: trains.items,
      trainTotal: trains.total,
      restores: restores.items,
      restoreTotal: restores.total,
      running: running.items,
      runningTotal: running.total,
      ...changes,
      ...fleet,
    };
  },
});

/** What has an end comes first, nearest first: reviews that are due or overdue, then planned starts; then whatever waits longest. */
const MOST_PRESSING: Prisma.ChangeOrderByWithRelationInput[] = [
  { reviewDueAt: { sort: "asc", nulls: "last" } },
  { plannedStart: { sort: "asc", nulls: "last" } },
  { updatedAt: "asc" },
  { id: "asc" },
];

/** Changes that wait for the reader and those that moved last; the gates of both are asked at once. */
async function changesShown(ctx: Context, scope: ReadScope) {
  const { prisma } = ctx.db;
  const rows = (where: Prisma.ChangeWhereInput, orderBy: Prisma.ChangeOrderByWithRelationInput[]) =>
    prisma.change.findMany({
      where: { AND: [ownedIn(scope), where] },
      include: changeInclude,
      orderBy,
      take: SHOWN,
    });
  const mine = changesForMe(ctx);
  const { waiting, recent, total } = await sideBySide(prisma, {
    waiting: () => rows(mine, MOST_PRESSING),
    recent: () => rows({}, [{ updatedAt: "desc" }, { id: "desc" }]),
    total: () => prisma.change.count({ where: { AND: [ownedIn(scope), mine] } }),
  });
  const all = new Map([...waiting, ...recent].map((row) => [row.id, row]));
  const failing = await failingGates(prisma, [...all.values()], ctx.now);
  const present = (row: ChangeRow) => presentChangeBrief(ctx, row, failing.get(row.id) ?? 0);
  return { needsMe: waiting.map(present), needsMeTotal: total, recent: recent.map(present) };
}

/** Widest first, then the longest: the enum of levels stands in that order. */
async function standingHolds(ctx: Context, scope: ReadScope) {
  const where = { AND: [holdsIn(scope), standingAt(ctx.now)] };
  const [rows, total] = await Promise.all([
    ctx.db.prisma.hold.findMany({
      where,
      include: holdInclude,
      orderBy: [{ level: "asc" }, { expiresAt: "desc" }, { id: "asc" }],
      take: HOLDS_SHOWN,
    }),
    ctx.db.prisma.hold.count({ where }),
  ]);
  return { items: rows.map((row) => presentHold(ctx, row)), total };
}

async function runningNow(ctx: Context, scope: ReadScope) {
  const where = { AND: [ownedIn(scope), { state: { in: [...ACTIVE_OPERATION_STATES] } }] };
  const [rows, total] = await Promise.all([
    ctx.db.prisma.operation.findMany({
      where,
      include: operationInclude,
      orderBy: { createdAt: "desc" },
      take: SHOWN,
    }),
    ctx.db.prisma.operation.count({ where }),
  ]);
  return { items: rows.map(presentOperationBrief), total };
}

const WEIGHT = { bad: 3, warning: 2, unknown: 1, good: 0 } as const;

/** Needs attention counts as bad, whatever its pods say. */
const weight = (environment: EnvironmentBrief): number =>
  environment.state === "needs_attention" ? WEIGHT.bad : WEIGHT[environment.health];

const worstFirst = (now: Date): readonly Prisma.EnvironmentWhereInput[] => [
  { OR: [healthIs("bad", now), { state: "needs_attention" }] },
  healthIs("warning", now),
  healthIs("unknown", now),
];

/** Which tenants the page shows: those with the worst environment first, then by name, at most a page of them. */
async function worstTenants(ctx: Context, scope: ReadScope): Promise<string[]> {
  const ids: string[] = [];
  const trouble = worstFirst(ctx.now).map((where) => ({
    environments: { some: { AND: [environmentsIn(scope), where] } },
  }));
  for (const where of [...trouble, {}]) {
    const rows = await ctx.db.prisma.tenant.findMany({
      where: { AND: [tenantsIn(scope), where, { id: { notIn: ids } }] },
      select: { id: true },
      orderBy: { name: "asc" },
      take: TENANTS_SHOWN - ids.length,
    });
    ids.push(...rows.map(({ id }) => id));
    if (ids.length >= TENANTS_SHOWN) break;
  }
  return ids;
}

async function fleetNow(ctx: Context, scope: ReadScope) {
  const visible = environmentsIn(scope);
  const shown = await worstTenants(ctx, scope);
  const known = { AND: [visible, { NOT: healthIs("unknown", ctx.now) }] };
  const [tenants, tenantTotal, byHealth, environmentTotal, changing] = await Promise.all([
    ctx.db.prisma.tenant.findMany({
      where: { id: { in: shown } },
      include: tenantInclude(scope),
      orderBy: { name: "asc" },
      take: TENANTS_SHOWN,
    }),
    ctx.db.prisma.tenant.count({ where: tenantsIn(scope) }),
    ctx.db.prisma.environment.groupBy({ by: ["health"], where: known, _count: { _all: true } }),
    ctx.db.prisma.environment.count({ where: visible }),
    ctx.db.prisma.environment.count({ where: { AND: [visible, { state: "changing" }] } }),
  ]);
  const counts = { good: 0, warning: 0, bad: 0, unknown: 0, changing };
  for (const { health, _count } of byHealth) counts[health] = _count._all;
  counts.unknown = Math.max(0, environmentTotal - counts.good - counts.warning - counts.bad);
  const holdsOver = await loadHolds(
    ctx.db.prisma,
    tenants.flatMap(({ environments }) => environments),
    ctx.now,
  );
  const worst = (environments: readonly EnvironmentBrief[]) => Math.max(0, ...environments.map(weight));
  return {
    tenants: tenants
      .map((tenant) => presentTenantBrief(tenant, holdsOver, ctx.now))
      .sort((a, b) => worst(b.environments) - worst(a.environments)),
    tenantTotal,
    environmentTotal,
    counts,
  };
}
