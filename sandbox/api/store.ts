import { admit } from "@/sandbox/api/admission";
import { Collection } from "@/sandbox/api/collection";
import { ApiError, alreadyExists, conflict, notFound } from "@/sandbox/api/errors";
import { History } from "@/sandbox/api/history";
import { clone, freeze } from "@/sandbox/api/json";
import {
  foregroundFinalizer,
  graceOf,
  marked,
  mayVanish,
  merged,
  orphanFinalizer,
  unchanged,
  withNewMetadata,
} from "@/sandbox/api/lifecycle";
import { OwnerIndex } from "@/sandbox/api/owner-index";
import { Catalog } from "@/sandbox/api/resources";
import type { KubeObject, ResourceType, StoreEvent } from "@/sandbox/api/types";

export type { KubeObject, StoreEvent } from "@/sandbox/api/types";

export type Propagation = "Background" | "Foreground" | "Orphan";

export type RemoveOptions = {
  gracePeriodSeconds?: number;
  /** A kubelet confirms that a terminated pod is gone. */
  force?: boolean;
  propagation?: Propagation;
  dryRun?: boolean;
};

type Listener = (event: StoreEvent) => void;
type Change = { type: ResourceType; event: StoreEvent };

/**
 * The objects of one sandbox cluster. Objects handed out are shared and frozen: change them through `update`.
 * Listeners hear of a change after it happened, in the order of the changes.
 */
export class Store {
  readonly catalog = new Catalog();
  readonly owners = new OwnerIndex();
  readonly #collections = new Map<string, Collection>();
  readonly #histories = new Map<string, History>();
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #pending: Change[] = [];
  #delivering = false;
  #revision = 1;

  /** The version of the latest change, one sequence over all types. */
  get revision(): number {
    return this.#revision;
  }

