import { setTimeout as delay } from "node:timers/promises";
import { wakeParked } from "@/lib/data/ledger/wake";
import {
  touchObservations,
  type WatchedEnvironment,
  watchedEnvironments,
  writeReachability,
} from "@/lib/data/ledger/watch-rows";
import { isDrillNamespace } from "@/lib/domain/drill/subject";
import type { PodFact } from "@/lib/domain/health/facts";
import { isScratchNamespace } from "@/lib/domain/scratch/subject";
import { canonicalJson } from "@/lib/domain/shared/canonical";
import { plainJson } from "@/lib/domain/shared/plain-text";
import { keptText } from "@/lib/telemetry/kept-text";
import type { WorkerDeps } from "../deps";
import { ArchiveWatch } from "./archive-watch";
import { EnvironmentView } from "./environment-view";

/** How often an unchanged environment is written as seen: well below the 90 s after which it counts as unseen. */
const TOUCH_MS = 20_000;
/** After a watch that ended by itself. */
const RETRY_MS = 3_000;

/** Namespaces that operations make beside environments, by their names: others may look like them too. */
const isRoomNamespace = (namespace: string): boolean =>
  isDrillNamespace(namespace) || isScratchNamespace(namespace);

type Snapshot = { pods: readonly PodFact[]; observedAt: Date };

/** One cluster's pods, as its watch tells them, turned into the health of its environments. */
export class ClusterWatch {
  readonly #deps: WorkerDeps;
  readonly #clusterId: string;
  readonly #archives: ArchiveWatch;
  readonly #ending = new AbortController();
  readonly #views = new Map<string, EnvironmentView>();
  readonly #snapshots = new Map<string, Snapshot>();
  #reachable: { reachable: boolean; cause: string | null } = { reachable: true, cause: null };
  #listedAt: Date | null = null;
  #touchedAt = 0;
  #reachabilityWrites: Promise<void> = Promise.resolve();
  #wakes: Promise<void> = Promise.resolve();
  #refreshes: Promise<void> = Promise.resolve();
  #running: Promise<void> | null = null;

  constructor(deps: WorkerDeps, clusterId: string) {
    this.#deps = deps;
    this.#clusterId = clusterId;
    this.#archives = new ArchiveWatch(deps, clusterId);
  }

  /** Holds the watch until `stop`; a cluster that cannot be opened is said to be unreachable and tried again. */
  start(): void {
    this.#running ??= this.#watch();
  }

