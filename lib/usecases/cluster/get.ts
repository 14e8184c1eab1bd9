import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { lastEdit } from "../last-edit";
import { found, query } from "../query";
import { clusterSelect, presentCluster } from "./present";

/** One cluster with what was found at its last check. */
export const getCluster = query({
  action: "cluster.read",
  input: API.getCluster.params,
  run: async ({ ctx, scope, input }) => {
    const row = scope.fleet
      ? await ctx.db.prisma.cluster.findUnique({ where: { id: input.clusterId }, select: clusterSelect })
      : null;
    const cluster = presentCluster(ctx, found(row, "cluster"));
    return { ...cluster, edited: await lastEdit(ctx.db.prisma, "cluster.edit", cluster.id) };
  },
});
