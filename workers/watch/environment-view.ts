import { type Observation, type WatchedEnvironment, writeObservation } from "@/lib/data/ledger/watch-rows";
import { environmentHealth } from "@/lib/domain/health/environment";
import type { PodFact } from "@/lib/domain/health/facts";
import { canonicalJson } from "@/lib/domain/shared/canonical";
import type { WorkerDeps } from "../deps";

export type Seen = {
  snapshot: { pods: readonly PodFact[]; observedAt: Date } | null;
  cluster: { reachable: boolean; cause: string | null };
};

/** Turns what is seen of one environment into its row: one write at a time, the newest sight wins. */
export class EnvironmentView {
  readonly #deps: WorkerDeps;
  #environment: WatchedEnvironment;
  #written: Observation;
  #next: Observation | null = null;
  #writing: Promise<void> | null = null;

  constructor(deps: WorkerDeps, environment: WatchedEnvironment) {
    this.#deps = deps;
    this.#environment = environment;
    this.#written = environment.stored;
  }

  get environmentId(): string {
    return this.#environment.id;
  }

  update(environment: WatchedEnvironment): void {
    this.#environment = environment;
    if (this.#writing === null) this.#written = environment.stored;
  }

  /** Writes if verdict, sentence or pods differ from the row. */
  evaluate({ snapshot, cluster }: Seen): void {
    const { desired, smoke, timeZone, measured } = this.#environment;
    const pods = snapshot?.pods ?? this.#written.pods;
    const observedAt = snapshot?.observedAt ?? this.#written.observedAt;
    const now = new Date();
    const health = environmentHealth({ now, timeZone, observedAt, cluster, desired, pods, smoke, measured });
    const seen = { health: health.verdict, sentence: health.sentence, pods, observedAt };
    if (!this.#isNews(seen)) return;
    this.#next = seen;
    this.#writing ??= this.#write().finally(() => {
      this.#writing = null;
    });
  }

  async settled(): Promise<void> {
    await this.#writing;
  }

  #isNews(seen: Observation): boolean {
    const known = this.#next ?? this.#written;
    if (seen.health !== known.health) return true;
    if (canonicalJson(seen.pods) !== canonicalJson(known.pods)) return true;
    return seen.sentence !== known.sentence;
  }

  async #write(): Promise<void> {
    while (this.#next !== null) {
      const seen = this.#next;
      this.#next = null;
      const verdictChanged = seen.health !== this.#written.health;
      try {
        await writeObservation(this.#deps, this.#environment, { ...seen, verdictChanged });
        this.#written = seen;
      } catch (error) {
        // The row stays as it was, so the next sight or refresh is news again.
        this.#deps.logger.error(
          { environmentId: this.#environment.id, error },
          "health could not be written",
        );
      }
    }
  }
}
