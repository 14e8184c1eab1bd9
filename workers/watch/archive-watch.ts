import {
  type ArchivedEnvironment,
  archivedEnvironments,
  writeRecoverable,
} from "@/lib/data/ledger/archive-rows";
import { observedRange, type QuietLook, rememberedLooks } from "@/lib/domain/recovery/point-in-time";
import { readArchive } from "@/lib/operations/recovery/database-cluster";
import type { ClusterConnection } from "@/lib/ports/cluster";
import type { WorkerDeps } from "../deps";

const EVERY_MS = 5_000;
const LIMIT_MS = 10_000;
const AT_ONCE = 5;

/** Which seconds the archived logs of one cluster's databases can bring back. Failing to read one keeps what is known. */
export class ArchiveWatch {
  readonly #deps: Pick<WorkerDeps, "db" | "clusters" | "logger">;
  readonly #clusterId: string;
  readonly #unread = new Set<string>();
  /** What earlier looks vouch for, by environment: a worker that has just begun promises nothing new at its first. */
  readonly #looks = new Map<string, readonly QuietLook[]>();
  readonly #now: () => Date;
  readonly #everyMs: number;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #looking: Promise<void> | null = null;

  constructor(
    deps: Pick<WorkerDeps, "db" | "clusters" | "logger">,
    clusterId: string,
    { now = () => new Date(), everyMs = EVERY_MS } = {},
  ) {
    this.#deps = deps;
    this.#clusterId = clusterId;
    this.#now = now;
    this.#everyMs = everyMs;
  }

  /** Begins to look unless that was done a moment ago; nobody waits for it. */
  look(): void {
    if (this.#looking !== null || performance.now() - this.#lookedAt < this.#everyMs) return;
    this.#lookedAt = performance.now();
    this.#looking = this.#lookAtAll()
      .catch((error: unknown) => this.#deps.logger.warn({ error }, "archived logs could not be looked at"))
      .finally(() => {
        this.#looking = null;
      });
  }

  async settled(): Promise<void> {
    await this.#looking;
  }

  async #lookAtAll(): Promise<void> {
    const environments = await archivedEnvironments(this.#deps.db, this.#clusterId);
    for (const id of this.#looks.keys())
      if (!environments.some((environment) => environment.id === id)) this.#looks.delete(id);
    if (environments.length === 0) return;
    const connection = await this.#deps.clusters.open(this.#clusterId);
    for (let start = 0; start < environments.length; start += AT_ONCE) {
      const some = environments.slice(start, start + AT_ONCE);
      await Promise.all(some.map((environment) => this.#lookAt(connection, environment)));
    }
  }

  async #lookAt(connection: ClusterConnection, environment: ArchivedEnvironment): Promise<void> {
    const { id: environmentId, namespace, databaseCluster: cluster } = environment;
    const before = { from: environment.recoverableFrom, until: environment.recoverableUntil };
    try {
      const place = { environmentId, namespace, cluster };
      const askedAt = this.#now();
      const facts = await readArchive(connection, place, AbortSignal.timeout(LIMIT_MS));
      if (facts === null) throw new Error(`Cluster ${cluster} does not exist in ${namespace}.`);
      this.#unread.delete(environmentId);
      const looks = this.#looks.get(environmentId) ?? [];
      const look = { askedAt, answeredAt: this.#now() };
      const seen = observedRange(facts, before, looks);
      this.#looks.set(environmentId, rememberedLooks(facts, looks, look));
      const same = (["from", "until"] as const).every(
        (end) => seen[end]?.getTime() === before[end]?.getTime(),
      );
      if (!same) await writeRecoverable(this.#deps.db, environmentId, seen);
    } catch (error) {
      // Once for as long as it lasts.
      if (!this.#unread.has(environmentId))
        this.#deps.logger.warn({ environmentId, error }, "an archived log could not be looked at");
      this.#unread.add(environmentId);
    }
  }
}
