import { at, equal, record } from "@/sandbox/api/json";
import { quotaUsage } from "@/sandbox/api/quota";
import type { Store } from "@/sandbox/api/store";
import { WorkQueue } from "@/sandbox/controllers/work-queue";

/** Keeps the status of resource quotas at what is in use. Keys are namespaces. */
export class QuotaController {
  readonly #store: Store;
  readonly #queue: WorkQueue;
  readonly #unsubscribe: () => void;

  constructor(store: Store) {
    this.#store = store;
    this.#queue = new WorkQueue("quota", (namespace) => this.#reconcile(namespace));
    this.#unsubscribe = store.subscribe("*", ({ object }) => {
      const { namespace } = object.metadata;
      if (namespace !== undefined && store.count("resourcequotas", namespace) > 0) this.#queue.add(namespace);
    });
    for (const quota of store.list("resourcequotas")) this.#queue.add(quota.metadata.namespace ?? "");
  }

  stop(): void {
    this.#unsubscribe();
    this.#queue.stop();
  }

  #reconcile(namespace: string): void {
    for (const quota of this.#store.list("resourcequotas", namespace)) {
      const status = { hard: record(at(quota, "spec", "hard")), used: quotaUsage(quota, this.#store) };
      if (equal(status, quota["status"])) continue;
      const change = (current: typeof quota) => ({ ...current, status });
      this.#store.update("resourcequotas", namespace, quota.metadata.name, change, { subresource: "status" });
    }
  }
}
