import "server-only";
import type { Tx } from "@/lib/data/client";
import type { CalendarEvent } from "@/lib/domain/calendar/event";
import { reliesOn } from "@/lib/domain/calendar/site";
import type { Reach } from "./entries";

/** Sites events name, in one answer. */
const MOST_SITES = 1_000;

/** One look at tenants and sites; the answer says whether an event counts for an environment. */
export async function loadReach(
  db: Tx,
  events: readonly CalendarEvent[],
  tenantIds: readonly string[],
): Promise<{ reaches: Reach; industryOf: (tenantId: string) => string | null }> {
  const tenants = await db.tenant.findMany({
    where: { id: { in: [...new Set(tenantIds)] } },
    select: { id: true, industry: true },
  });
  const siteIds = events.flatMap(({ scope }) => (scope.level === "site" ? [scope.siteId] : []));
  const sites = await db.site.findMany({
    where: { id: { in: [...new Set(siteIds)] } },
    select: { id: true, environments: { select: { environmentId: true } } },
    take: MOST_SITES,
  });
  const industries = new Map(tenants.map(({ id, industry }) => [id, industry]));
  const relied = new Map(
    sites.map(({ id, environments }) => [id, environments.map(({ environmentId }) => environmentId)]),
  );
  const reaches: Reach = ({ scope }, environmentId, tenantId) => {
    switch (scope.level) {
      case "fleet":
        return true;
      case "industry":
        return industries.get(tenantId) === scope.industry;
      case "tenant":
        return scope.tenantId === tenantId;
      case "site":
        return scope.tenantId === tenantId && reliesOn(relied.get(scope.siteId) ?? [], environmentId);
      case "environment":
        return scope.environmentId === environmentId;
    }
  };
  return { reaches, industryOf: (tenantId) => industries.get(tenantId) ?? null };
}
