import "server-only";
import { type Cluster, Privilege } from "@/lib/contracts/api/resources/platform";
import type { Prisma } from "@/lib/data/generated/client";
import { decide } from "@/lib/domain/access/decide";
import { readMetricsSource } from "@/lib/domain/health/metrics-source";
import { type Context, grantsOf } from "../context";

export const clusterSelect = {
  id: true,
  name: true,
  region: true,
  server: true,
  serverVersion: true,
  reachability: true,
  reachabilityNote: true,
  privileges: true,
  checkedAt: true,
  maxOperations: true,
  metricsSource: true,
  takesDrills: true,
  version: true,
  _count: { select: { environments: true } },
} satisfies Prisma.ClusterSelect;

export type ClusterRow = Prisma.ClusterGetPayload<{ select: typeof clusterSelect }>;

export function presentCluster(ctx: Context, row: ClusterRow): Cluster {
  const may = (action: "cluster.check" | "cluster.edit") => {
    const decision = decide(grantsOf(ctx.actor), action, { level: "fleet" });
    return { allowed: decision.allow, reason: decision.allow ? null : decision.reason };
  };
  return {
    id: row.id,
    name: row.name,
    region: row.region,
    server: row.server,
    serverVersion: row.serverVersion,
    reachability: row.reachability,
    reachabilityNote: row.reachabilityNote,
    checkedAt: row.checkedAt?.toISOString() ?? null,
    environmentCount: row._count.environments,
    privileges: Privilege.array().parse(row.privileges),
    maxOperations: row.maxOperations,
    metricsSource: readMetricsSource(row.metricsSource),
    takesDrills: row.takesDrills,
    version: row.version,
    can: { check: may("cluster.check"), edit: may("cluster.edit") },
  };
}

/** The context a sealed kubeconfig is bound to. */
export const sealContext = (clusterName: string): string => `cluster/${clusterName}`;
