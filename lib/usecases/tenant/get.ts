import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { environmentsIn, tenantsIn } from "@/lib/data/scope";
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
          sites: {
            orderBy: { name: "asc" },
            include: {
              environments: {
                where: { environment: environmentsIn(scope) },
                select: { environment: { select: { id: true, name: true } } },
                take: 50,
              },
            },
          },
          roleBindings: { include: { user: { select: { id: true, name: true } } }, take: 100 },
        },
      }),
      "tenant",
    );
    return {
      ...presentTenantBrief(row, await loadHolds(ctx.db.prisma, row.environments, ctx.now), ctx.now),
      costCentre: row.costCentre,
      contactName: row.contactName,
      contactEmail: row.contactEmail,
      sites: row.sites.map(({ id, name, kind, city, timeZone, people, environments }) => ({
        id,
        name,
        kind,
        city,
        timeZone,
        people,
        environments: environments.map(({ environment }) => environment),
      })),
      people: row.roleBindings.map(({ user, role }) => ({
        id: user.id,
        name: user.name,
        role: ROLE_NAMES[role],
      })),
    };
  },
});