  async stop(): Promise<void> {
    this.#ending.abort();
    await this.#running;
    await Promise.all([this.#reachabilityWrites, this.#wakes, this.#archives.settled()]);
    await Promise.all([...this.#views.values()].map((view) => view.settled()));
  }

  /**
   * Takes note of environments, smoke runs and signals that came since, and of time passing. Call every few seconds and
   * after something changed: one after the other, so that nothing older is written over what is newer.
   */
  refresh(): Promise<void> {
    const next = this.#refreshes.then(() => this.#takeNote());
    this.#refreshes = next.catch(() => undefined);
    return next;
  }

  async #takeNote(): Promise<void> {
    const environments = await watchedEnvironments(this.#deps.db, this.#clusterId);
    const wanted = new Set(environments.map(({ namespace }) => namespace));
    for (const namespace of this.#views.keys()) if (!wanted.has(namespace)) this.#views.delete(namespace);
    for (const environment of environments) {
      this.#viewOf(environment).update(environment);
      this.#evaluate(environment.namespace);
    }
    await this.#touch(environments);
    this.#archives.look();
  }

  async #watch(): Promise<void> {
    const { signal } = this.#ending;
    while (!signal.aborted) {
      try {
        const connection = await this.#deps.clusters.open(this.#clusterId);
        await connection.waits.pods({
          signal,
          onChange: ({ namespace, pods, observedAt }) => this.#see(namespace, { pods, observedAt }),
          onListed: (namespaces, observedAt) => this.#listed(namespaces, observedAt),
          onReachable: () => this.#reach({ reachable: true, cause: null }),
          onUnreachable: (cause) => this.#reach({ reachable: false, cause }),
        });
      } catch (error) {
        if (signal.aborted) return;
        const cause = error instanceof Error ? error.message : "unknown cause";
        this.#deps.logger.warn({ clusterId: this.#clusterId, error }, "the cluster cannot be watched");
        this.#reach({ reachable: false, cause });
      }
      await delay(RETRY_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  #see(namespace: string, snapshot: Snapshot): void {
    const before = this.#snapshots.get(namespace);
    const pods = plainJson(snapshot.pods);
    this.#snapshots.set(namespace, { ...snapshot, pods });
    this.#evaluate(namespace);
    if (before === undefined || canonicalJson(before.pods) !== canonicalJson(pods)) this.#wake(namespace);
  }

  /** Who waits for the cluster looks at once when its pods change; a Job's end is a change of its pod. */
  #wake(namespace: string): void {
    const environmentId = this.#views.get(namespace)?.environmentId;
    if (environmentId === undefined && !isRoomNamespace(namespace)) return;
    const where = environmentId === undefined ? { roomNamespace: namespace } : { environmentId };
    const { bell, db, logger } = this.#deps;
    const ring = async () => {
      for (const operationId of await wakeParked(db.prisma, { kind: "kubernetes", ...where })) {
        await bell.ring("operation.run", { operationId });
      }
    };
    this.#wakes = this.#wakes
      .then(ring)
      .catch((error: unknown) => logger.warn({ namespace, error }, "what waits here looks later"));
  }

  #listed(namespaces: ReadonlySet<string>, observedAt: Date): void {
    this.#listedAt = observedAt;
    // A list comes about each minute: it is written at once, or what it says would be old before the next.
    this.#touchedAt = 0;
    for (const namespace of this.#snapshots.keys()) {
      if (!namespaces.has(namespace)) this.#snapshots.set(namespace, { pods: [], observedAt });
    }
    for (const namespace of this.#views.keys()) this.#evaluate(namespace);
  }

  #reach({ reachable, cause }: { reachable: boolean; cause: string | null }): void {
    const seen = { reachable, cause: cause === null ? null : keptText(cause) };
    this.#reachable = seen;
    const reachability = seen.reachable ? "reachable" : "unreachable";
    const write = { reachability, note: seen.cause ?? "" } as const;
    this.#reachabilityWrites = this.#reachabilityWrites
      .then(() => writeReachability(this.#deps, this.#clusterId, write))
      .catch((error: unknown) => this.#deps.logger.error({ error }, "reachability could not be written"));
    for (const namespace of this.#views.keys()) this.#evaluate(namespace);
  }

  #viewOf(environment: WatchedEnvironment): EnvironmentView {
    const known = this.#views.get(environment.namespace);
    if (known !== undefined) return known;
    const view = new EnvironmentView(this.#deps, environment);
    this.#views.set(environment.namespace, view);
    return view;
  }

  /** What is known of a namespace: its pods, or none if a list of the whole cluster did not name it. */
  #snapshotOf(namespace: string): Snapshot | null {
    const seen = this.#snapshots.get(namespace);
    if (seen !== undefined) return seen;
    return this.#listedAt === null ? null : { pods: [], observedAt: this.#listedAt };
  }

  #evaluate(namespace: string): void {
    this.#views.get(namespace)?.evaluate({ snapshot: this.#snapshotOf(namespace), cluster: this.#reachable });
  }

  async #touch(environments: readonly WatchedEnvironment[]): Promise<void> {
    const now = Date.now();
    if (!this.#reachable.reachable || this.#listedAt === null || now - this.#touchedAt < TOUCH_MS) return;
    this.#touchedAt = now;
    const ids = environments.map(({ id }) => id);
    await touchObservations(this.#deps.db, ids, this.#listedAt);
  }
}
