import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { tenantsIn } from "@/lib/data/scope";
import { ROLE_NAMES } from "@/lib/domain/access/roles";
import { loadHolds } from "../hold/standing";
import { found, query } from "../query";
import { presentTenantBrief, tenantInclude } from "./present";

/** One tenant: its sites, environments and people bound to it (at most 100). */
export const getTenant = query({
  action: "catalog.read",
  input: API.getTenant.params,
  run: async ({ ctx, scope, input }) => {
    const row = found(
      await ctx.db.prisma.tenant.findFirst({
        where: { AND: [{ id: input.tenantId }, tenantsIn(scope)] },
        include: {
          ...tenantInclude(scope),
          sites: { orderBy: { name: "asc" } },
          roleBindings: { include: { user: { select: { id: true, name: true } } }, take: 100 },
        },
      }),
      "tenant",
    );
    return {
      ...presentTenantBrief(row, await loadHolds(ctx.db.prisma, row.environments, ctx.now)),
      costCentre: row.costCentre,
      contactName: row.contactName,
      contactEmail: row.contactEmail,
      sites: row.sites.map(({ id, name, kind, city, timeZone }) => ({ id, name, kind, city, timeZone })),
      people: row.roleBindings.map(({ user, role }) => ({
        id: user.id,
        name: user.name,
        role: ROLE_NAMES[role],
      })),
    };
  },
});
