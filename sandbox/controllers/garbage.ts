import { foregroundFinalizer, orphanFinalizer } from "@/sandbox/api/lifecycle";
import type { Reference } from "@/sandbox/api/owner-index";
import type { KubeObject, Store, StoreEvent } from "@/sandbox/api/store";
import type { OwnerReference } from "@/sandbox/api/types";
import { WorkQueue } from "@/sandbox/controllers/work-queue";

const held = (object: KubeObject, finalizer: string): boolean =>
  object.metadata.deletionTimestamp !== undefined && (object.metadata.finalizers ?? []).includes(finalizer);

/** Removes what lost its owners, and carries out foreground and orphaning deletions. Keys are uids. */
export class GarbageCollector {
  readonly #store: Store;
  readonly #queue: WorkQueue;
  readonly #unsubscribe: () => void;

  constructor(store: Store) {
    this.#store = store;
    this.#queue = new WorkQueue("garbage", (uid) => this.#reconcile(uid));
    this.#unsubscribe = store.subscribe("*", (event) => this.#onEvent(event));
    for (const resource of store.resources()) {
      for (const { metadata } of store.list(resource)) {
        const owned = (metadata.ownerReferences ?? []).length > 0;
        if (owned || metadata.deletionTimestamp !== undefined) this.#queue.add(metadata.uid ?? "");
      }
    }
  }

  stop(): void {
    this.#unsubscribe();
    this.#queue.stop();
  }

  #onEvent({ type, object, previous }: StoreEvent): void {
    const { uid = "", ownerReferences = [] } = object.metadata;
    if (type === "DELETED") {
      for (const dependent of this.#store.owners.dependents(uid)) this.#queue.add(dependent.uid);
      for (const owner of ownerReferences) this.#queue.add(owner.uid);
      return;
    }
    const changed = previous?.metadata.ownerReferences !== object.metadata.ownerReferences;
    const ending = held(object, foregroundFinalizer) || held(object, orphanFinalizer);
    if (ending || (changed && ownerReferences.length > 0)) this.#queue.add(uid);
  }

  #find(reference: Reference | undefined): KubeObject | undefined {
    if (reference === undefined) return undefined;
    return this.#store.get(reference.resource, reference.namespace, reference.name);
  }

  #reconcile(uid: string): void {
    const reference = this.#store.owners.find(uid);
    const object = this.#find(reference);
    if (reference === undefined || object === undefined) return;
    if (held(object, orphanFinalizer)) this.#orphan(reference);
    else if (held(object, foregroundFinalizer)) this.#foreground(reference);
    else if (object.metadata.deletionTimestamp === undefined) this.#checkOwners(reference, object);
  }

  #orphan(owner: Reference): void {
    for (const dependent of this.#store.owners.dependents(owner.uid)) {
      this.#keepOwners(dependent, (reference) => reference.uid !== owner.uid);
    }
    this.#dropFinalizer(owner, orphanFinalizer);
  }

  #foreground(owner: Reference): void {
    const blocking = (): Reference[] =>
      this.#store.owners
        .dependents(owner.uid)
        .filter((dependent) =>
          this.#find(dependent)?.metadata.ownerReferences?.some(
            (reference) => reference.uid === owner.uid && reference.blockOwnerDeletion === true,
          ),
        );
    for (const dependent of this.#store.owners.dependents(owner.uid)) {
      if (this.#find(dependent)?.metadata.deletionTimestamp === undefined) this.#remove(dependent);
    }
    if (blocking().length === 0) this.#dropFinalizer(owner, foregroundFinalizer);
  }

  /** A dependent with dependents of its own goes in the foreground too, so that its owner waits for them all. */
  #remove({ resource, namespace, name, uid }: Reference): void {
    const propagation = this.#store.owners.dependents(uid).length > 0 ? "Foreground" : "Background";
    this.#store.remove(resource, namespace, name, { propagation });
  }

  #checkOwners(reference: Reference, object: KubeObject): void {
    const owners = object.metadata.ownerReferences ?? [];
    if (owners.length === 0) return;
    const present = owners.filter((owner) => this.#store.owners.find(owner.uid) !== undefined);
    const going = present.filter((owner) => {
      const found = this.#find(this.#store.owners.find(owner.uid));
      return found !== undefined && held(found, foregroundFinalizer);
    });
    const solid = present.filter((owner) => !going.includes(owner));
    if (solid.length === owners.length) return;
    if (solid.length > 0) this.#keepOwners(reference, (owner) => solid.some(({ uid }) => uid === owner.uid));
    else if (going.length > 0) this.#remove(reference);
    else this.#store.remove(reference.resource, reference.namespace, reference.name);
  }

  #keepOwners({ resource, namespace, name }: Reference, keep: (owner: OwnerReference) => boolean): void {
    this.#store.update(resource, namespace, name, (current) => {
      const ownerReferences = (current.metadata.ownerReferences ?? []).filter(keep);
      return { ...current, metadata: { ...current.metadata, ownerReferences } };
    });
  }

  #dropFinalizer({ resource, namespace, name }: Reference, finalizer: string): void {
    this.#store.update(resource, namespace, name, (current) => {
      const finalizers = (current.metadata.finalizers ?? []).filter((entry) => entry !== finalizer);
      return { ...current, metadata: { ...current.metadata, finalizers } };
    });
  }
}
