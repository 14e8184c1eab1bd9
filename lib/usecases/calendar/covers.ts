import "server-only";
import type { Tx } from "@/lib/data/client";
import type { Prisma } from "@/lib/data/generated/client";
import { environmentsIn, tenantsIn } from "@/lib/data/scope";
import type { ReadScope } from "@/lib/domain/access/decide";
import type { CalendarScope } from "@/lib/domain/calendar/event";

/** Environments an event of this scope counts for, as SQL: the rule of `reliesOn` for sites. */
export function environmentsUnder(scope: CalendarScope): Prisma.EnvironmentWhereInput {
  switch (scope.level) {
    case "fleet":
      return {};
    case "industry":
      return { tenant: { industry: scope.industry } };
    case "tenant":
      return { tenantId: scope.tenantId };
    case "site":
      return {
        tenantId: scope.tenantId,
        OR: [
          { sites: { some: { siteId: scope.siteId } } },
          { tenant: { sites: { some: { id: scope.siteId, environments: { none: {} } } } } },
        ],
      };
    case "environment":
      return { id: scope.environmentId };
  }
}

/** Industries a reader can have: more tenants than this in different ones no reader has. */
const MOST_INDUSTRIES = 200;

/**
 * Events that concern what a read scope covers, as SQL: the fleet's, those of the tenants' industries, of tenants and
 * sites around covered environments, and the covered environments' own.
 */
export async function eventsIn(db: Tx, scope: ReadScope): Promise<Prisma.CalendarEventWhereInput> {
  if (scope.fleet) return {};
  const tenants = await db.tenant.findMany({
    where: tenantsIn(scope),
    distinct: ["industry"],
    select: { industry: true },
    take: MOST_INDUSTRIES,
  });
  if (tenants.length === 0) return { id: { in: [] } };
  return {
    OR: [
      { level: "fleet" },
      { level: "industry", industry: { in: tenants.map(({ industry }) => industry) } },
      { level: { in: ["tenant", "site"] }, tenant: tenantsIn(scope) },
      { level: "environment", environment: environmentsIn(scope) },
    ],
  };
}

type Narrowed = { tenantId?: string | undefined; environmentId?: string | undefined };

/** Events that concern one tenant or one environment, wider ones included, as SQL; null when there is no such thing. */
export async function eventsAbout(
  db: Tx,
  { tenantId, environmentId }: Narrowed,
): Promise<Prisma.CalendarEventWhereInput | null> {
  if (environmentId !== undefined) {
    const environment = await db.environment.findUnique({
      where: { id: environmentId },
      select: { tenantId: true, tenant: { select: { industry: true } } },
    });
    if (environment === null) return null;
    const { tenantId: owner, tenant } = environment;
    return {
      OR: [
        { level: "fleet" },
        { level: "industry", industry: tenant.industry },
        { level: "tenant", tenantId: owner },
        {
          level: "site",
          tenantId: owner,
          site: { OR: [{ environments: { none: {} } }, { environments: { some: { environmentId } } }] },
        },
        { level: "environment", environmentId },
      ],
    };
  }
  if (tenantId === undefined) return {};
  const tenant = await db.tenant.findUnique({ where: { id: tenantId }, select: { industry: true } });
  if (tenant === null) return null;
  return { OR: [{ level: "fleet" }, { level: "industry", industry: tenant.industry }, { tenantId }] };
}
