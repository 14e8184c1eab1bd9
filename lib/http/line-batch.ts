import "server-only";
import type { LogLine } from "@/lib/ports/logs";

const MOST_LINES = 200;

/** Lines until they are sent, at most 200; what comes beyond is counted and let go. */
export class LineBatch {
  #lines: LogLine[] = [];
  #dropped = 0;

  add(line: LogLine): void {
    if (this.#lines.length < MOST_LINES) this.#lines.push(line);
    else this.#dropped += 1;
  }

  take(): { lines: readonly LogLine[]; dropped: number } {
    const taken = { lines: this.#lines, dropped: this.#dropped };
    this.#lines = [];
    this.#dropped = 0;
    return taken;
  }
}
