import "server-only";
import type { Database } from "@/lib/data/client";
import { type MetricsSource, readMetricsSource } from "@/lib/domain/health/metrics-source";

/** Where the Prometheus of a registered cluster is; null when it has none, or for an unknown id. */
export const metricsSourceLoader =
  (db: Database) =>
  async (clusterId: string): Promise<MetricsSource | null> => {
    const select = { metricsSource: true };
    const row = await db.prisma.cluster.findUnique({ where: { id: clusterId }, select });
    return readMetricsSource(row?.metricsSource);
  };
