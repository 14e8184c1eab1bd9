import "server-only";
import type { StoryLine } from "@/lib/domain/operation/run";
import { keptText } from "@/lib/telemetry/kept-text";
import type { Lease, Ledger } from "./ledger";

export const MAX_STORY_LINES = 5_000;
const BATCH = 200;
const FLUSH_MS = 200;

/** Collects an operation's lines and stores them in batches, at the latest 250 ms after they were told. */
export class Story {
  readonly #ledger: Ledger;
  readonly #lease: Lease;
  readonly #onLost: () => void;
  #stored: number;
  #lines: StoryLine[] = [];
  #full = false;
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> = Promise.resolve();

  constructor(args: { ledger: Ledger; lease: Lease; stored: number; onLost: () => void }) {
    this.#ledger = args.ledger;
    this.#lease = args.lease;
    this.#stored = args.stored;
    this.#onLost = args.onLost;
  }

  /** Bounded: past the limit log lines are dropped, once with a word about it; states and retries are still told. */
  tell(line: StoryLine): void {
    if (line.kind === "log" && this.#stored + this.#lines.length >= MAX_STORY_LINES) {
      if (this.#full) return;
      this.#full = true;
      const text = `More than ${MAX_STORY_LINES} lines: further log lines are not kept.`;
      this.#add({ ...line, level: "warn", text });
      return;
    }
    this.#add({ ...line, text: keptText(line.text) });
  }

  /** Stores what was told so far. Never rejects: a ledger that cannot be reached now is tried with the next lines. */
  flush(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  /**
   * Hands what was told and is not stored yet, at most 200 lines, to a write that stores it together with something
   * else. Answers what the write answers; what a failed write did not store stays to be stored.
   */
  store(write: (lines: readonly StoryLine[]) => Promise<boolean>): Promise<boolean> {
    const stored = this.#writing.then(async () => {
      while (this.#lines.length > BATCH) if (!(await this.#writeBatch())) break;
      const batch = this.#lines.slice(0, BATCH);
      const ok = await write(batch);
      this.#stored += batch.length;
      this.#lines.splice(0, batch.length);
      return ok;
    });
    this.#writing = stored.then(
      () => undefined,
      () => undefined,
    );
    return stored;
  }

  #add(line: StoryLine): void {
    this.#lines.push(line);
    if (this.#lines.length >= BATCH) void this.flush();
    else this.#timer ??= setTimeout(() => void this.flush(), FLUSH_MS);
  }

  async #write(): Promise<void> {
    while (this.#lines.length > 0) if (!(await this.#writeBatch())) return;
  }

  async #writeBatch(): Promise<boolean> {
    const batch = this.#lines.slice(0, BATCH);
    try {
      if (!(await this.#ledger.append(this.#lease, batch))) {
        this.#lines = [];
        this.#onLost();
        return false;
      }
    } catch {
      return false;
    }
    this.#stored += batch.length;
    this.#lines.splice(0, batch.length);
    return true;
  }
}
