import { createClusters } from "@/lib/adapters/kubernetes/clusters";
import type { ClusterConnection } from "@/lib/ports/cluster";
import { testKubeconfigText } from "./cluster-contract";

export type TestCluster = {
  cluster: ClusterConnection;
  /** The sandbox simulates pods and is near; a real cluster fetches images and starts processes. */
  isSandbox: boolean;
  /** Milliseconds: a whole test, a change to become visible, a failing rollout to be called failed; then all tests. */
  limits: { test: number; change: number; failure: number; file: number };
};

/** Opens the cluster and asks which kind it is. Every limit is only reached by what went wrong. */
export async function openTestCluster(): Promise<TestCluster> {
  const cluster = createClusters({ loadKubeconfig: async () => null }).openKubeconfig(testKubeconfigText());
  const { serverVersion } = await cluster.check(AbortSignal.timeout(30_000));
  const isSandbox = serverVersion.includes("sandbox");
  const limits = isSandbox
    ? { test: 60_000, change: 5_000, failure: 10_000, file: 120_000 }
    : { test: 300_000, change: 60_000, failure: 120_000, file: 1_800_000 };
  return { cluster, isSandbox, limits };
}
