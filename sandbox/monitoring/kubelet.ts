import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { at } from "@/sandbox/api/json";
import { parseQuantity } from "@/sandbox/api/quantity";
import type { KubeObject } from "@/sandbox/api/types";

/** What the node knows of its containers and of the directories behind claims. */
export type Kubelet = {
  usage(): readonly { namespace: string; pod: string; container: string; cpuSeconds: number }[];
  /** Bytes that a claim's files take; null before they were counted, and for a claim nothing was written to. */
  claimBytes(namespace: string, claim: string): number | null;
};

/** Processor time of each container and the room of each claim, with the names and labels of a kubelet. */
export function renderKubelet(kubelet: Kubelet, claims: readonly KubeObject[]): string {
  const cpu = kubelet
    .usage()
    .map(
      ({ namespace, pod, container, cpuSeconds }) =>
        `container_cpu_usage_seconds_total{namespace="${namespace}",pod="${pod}",container="${container}"} ${cpuSeconds}`,
    );
  const volumes = claims.flatMap((claim) => {
    const { namespace = "", name } = claim.metadata;
    const capacity = parseQuantity(at(claim, "spec", "resources", "requests", "storage"));
    const used = kubelet.claimBytes(namespace, name);
    if (capacity === undefined || used === null) return [];
    const labels = `namespace="${namespace}",persistentvolumeclaim="${name}"`;
    return [{ labels, capacity, available: Math.max(0, capacity - used) }];
  });
  return `${[
    "# TYPE container_cpu_usage_seconds_total counter",
    ...cpu,
    "# TYPE kubelet_volume_stats_capacity_bytes gauge",
    ...volumes.map(({ labels, capacity }) => `kubelet_volume_stats_capacity_bytes{${labels}} ${capacity}`),
    "# TYPE kubelet_volume_stats_available_bytes gauge",
    ...volumes.map(({ labels, available }) => `kubelet_volume_stats_available_bytes{${labels}} ${available}`),
  ].join("\n")}\n`;
}

const BLOCK_BYTES = 512;
const AGAIN_MS = 60_000;

/** Bytes the files of a directory take on disk; null when it is not there. Links are not followed. */
export async function bytesIn(directory: string): Promise<number | null> {
  const names = await readdir(directory, { recursive: true }).catch(() => null);
  if (names === null) return null;
  let bytes = 0;
  for (const name of names) {
    // A file may go while others are counted.
    const file = await lstat(join(directory, name)).catch(() => null);
    bytes += (file?.blocks ?? 0) * BLOCK_BYTES;
  }
  return bytes;
}

/** Counts what claims hold when somebody asks, one directory after the other, and each at most once a minute. */
export class ClaimSizes {
  readonly #directoryOf: (namespace: string, claim: string) => string;
  readonly #known = new Map<string, { bytes: number | null; askedAt: number }>();
  #counting: Promise<void> = Promise.resolve();

  constructor(directoryOf: (namespace: string, claim: string) => string) {
    this.#directoryOf = directoryOf;
  }

  bytes(namespace: string, claim: string): number | null {
    const directory = this.#directoryOf(namespace, claim);
    const known = this.#known.get(directory);
    if (known === undefined || Date.now() - known.askedAt > AGAIN_MS) {
      this.#known.set(directory, { bytes: known?.bytes ?? null, askedAt: Date.now() });
      this.#counting = this.#counting.then(async () => {
        const bytes = await bytesIn(directory);
        if (bytes === null) this.#known.delete(directory);
        else this.#known.set(directory, { bytes, askedAt: Date.now() });
      });
    }
    return known?.bytes ?? null;
  }
}
