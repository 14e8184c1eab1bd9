import "server-only";
import { Problem } from "@/lib/domain/shared/problem";
import type { ClusterConnection, Clusters } from "@/lib/ports/cluster";
import { checkCluster } from "./check";
import { waitForJob } from "./job";
import { createWatches } from "./kinds";
import { readKubeconfig } from "./kubeconfig";
import { createClusterLogs } from "./namespace-logs";
import { createObjects } from "./objects";
import { watchPods } from "./pods";
import { waitForRollout } from "./rollout";
import { createServiceCalls } from "./services";
import type { WatchTiming } from "./shared-watch";
import { Transport } from "./transport";

const MAX_CONNECTIONS = 500;

/**
 * Opens clusters by kubeconfig. One connection (with its pool and its watches) is kept per server and credential;
 * when `loadKubeconfig` gives other credentials than before, the next `open` uses them.
 */
export function createClusters(options: {
  /** The kubeconfig of a registered cluster and its context (null is the current one); null for an unknown id. */
  loadKubeconfig(clusterId: string): Promise<{ kubeconfig: string; context: string | null } | null>;
  timing?: WatchTiming;
}): Clusters {
  const kept = new Map<string, ClusterConnection>();

  const openKubeconfig = (kubeconfig: string, context?: string): ClusterConnection => {
    const access = readKubeconfig(kubeconfig, context);
    const known = kept.get(access.fingerprint);
    if (known !== undefined) return known;
    const opened = connect(new Transport(access), options.timing);
    // The oldest is only forgotten: whoever still holds it goes on, its idle sockets close by themselves.
    const oldest = kept.size >= MAX_CONNECTIONS ? kept.keys().next().value : undefined;
    if (oldest !== undefined) kept.delete(oldest);
    kept.set(access.fingerprint, opened);
    return opened;
  };

  return {
    async open(clusterId) {
      const loaded = await options.loadKubeconfig(clusterId);
      if (loaded === null) throw new Problem("not_found", "There is no such cluster.");
      return openKubeconfig(loaded.kubeconfig, loaded.context ?? undefined);
    },
    openKubeconfig,
  };
}

function connect(transport: Transport, timing: WatchTiming | undefined): ClusterConnection {
  const watches = createWatches(transport, timing);
  const deps = { transport, watches };
  return {
    objects: createObjects(transport),
    services: createServiceCalls(transport),
    logs: createClusterLogs(transport),
    waits: {
      rollout: (namespace, deployments, each) => waitForRollout(deps, namespace, deployments, each),
      job: (namespace, name, each) => waitForJob(deps, namespace, name, each),
      pods: (each) => watchPods(watches.pods, each),
    },
    check: (signal) => checkCluster(transport, signal),
  };
}
