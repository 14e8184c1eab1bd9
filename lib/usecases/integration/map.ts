import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { environmentsIn, tenantsIn } from "@/lib/data/scope";
import { found, query } from "../query";
import { integrationInclude, presentBrief } from "./rows";

const TENANTS = 200;
const SHOWN = 200;

/** What the workflows, systems and environments of a tenant depend on; without a tenant that of the first that has any. */
export const getIntegrationMap = query({
  action: "catalog.read",
  input: API.getIntegrationMap.query,
  run: async ({ ctx, scope, input: { tenantId } }) => {
    const tenants = await ctx.db.prisma.tenant.findMany({
      where: tenantsIn(scope),
      select: { id: true, name: true, _count: { select: { integrations: true } } },
      orderBy: { name: "asc" },
      take: TENANTS,
    });
    const named = tenants.map(({ id, name }) => ({ id, name }));
    const first = tenants.find(({ _count }) => _count.integrations > 0) ?? tenants[0];
    const wanted = tenantId ?? first?.id;
    const tenant = found(named.find(({ id }) => id === wanted) ?? null, "tenant");
    const where = { tenantId: tenant.id, environment: environmentsIn(scope) };
    const rows = await ctx.db.prisma.integration.findMany({
      where,
      include: integrationInclude,
      orderBy: [{ system: "asc" }, { name: "asc" }, { id: "asc" }],
      take: SHOWN,
    });
    const all = rows.length < SHOWN ? rows.length : await ctx.db.prisma.integration.count({ where });
    return {
      tenant,
      tenants: named,
      items: rows.map((row) => presentBrief(row, ctx.now)),
      more: all - rows.length,
    };
  },
});
