import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { cursorPage, pageOf } from "@/lib/data/page";
import { Problem } from "@/lib/domain/shared/problem";
import { query } from "../query";
import { clusterSelect, presentCluster } from "./present";

/** Registered clusters, by name. Clusters belong to the fleet, not to a tenant. */
export const listClusters = query({
  action: "cluster.read",
  input: API.listClusters.query,
  run: async ({ ctx, scope, input }) => {
    if (!scope.fleet) throw new Problem("forbidden", "Clusters are shown to roles over the whole fleet.");
    const rows = await ctx.db.prisma.cluster.findMany({
      select: clusterSelect,
      orderBy: [{ name: "asc" }, { id: "asc" }],
      ...cursorPage(input),
    });
    return pageOf(rows, input.limit, (row) => presentCluster(ctx, row));
  },
});
