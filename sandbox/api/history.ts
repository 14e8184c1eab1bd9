import type { StoreEvent } from "@/sandbox/api/types";

export type Recorded = { revision: number; event: StoreEvent };

const limit = 4096;

/** The recent changes of one type, so that a watch can resume where it left off. */
export class History {
  #entries: Recorded[] = [];
  /** Changes up to and including this revision are no longer known. */
  #floor: number;

  constructor(floor: number) {
    this.#floor = floor;
  }

  get floor(): number {
    return this.#floor;
  }

  record(revision: number, event: StoreEvent): void {
    this.#entries.push({ revision, event });
    if (this.#entries.length <= limit * 2) return;
    const dropped = this.#entries.splice(0, limit);
    this.#floor = dropped.at(-1)?.revision ?? this.#floor;
  }

  /** The changes after a revision, or undefined when some of them are forgotten. */
  since(revision: number): Recorded[] | undefined {
    if (revision < this.#floor) return undefined;
    return this.#entries.filter((entry) => entry.revision > revision);
  }
}
