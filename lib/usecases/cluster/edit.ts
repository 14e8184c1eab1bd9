import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { Prisma } from "@/lib/data/generated/client";
import { readMetricsSource } from "@/lib/domain/health/metrics-source";
import { command } from "../command";
import { overtaken } from "../last-edit";
import { type ClusterRow, clusterSelect, presentCluster } from "./present";

/**
 * Sets what a person decides about a cluster: how many operations run there at once, where its Prometheus is, and
 * whether it takes drills of environments that live elsewhere.
 * Nothing is asked of the cluster; `cluster/probe-metrics` does that beforehand.
 */
export const editCluster = command({
  action: "cluster.edit",
  input: API.editCluster.body.extend(API.editCluster.params.shape),
  target: async (tx, { clusterId }) => {
    const row = await tx.cluster.findUnique({ where: { id: clusterId }, select: clusterSelect });
    return (
      row && {
        row,
        scope: { level: "fleet" as const },
        kind: "cluster",
        id: row.id,
        name: row.name,
        tenantId: null,
        environmentId: null,
      }
    );
  },
  run: async ({ tx, ctx, input, target: { row: before }, announce, note }) => {
    const { region, maxOperations, metricsSource, version, takesDrills = before.takesDrills } = input;
    const { count } = await tx.cluster.updateMany({
      where: { id: before.id, version },
      data: {
        region,
        maxOperations,
        takesDrills,
        metricsSource: metricsSource ?? Prisma.DbNull,
        version: { increment: 1 },
      },
    });
    if (count !== 1) throw await overtaken(tx, "cluster.edit", before);
    note({ before: settingsOf(before), after: { region, maxOperations, metricsSource, takesDrills } });
    await announce({
      type: "cluster.edited",
      tenantId: null,
      environmentId: null,
      subject: { kind: "cluster", id: before.id },
    });
    const row = await tx.cluster.findUniqueOrThrow({ where: { id: before.id }, select: clusterSelect });
    return { ...presentCluster(ctx, row), edited: { by: ctx.actor.name, at: ctx.now.toISOString() } };
  },
});

const settingsOf = (row: ClusterRow) => ({
  region: row.region,
  maxOperations: row.maxOperations,
  takesDrills: row.takesDrills,
  metricsSource: readMetricsSource(row.metricsSource),
});
