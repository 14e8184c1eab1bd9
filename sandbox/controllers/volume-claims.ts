import { at, record } from "@/sandbox/api/json";
import type { KubeObject, Store } from "@/sandbox/api/store";
import { keyOf, placeOf, WorkQueue } from "@/sandbox/controllers/work-queue";

/** Binds every volume claim at once: the sandbox's volumes are directories of the node. */
export class VolumeClaimController {
  readonly #store: Store;
  readonly #queue: WorkQueue;
  readonly #unsubscribe: () => void;

  constructor(store: Store) {
    this.#store = store;
    this.#queue = new WorkQueue("volume claim", (key) => this.#bind(key));
    this.#unsubscribe = store.subscribe("persistentvolumeclaims", ({ object }) => this.#enqueue(object));
    for (const claim of store.list("persistentvolumeclaims")) this.#enqueue(claim);
  }

  stop(): void {
    this.#unsubscribe();
    this.#queue.stop();
  }

  #enqueue(claim: KubeObject): void {
    this.#queue.add(keyOf(claim.metadata.namespace, claim.metadata.name));
  }

  #bind(key: string): void {
    const { namespace, name } = placeOf(key);
    this.#store.update("persistentvolumeclaims", namespace, name, (claim) => {
      const capacity = record(at(claim, "spec", "resources", "requests"));
      if (at(claim, "status", "phase") === "Bound") return undefined;
      return {
        ...claim,
        spec: { ...record(claim["spec"]), volumeName: `pvc-${claim.metadata.uid ?? name}` },
        status: { phase: "Bound", accessModes: at(claim, "spec", "accessModes") ?? [], capacity },
      };
    });
  }
}
