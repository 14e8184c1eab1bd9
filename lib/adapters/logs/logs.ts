import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import type { LogsSource } from "@/lib/domain/log/source";
import type { ClusterLogs, Clusters, LoggedContainer } from "@/lib/ports/cluster";
import type { LogLine, Logs } from "@/lib/ports/logs";
import { readLoki } from "./loki";
import { containersOf, readPods, stampedLine } from "./pod-logs";

/** A connection that breaks is taken up so often in a row. */
const TRIES = 5;
const PAUSE_MS = 1_000;

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
    async follow({ clusterId, namespace }, { pod, onLine }, signal) {
      try {
        const { logs } = await clusters.open(clusterId);
        const { containers } = await containersOf(logs, namespace, pod, signal);
        await Promise.all(containers.map((of) => followOne(logs, namespace, of, { onLine, signal })));
      } catch (error) {
        // Told to stop while it began: that is an end like any other.
        if (!signal.aborted) throw error;
      }
    },
  };
}

type Following = { onLine(line: LogLine): void; signal: AbortSignal };

/** Follows one container from now on; after a broken connection from its last line on. */
async function followOne(
  logs: ClusterLogs,
  namespace: string,
  { pod, container }: LoggedContainer,
  { onLine, signal }: Following,
): Promise<void> {
  let last = new Date();
  for (let tries = 0; tries < TRIES && !signal.aborted; tries += 1) {
    const seen = last;
    const sinceSeconds = Math.max(1, Math.ceil((Date.now() - last.getTime()) / 1_000));
    try {
      const take = (text: string) => {
        const line = stampedLine(text, { pod, container });
        if (line === null || line.at <= seen) return;
        last = line.at;
        tries = 0;
        onLine(line);
      };
      await logs.follow({ namespace, pod, container }, { sinceSeconds, onLine: take, signal });
      return;
    } catch {
      // The connection broke, or the pod is just beginning; the reader's own limit ends this.
      await sleep(PAUSE_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
