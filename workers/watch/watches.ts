import { holdWatch, registeredClusters, releaseWatches } from "@/lib/data/ledger/watch-rows";
import type { WorkerDeps } from "../deps";
import { ClusterWatch } from "./cluster-watch";

const LEASE_MS = 15_000;

/** The clusters this worker watches: those whose lease it holds. Each cluster is watched by one worker at a time. */
export class Watches {
  readonly #deps: WorkerDeps;
  readonly #watches = new Map<string, ClusterWatch>();
  #stopped = false;

  constructor(deps: WorkerDeps) {
    this.#deps = deps;
  }

  /** Takes, renews and gives up watches as the leases say. Call every few seconds, well within the lease. */
  async tend(): Promise<void> {
    const clusters = await registeredClusters(this.#deps.db);
    const registered = new Set(clusters.map(({ id }) => id));
    for (const id of [...this.#watches.keys()]) if (!registered.has(id)) await this.#end(id);
    for (const { id } of clusters) {
      if (this.#stopped) return;
      const mine = await holdWatch(this.#deps.db, {
        clusterId: id,
        workerId: this.#deps.workerId,
        leaseMs: LEASE_MS,
      });
      if (mine) await this.#begin(id);
      else await this.#end(id);
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all([...this.#watches.keys()].map((id) => this.#end(id)));
    await releaseWatches(this.#deps.db, this.#deps.workerId);
  }

  async #begin(clusterId: string): Promise<void> {
    const watch = this.#watches.get(clusterId) ?? new ClusterWatch(this.#deps, clusterId);
    this.#watches.set(clusterId, watch);
    await watch.refresh();
    watch.start();
  }

  async #end(clusterId: string): Promise<void> {
    const watch = this.#watches.get(clusterId);
    this.#watches.delete(clusterId);
    await watch?.stop();
  }
}
