import { EventEmitter, once } from "node:events";
import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname } from "node:path";
import type { PodLogOptions } from "@/sandbox/api/types";

const MAXIMUM_FILE_BYTES = 1024 * 1024;
const MAXIMUM_LINE_BYTES = 16 * 1024;
const FLUSH_MS = 100;

/**
 * The output of one container: lines with their time, in a file and its predecessor of at most a mebibyte each,
 * and the previous run's file beside them.
 */
export class LogFile {
  readonly #path: string;
  readonly #news = new EventEmitter();
  #partial = "";
  #pending: string[] = [];
  #timer: NodeJS.Timeout | undefined;
  #bytes = 0;
  #closed = false;

  constructor(path: string) {
    this.#path = path;
    mkdirSync(dirname(path), { recursive: true });
    this.#bytes = existsSync(path) ? statSync(path).size : 0;
    this.#news.setMaxListeners(100);
  }

  /** A new run begins: what was written becomes the previous log. */
  startRun(): void {
    this.flush();
    rmSync(`${this.#path}.1`, { force: true });
    if (existsSync(this.#path)) renameSync(this.#path, `${this.#path}.previous`);
    this.#bytes = 0;
    this.#partial = "";
    this.#closed = false;
  }

  write(chunk: Buffer): void {
    const lines = (this.#partial + chunk.toString("utf8")).split("\n");
    this.#partial = lines.pop() ?? "";
    if (this.#partial.length > MAXIMUM_LINE_BYTES) {
      lines.push(this.#partial);
      this.#partial = "";
    }
    const time = new Date().toISOString().replace("Z", "000000Z");
    for (const line of lines) this.#pending.push(`${time} ${line.slice(0, MAXIMUM_LINE_BYTES)}\n`);
    this.#timer ??= setTimeout(() => this.flush(), FLUSH_MS);
  }

  /** The run ended: what is left is written, followers end. */
  end(): void {
    if (this.#partial !== "") this.write(Buffer.from("\n"));
    this.flush();
    this.#closed = true;
    this.#news.emit("news");
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#pending.length === 0) return;
    const text = this.#pending.join("");
    this.#pending = [];
    if (this.#bytes + text.length > MAXIMUM_FILE_BYTES && this.#bytes > 0) {
      renameSync(this.#path, `${this.#path}.1`);
      this.#bytes = 0;
    }
    mkdirSync(dirname(this.#path), { recursive: true });
    appendFileSync(this.#path, text);
    this.#bytes += Buffer.byteLength(text);
    this.#news.emit("news", text);
  }

  /** The last lines without their times, at most `bytes` long, for termination messages. */
  tail(lines: number, bytes: number): string {
    this.flush();
    const text = stripTimes(splitLines(readText(this.#path)).slice(-lines)).join("");
    return Buffer.from(text).subarray(-bytes).toString("utf8");
  }

  /** Reads as `kubectl logs` does; with `follow` it goes on until the run ends. */
  async *read(options: PodLogOptions): AsyncGenerator<Buffer> {
    this.flush();
    const stored = options.previous
      ? readText(`${this.#path}.previous`)
      : readText(`${this.#path}.1`) + readText(this.#path);
    const chosen = selectLines(splitLines(stored), options);
    // Subscribed before the first chunk is handed out, so that nothing written meanwhile is lost.
    const follow = options.follow && options.previous !== true && !this.#closed;
    const queue: string[] = [];
    const collect = (text?: string) => {
      if (text !== undefined && queue.length < 10_000) queue.push(text);
    };
    if (follow) this.#news.on("news", collect);
    try {
      if (chosen.length > 0) yield Buffer.from(chosen.join(""));
      while (follow) {
        const text = queue.shift();
        if (text !== undefined) {
          const lines = splitLines(text);
          yield Buffer.from((options.timestamps ? lines : stripTimes(lines)).join(""));
        } else if (this.#closed) return;
        else await once(this.#news, "news");
      }
    } finally {
      this.#news.off("news", collect);
    }
  }
}

/** Applies the selection of a log request to stored lines. */
export function selectLines(lines: readonly string[], options: PodLogOptions): string[] {
  const since = options.sinceSeconds === undefined ? undefined : Date.now() - options.sinceSeconds * 1000;
  const recent =
    since === undefined ? lines : lines.filter((line) => Date.parse(`${line.slice(0, 23)}Z`) >= since);
  const tail =
    options.tailLines === undefined
      ? recent
      : options.tailLines === 0
        ? []
        : recent.slice(-options.tailLines);
  const shown = options.timestamps ? [...tail] : stripTimes(tail);
  if (options.limitBytes === undefined) return shown;
  return [Buffer.from(shown.join("")).subarray(0, options.limitBytes).toString("utf8")];
}

function splitLines(text: string): string[] {
  return text.split(/(?<=\n)/).filter((line) => line !== "");
}

function stripTimes(lines: readonly string[]): string[] {
  return lines.map((line) => line.slice(line.indexOf(" ") + 1));
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
