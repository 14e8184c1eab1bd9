import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import { MANAGED_BY } from "@/lib/domain/manifest/spec";
import type { KubernetesObject } from "./shapes";
import type { Transport } from "./transport";
import { VersionGone, type WatchEvent, watchEvents } from "./watch-stream";

export type WatchListener = {
  /** Something in this namespace was added, changed or removed. */
  onNamespace(namespace: string): void;
  /** A complete list arrived; `namespaces` are all that have objects, or had some before it. */
  onListed?(namespaces: ReadonlySet<string>): void;
  onReachable?(): void;
  onUnreachable?(cause: string): void;
};

export type WatchTiming = { resyncMs: number; silenceMs: number; lingerMs: number; retryMs: number };
export const WATCH_TIMING: WatchTiming = {
  resyncMs: 60_000,
  silenceMs: 30_000,
  lingerMs: 15_000,
  retryMs: 500,
};
const SELECTOR = `${MANAGED_BY}=holdfast`;
const PAGE = 500;
const MAX_PAGES = 100;
const MAX_RETRY_MS = 10_000;

/**
 * All objects of one kind in one cluster that carry Holdfast's label, kept current by one watch however many listen.
 * Begins with the first listener and ends a little after the last. Lists anew every minute, so that a watch that lost
 * something without noticing is wrong for a minute at most.
 */
export class SharedWatch<T extends KubernetesObject> {
  readonly #transport: Transport;
  readonly #path: string;
  readonly #timing: WatchTiming;
  readonly #listeners = new Set<WatchListener>();
  #byNamespace = new Map<string, Map<string, T>>();
  #state: "starting" | "reachable" | { unreachable: string } = "starting";
  #listed = false;
  #stop: AbortController | null = null;
  #linger: NodeJS.Timeout | null = null;

  constructor(transport: Transport, path: string, timing: WatchTiming = WATCH_TIMING) {
    this.#transport = transport;
    this.#path = path;
    this.#timing = timing;
  }

  /** True once a complete list arrived; before, an absent object means nothing. */
  get synced(): boolean {
    return this.#listed;
  }

  namespaces(): Iterable<string> {
    return this.#byNamespace.keys();
  }

  inNamespace(namespace: string): readonly T[] {
    return [...(this.#byNamespace.get(namespace)?.values() ?? [])];
  }

  find(namespace: string, name: string): T | undefined {
    return this.#byNamespace.get(namespace)?.get(name);
  }

  /** A listener that comes later is told the present state in the next turn. Returns how to leave. */
  subscribe(listener: WatchListener): () => void {
    this.#listeners.add(listener);
    if (this.#linger !== null) clearTimeout(this.#linger);
    this.#linger = null;
    if (this.#stop === null) this.#begin();
    else queueMicrotask(() => this.#catchUp(listener));
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0 || this.#linger !== null) return;
      this.#linger = setTimeout(() => this.#end(), this.#timing.lingerMs);
      this.#linger.unref();
    };
  }

  #catchUp(listener: WatchListener): void {
    if (!this.#listeners.has(listener) || this.#state === "starting") return;
    if (this.#state !== "reachable") {
      listener.onUnreachable?.(this.#state.unreachable);
      return;
    }
    listener.onReachable?.();
    listener.onListed?.(new Set(this.#byNamespace.keys()));
  }

  #begin(): void {
    this.#stop = new AbortController();
    void this.#run(this.#stop.signal);
  }

  #end(): void {
    this.#stop?.abort();
    this.#stop = null;
    this.#linger = null;
    this.#state = "starting";
    this.#listed = false;
    this.#byNamespace = new Map();
  }

  async #run(signal: AbortSignal): Promise<void> {
    let retryMs = this.#timing.retryMs;
    while (!signal.aborted) {
      try {
        const version = await this.#list(signal);
        retryMs = this.#timing.retryMs;
        await this.#follow(version, signal);
      } catch (error) {
        if (signal.aborted) return;
        this.#tellUnreachable(error instanceof Error ? error.message : "unknown cause");
        await sleep(retryMs * (0.5 + Math.random()), undefined, { signal }).catch(() => undefined);
        retryMs = Math.min(retryMs * 2, MAX_RETRY_MS);
      }
    }
  }

  /** Replaces everything by a complete list and returns its version. */
  async #list(signal: AbortSignal): Promise<string> {
    const fresh = new Map<string, Map<string, T>>();
    let version = "";
    let next: string | undefined;
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const query = { labelSelector: SELECTOR, limit: String(PAGE), continue: next };
      const call = { method: "GET", path: this.#path, query, signal } as const;
      const list = (await this.#transport.ask("Listing", call)).body as ObjectList<T>;
      for (const object of list.items ?? []) put(fresh, object);
      version = list.metadata?.resourceVersion ?? "";
      next = list.metadata?.continue;
      if (next === undefined || next === "") break;
    }
    if (signal.aborted) return version;
    const namespaces = new Set([...this.#byNamespace.keys(), ...fresh.keys()]);
    this.#byNamespace = fresh;
    this.#listed = true;
    this.#state = "reachable";
    for (const listener of [...this.#listeners]) {
      listener.onReachable?.();
      listener.onListed?.(namespaces);
    }
    return version;
  }

  /** Watches from the version until the next complete list is due; reconnects at silence and at the server's end. */
  async #follow(version: string, signal: AbortSignal): Promise<void> {
    const due = Date.now() + this.#timing.resyncMs * (0.9 + 0.2 * Math.random());
    let from = version;
    while (!signal.aborted && Date.now() < due) {
      const began = Date.now();
      const options = {
        path: this.#path,
        query: { labelSelector: SELECTOR },
        resourceVersion: from,
        signal,
        silenceMs: this.#timing.silenceMs,
        limitMs: Math.max(1_000, due - began),
      };
      try {
        for await (const event of watchEvents<T>(this.#transport, options)) {
          from = event.object.metadata.resourceVersion ?? from;
          this.#take(event);
        }
      } catch (error) {
        if (error instanceof VersionGone) return;
        throw error;
      }
      // A server that ends every watch at once must not be asked in a tight circle.
      if (Date.now() - began < 1_000) await sleep(250, undefined, { signal }).catch(() => undefined);
    }
  }

  #take(event: WatchEvent<T>): void {
    const { namespace, name } = event.object.metadata;
    if (event.type === "BOOKMARK" || namespace === undefined) return;
    if (event.type === "DELETED") {
      const rest = this.#byNamespace.get(namespace);
      rest?.delete(name);
      if (rest?.size === 0) this.#byNamespace.delete(namespace);
    } else put(this.#byNamespace, event.object);
    for (const listener of [...this.#listeners]) listener.onNamespace(namespace);
  }

  #tellUnreachable(cause: string): void {
    this.#state = { unreachable: cause };
    for (const listener of [...this.#listeners]) listener.onUnreachable?.(cause);
  }
}

type ObjectList<T> = { metadata?: { resourceVersion?: string; continue?: string }; items?: T[] };

function put<T extends KubernetesObject>(into: Map<string, Map<string, T>>, object: T): void {
  const { namespace = "", name } = object.metadata;
  const rest = into.get(namespace) ?? new Map<string, T>();
  // Field ownership is half of an object's size and nobody here reads it.
  if ("managedFields" in object.metadata) delete object.metadata.managedFields;
  rest.set(name, object);
  into.set(namespace, rest);
}