  history(resource: string): History {
    const known = this.#histories.get(resource);
    if (known !== undefined) return known;
    const created = new History(this.catalog.find(resource)?.custom === undefined ? 0 : this.#revision);
    this.#histories.set(resource, created);
    return created;
  }

  list(resource: string, namespace?: string): KubeObject[] {
    return this.#collection(resource).list(namespace);
  }

  get(resource: string, namespace: string | undefined, name: string): KubeObject | undefined {
    return this.#collection(resource).get(namespace, name);
  }

  /** The keys of every type that has or had objects. */
  resources(): string[] {
    return [...this.#collections.keys()];
  }

  count(resource: string, namespace: string): number {
    return this.#collection(resource).count(namespace);
  }

  /** Throws ApiError: 409 AlreadyExists, 404 without its namespace, 403 over quota or while terminating. */
  create(resource: string, object: KubeObject, options: { dryRun?: boolean } = {}): KubeObject {
    return this.insert(resource, this.prepare(resource, object), options);
  }

  /** The object with its system metadata and defaults, not stored yet. */
  prepare(resource: string, object: KubeObject): KubeObject {
    const type = this.catalog.demand(resource);
    const prepared = withNewMetadata(type, object);
    if (
      prepared.metadata.name !== "" &&
      this.get(resource, prepared.metadata.namespace, prepared.metadata.name)
    ) {
      throw alreadyExists(type, prepared.metadata.name);
    }
    return admit(type, prepared, this);
  }

  /** Stores what `prepare` returned. */
  insert(resource: string, prepared: KubeObject, options: { dryRun?: boolean } = {}): KubeObject {
    const type = this.catalog.demand(resource);
    if (options.dryRun) return freeze(prepared);
    return this.#put(type, prepared, "ADDED");
  }

  /**
   * Read-modify-write; `mutate` gets a deep copy and returns the new object, or undefined to leave it.
   * Answers the stored object, or undefined when there is none. Status writes do not raise the generation.
   */
  update(
    resource: string,
    namespace: string | undefined,
    name: string,
    mutate: (current: KubeObject) => KubeObject | undefined,
    options: { subresource?: "status"; dryRun?: boolean } = {},
  ): KubeObject | undefined {
    const type = this.catalog.demand(resource);
    const current = this.get(resource, namespace, name);
    if (current === undefined) return undefined;
    const proposed = mutate(clone(current));
    if (proposed === undefined) return current;
    const next = merged(type, current, proposed, options.subresource === "status");
    if (unchanged(current, next)) return current;
    if (options.dryRun) return freeze(next);
    if (mayVanish(type, next)) {
      this.#drop(type, next);
      return freeze(next);
    }
    return this.#put(type, next, "MODIFIED", current);
  }

  /** Throws ApiError 404. Answers the object as it is then, and whether it is gone already. */
  remove(
    resource: string,
    namespace: string | undefined,
    name: string,
    options: RemoveOptions = {},
  ): { object: KubeObject; gone: boolean } {
    const type = this.catalog.demand(resource);
    const current = this.get(resource, namespace, name);
    if (current === undefined) throw notFound(type, name);
    const grace = options.force ? 0 : graceOf(type, current, options.gracePeriodSeconds);
    const next = marked(type, current, { grace, finalizer: finalizerFor(options.propagation) });
    const gone = mayVanish(type, next);
    if (options.dryRun) return { object: current, gone };
    if (gone) {
      this.#drop(type, current);
      return { object: current, gone };
    }
    if (unchanged(current, next)) return { object: current, gone };
    return { object: this.#put(type, next, "MODIFIED", current), gone };
  }

  /** Takes an object out whatever holds it; only for the end of a type or namespace. */
  discard(resource: string, object: KubeObject): void {
    this.#drop(this.catalog.demand(resource), object);
  }

  /** "*" hears of every type. Returns the function that ends the subscription. */
  subscribe(resource: string, listener: Listener): () => void {
    const listeners = this.#listeners.get(resource) ?? new Set<Listener>();
    listeners.add(listener);
    this.#listeners.set(resource, listeners);
    return () => void listeners.delete(listener);
  }

  /** Fills an empty store from a snapshot without telling anyone; versions go on increasing from there. */
  restore(revision: number, objects: Iterable<{ resource: string; object: KubeObject }>): void {
    if (this.#revision > 1)
      throw new ApiError(500, "InternalError", "a store can only be restored while empty");
    this.#revision = Math.max(this.#revision, revision);
    for (const { resource, object } of objects) {
      this.#collection(resource).put(freeze(object));
      this.owners.add(resource, object);
    }
    for (const type of this.catalog.all()) this.#histories.set(type.key, new History(this.#revision));
  }

  #collection(resource: string): Collection {
    const known = this.#collections.get(resource);
    if (known !== undefined) return known;
    const created = new Collection();
    this.#collections.set(resource, created);
    return created;
  }

  #put(
    type: ResourceType,
    object: KubeObject,
    kind: "ADDED" | "MODIFIED",
    previous?: KubeObject,
  ): KubeObject {
    this.#revision += 1;
    const stored = freeze({
      ...object,
      metadata: { ...object.metadata, resourceVersion: String(this.#revision) },
    });
    if (kind === "ADDED" && this.get(type.key, object.metadata.namespace, object.metadata.name)) {
      throw alreadyExists(type, object.metadata.name);
    }
    if (previous !== undefined) this.owners.remove(previous);
    this.#collection(type.key).put(stored);
    this.owners.add(type.key, stored);
    this.#announce({
      type,
      event: {
        type: kind,
        resource: type.key,
        object: stored,
        ...(previous === undefined ? {} : { previous }),
      },
    });
    return stored;
  }

  #drop(type: ResourceType, object: KubeObject): void {
    const current = this.get(type.key, object.metadata.namespace, object.metadata.name);
    if (current === undefined) return;
    if (current.metadata.uid !== object.metadata.uid) throw conflict(type, object.metadata.name);
    this.#revision += 1;
    this.#collection(type.key).remove(current);
    this.owners.remove(current);
    const last = freeze({
      ...object,
      metadata: { ...object.metadata, resourceVersion: String(this.#revision) },
    });
    this.#announce({ type, event: { type: "DELETED", resource: type.key, object: last, previous: current } });
  }

  #announce(change: Change): void {
    this.history(change.type.key).record(this.#revision, change.event);
    this.#pending.push(change);
    if (this.#delivering) return;
    this.#delivering = true;
    try {
      for (let next = this.#pending.shift(); next !== undefined; next = this.#pending.shift()) {
        const heard = [...(this.#listeners.get(next.type.key) ?? []), ...(this.#listeners.get("*") ?? [])];
        for (const listener of heard) tell(listener, next.event);
      }
    } finally {
      this.#delivering = false;
    }
  }
}

/** One listener's mistake must not keep the change from the others. */
function tell(listener: Listener, event: StoreEvent): void {
  try {
    listener(event);
  } catch (error) {
    const { kind, metadata } = event.object;
    console.error(`sandbox: a listener failed on ${event.type} ${kind} ${metadata.name}`, error);
  }
}

function finalizerFor(propagation: Propagation | undefined): string | undefined {
  if (propagation === "Foreground") return foregroundFinalizer;
  return propagation === "Orphan" ? orphanFinalizer : undefined;
}
