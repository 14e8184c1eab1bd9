import "server-only";
import type { LogsSource } from "@/lib/domain/log/source";
import type { Clusters } from "@/lib/ports/cluster";
import type { Logs } from "@/lib/ports/logs";
import { PodFollower } from "./follow-pods";
import { readLoki } from "./loki";
import { readPods } from "./pod-logs";

/** Logs from each cluster's Loki where it has one, else from the pods; what is followed live always comes from the pods. */
export function createLogs(
  clusters: Clusters,
  options: {
    /** Where the cluster keeps its logs; null when only the pods have them. */
    loadLogsSource(clusterId: string): Promise<LogsSource | null>;
  },
): Logs {
  return {
    async read({ clusterId, namespace }, question, signal) {
      const source = await options.loadLogsSource(clusterId);
      const connection = await clusters.open(clusterId);
      if (source !== null) return readLoki(connection, source, { namespace, question, signal });
      return readPods(connection.logs, namespace, question, signal);
    },
    async follow({ clusterId, namespace }, listener, signal) {
      try {
        const { logs } = await clusters.open(clusterId);
        await new PodFollower({ logs, namespace, listener, signal }).run();
      } catch (error) {
        // Told to stop while it began: that is an end like any other.
        if (!signal.aborted) throw error;
      }
    },
  };
}
