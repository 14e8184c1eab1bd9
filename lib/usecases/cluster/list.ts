import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { cursorKey, pageOf, pageSize } from "@/lib/data/page";
import { Problem } from "@/lib/domain/shared/problem";
import { query } from "../query";
import { clusterSelect, presentCluster } from "./present";

/** Registered clusters, by name. Clusters belong to the fleet, not to a tenant. */
export const listClusters = query({
  action: "cluster.read",
  input: API.listClusters.query,
  run: async ({ ctx, scope, input }) => {
    const [name, id] = cursorKey(input.cursor, 2) ?? [];
    if (!scope.fleet) throw new Problem("forbidden", "Clusters are shown to roles over the whole fleet.");
    const rows = await ctx.db.prisma.cluster.findMany({
      where:
        name === undefined || id === undefined
          ? {}
          : { OR: [{ name: { gt: name } }, { name, id: { gt: id } }] },
      select: clusterSelect,
      orderBy: [{ name: "asc" }, { id: "asc" }],
      ...pageSize(input.limit),
    });
    return pageOf(
      rows,
      input.limit,
      ({ name, id }) => [name, id],
      (row) => presentCluster(ctx, row),
    );
  },
});
