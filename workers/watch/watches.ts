import { holdWatch, registeredClusters, releaseWatches, renewWatches } from "@/lib/data/ledger/watch-rows";
import type { WorkerDeps } from "../deps";
import { ClusterWatch } from "./cluster-watch";

const LEASE_MS = 15_000;
/** Within a pass over many clusters too, which may take longer than a lease. */
const RENEW_MS = 4_000;

/** The clusters this worker watches: those whose lease it holds. Each cluster is watched by one worker at a time. */
export class Watches {
  readonly #deps: WorkerDeps;
  readonly #watches = new Map<string, ClusterWatch>();
  #renewedAt = 0;
  #stopped = false;

  constructor(deps: WorkerDeps) {
    this.#deps = deps;
  }

  /** Takes, renews and gives up watches as the leases say. Call every few seconds, well within the lease. */
  async tend(): Promise<void> {
    const { db, workerId } = this.#deps;
    await this.#renew();
    const clusters = await registeredClusters(db);
    const registered = new Set(clusters.map(({ id }) => id));
    for (const id of [...this.#watches.keys()]) if (!registered.has(id)) await this.#end(id);
    for (const { id: clusterId } of clusters) {
      if (this.#stopped) return;
      if (performance.now() - this.#renewedAt >= RENEW_MS) await this.#renew();
      const mine =
        this.#watches.has(clusterId) || (await holdWatch(db, { clusterId, workerId, leaseMs: LEASE_MS }));
      if (mine) await this.#begin(clusterId);
    }
  }

  /** Something turned there that the heads of its environments' pages tell; whoever else watches it sees it in seconds. */
  async look(clusterId: string): Promise<void> {
    await this.#watches.get(clusterId)?.refresh();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all([...this.#watches.keys()].map((id) => this.#end(id)));
    await releaseWatches(this.#deps.db, this.#deps.workerId);
  }

  /** Renews all leases first of all, and ends the watches that are no longer this worker's. */
  async #renew(): Promise<void> {
    const began = performance.now();
    const held = await renewWatches(this.#deps.db, { workerId: this.#deps.workerId, leaseMs: LEASE_MS });
    this.#renewedAt = began;
    await Promise.all([...this.#watches.keys()].filter((id) => !held.has(id)).map((id) => this.#end(id)));
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
