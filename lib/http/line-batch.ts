import "server-only";
import type { LogLine } from "@/lib/ports/logs";

const MOST_LINES = 200;
const MOST_SENTENCES = 10;

/** Lines until they are sent, at most 200; what comes beyond is counted and let go. With what is not heard, in sentences. */
export class LineBatch {
  #lines: LogLine[] = [];
  #dropped = 0;
  #silent: string[] = [];

  add(line: LogLine): void {
    if (this.#lines.length < MOST_LINES) this.#lines.push(line);
    else this.#dropped += 1;
  }

  tell(sentence: string): void {
    if (this.#silent.length < MOST_SENTENCES) this.#silent.push(sentence);
  }

  take(): { lines: readonly LogLine[]; dropped: number; silent: string[] } {
    const taken = { lines: this.#lines, dropped: this.#dropped, silent: this.#silent };
    this.#lines = [];
    this.#dropped = 0;
    this.#silent = [];
    return taken;
  }
}
