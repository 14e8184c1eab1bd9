import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { containing } from "@/lib/data/containing";
import { cursorKey, pageOf, pageSize } from "@/lib/data/page";
import { tenantsIn } from "@/lib/data/scope";
import { loadHolds } from "../hold/standing";
import { query } from "../query";
import { presentTenantBrief, tenantInclude } from "./present";

/** Tenants within the reader's scope, by name. */
export const listTenants = query({
  action: "catalog.read",
  input: API.listTenants.query,
  run: async ({ ctx, scope, input }) => {
    const [name, id] = cursorKey(input.cursor, 2) ?? [];
    const rows = await ctx.db.prisma.tenant.findMany({
      where: {
        AND: [
          name === undefined || id === undefined
            ? {}
            : { OR: [{ name: { gt: name } }, { name, id: { gt: id } }] },
          tenantsIn(scope),
          input.search === undefined ? {} : { name: containing(input.search) },
        ],
      },
      include: tenantInclude(scope),
      orderBy: [{ name: "asc" }, { id: "asc" }],
      ...pageSize(input.limit),
    });
    const environments = rows.flatMap((row) => row.environments);
    const holdsOver = await loadHolds(ctx.db.prisma, environments, ctx.now);
    return pageOf(
      rows,
      input.limit,
      ({ name, id }) => [name, id],
      (row) => presentTenantBrief(row, holdsOver, ctx.now),
    );
  },
});
