import "server-only";
import type { Alerting, AlertRoute, Rota } from "@/lib/contracts/api/resources/alert";
import type { Tx } from "@/lib/data/client";
import type { Prisma } from "@/lib/data/generated/client";
import { ownedIn } from "@/lib/data/scope";
import { sideBySide } from "@/lib/data/side-by-side";
import { type ReadScope, readScope, type Scope } from "@/lib/domain/access/decide";
import { comingWeeks } from "@/lib/domain/alert/rota";
import { alertNumber } from "@/lib/domain/alert/state";
import { type Context, grantsOf } from "../context";
import { Nothing, query } from "../query";
import { canDo, presentDelivery, sentInclude } from "./present";

const MOST = 200;
const WEEKS = 5;
const named = { select: { id: true, name: true } } as const;

/** Of its messages only those about what the reader sees: a route over all tenants carries alerts of others too. */
const routeInclude = (scope: ReadScope) =>
  ({
    tenant: named,
    rota: named,
    deliveries: { where: seenBy(scope), orderBy: { createdAt: "desc" }, take: 1, include: sentInclude },
  }) satisfies Prisma.AlertRouteInclude;
type RouteRow = Prisma.AlertRouteGetPayload<{ include: ReturnType<typeof routeInclude> }>;

const seenBy = (scope: ReadScope): Prisma.AlertDeliveryWhereInput =>
  scope.fleet
    ? {}
    : { OR: [{ alert: ownedIn(scope) }, { route: { tenantId: { in: [...scope.tenantIds] } } }] };

export const scopeOfRoute = ({ tenantId }: { tenantId: string | null }): Scope =>
  tenantId === null ? { level: "fleet" } : { level: "tenant", tenantId };

function presentRoute(ctx: Context, row: RouteRow): AlertRoute {
  const { id, tenant, channel, target, rota, name, tiers, afterMinutes, workHours, enabled, version } = row;
  const [last] = row.deliveries;
  return {
    ...{ id, tenant, channel, target, rota, name, tiers, afterMinutes, workHours, enabled, version },
    signed: row.sealedSecret !== null,
    last: last === undefined ? null : presentDelivery(last),
    can: { edit: canDo(ctx, "alert_route.edit", scopeOfRoute(row), null) },
  };
}

type RotaRow = Prisma.OnCallRotaGetPayload<{ include: { tenant: typeof named } }>;

function presentRota(ctx: Context, row: RotaRow, names: ReadonlyMap<string, string>): Rota {
  const person = (id: string) => ({ id, name: names.get(id) ?? "Somebody who has left" });
  const { id, tenant, name, timeZone, startsAt, memberIds, version } = row;
  return {
    ...{ id, tenant, name, timeZone, startsAt, version },
    members: memberIds.map(person),
    weeks: comingWeeks(row, ctx.now, WEEKS).map(({ memberId, from, until }) => ({
      person: person(memberId),
      ...{ from: from.toISOString(), until: until.toISOString() },
    })),
    can: { edit: canDo(ctx, "alert_route.edit", scopeOfRoute(row), null) },
  };
}

type Owned = { tenantId: null } | { tenantId: { in: string[] } } | { tenant: Prisma.TenantWhereInput };

/** Those of a tenant that the scope covers, or has an environment of, and everybody's. */
function concerning(scope: ReadScope): { OR?: Owned[] } {
  if (scope.fleet) return {};
  const environments = { some: { id: { in: [...scope.environmentIds] } } };
  const covers = scope.tenantIds.length + scope.environmentIds.length > 0;
  return {
    OR: [
      ...(covers ? [{ tenantId: null }] : []),
      { tenantId: { in: [...scope.tenantIds] } },
      { tenant: { environments } },
    ],
  };
}

async function sentIn(tx: Tx, scope: ReadScope) {
  const rows = await tx.alertDelivery.findMany({
    where: seenBy(scope),
    include: { ...sentInclude, alert: { select: { id: true, number: true } } },
    orderBy: { createdAt: "desc" },
    take: 50,
  });
  return rows.map((row) => ({
    ...presentDelivery(row),
    alert: row.alert && { id: row.alert.id, number: alertNumber(row.alert.number) },
  }));
}

/** For whom routes may be written, and by whom weeks may be taken. */
async function placesFor(ctx: Context, tx: Tx) {
  const { fleet, tenantIds } = readScope(grantsOf(ctx.actor), "alert_route.edit");
  const tenants = await tx.tenant.findMany({
    where: fleet ? {} : { id: { in: [...tenantIds] } },
    ...named,
    orderBy: [{ name: "asc" }, { id: "asc" }],
    take: 100,
  });
  const everybody = canDo(ctx, "alert_route.edit", { level: "fleet" }, null);
  const may = fleet || tenantIds.length > 0;
  const people = may
    ? await tx.user.findMany({
        where: {
          disabledAt: null,
          roleBindings: fleet
            ? { some: {} }
            : { some: { OR: [{ level: "fleet" }, { tenantId: { in: [...tenantIds] } }] } },
        },
        ...named,
        orderBy: [{ name: "asc" }, { id: "asc" }],
        take: MOST,
      })
    : [];
  return { places: { everybody, tenants }, people };
}

const inUse = { removedAt: null };

/** Routes, rotas and newest messages as the reader may see them. */
export async function presentAlerting(ctx: Context, tx: Tx): Promise<Alerting> {
  const scope = readScope(grantsOf(ctx.actor), "alert_route.read");
  const where = concerning(scope);
  const { routes, rotas, deliveries, rest } = await sideBySide(tx, {
    routes: () =>
      tx.alertRoute.findMany({
        where: { AND: [where, inUse] },
        include: routeInclude(scope),
        orderBy: [{ tenantId: { sort: "asc", nulls: "first" } }, { afterMinutes: "asc" }, { id: "asc" }],
        take: MOST,
      }),
    rotas: () =>
      tx.onCallRota.findMany({
        where: { AND: [where, inUse] },
        include: { tenant: named },
        orderBy: { name: "asc" },
        take: 100,
      }),
    deliveries: () => sentIn(tx, scope),
    rest: () => placesFor(ctx, tx),
  });
  const members = [...new Set(rotas.flatMap(({ memberIds }) => memberIds))];
  const people = await tx.user.findMany({ where: { id: { in: members } }, ...named });
  const names = new Map(people.map(({ id, name }) => [id, name]));
  return {
    routes: routes.map((row) => presentRoute(ctx, row)),
    rotas: rotas.map((row) => presentRota(ctx, row, names)),
    deliveries,
    ...rest,
  };
}

export const getAlerting = query({
  action: "alert_route.read",
  input: Nothing,
  run: ({ ctx }) => presentAlerting(ctx, ctx.db.prisma),
});
