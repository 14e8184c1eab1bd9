import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import { isComplaint } from "@/lib/domain/operation/migration";
import { cutText } from "@/lib/domain/shared/plain-text";
import { linesOf } from "./lines";
import { segment } from "./resources";
import type { Transport } from "./transport";

const MAX_LINE = 4_000;
export type LogSource = { namespace: string; pod: string; container: string };

const logPath = ({ namespace, pod }: LogSource) =>
  `/api/v1/namespaces/${segment(namespace)}/pods/${segment(pod)}/log`;

/** The last lines a container wrote, of its previous run too if it had one. Empty when the cluster has none to give. */
export async function tailLog(
  transport: Transport,
  source: LogSource,
  options: { lines: number; previous: boolean; signal: AbortSignal },
): Promise<readonly string[]> {
  const read = async (previous: boolean): Promise<string[]> => {
    const query = {
      container: source.container,
      tailLines: String(options.lines),
      limitBytes: "65536",
      previous: previous ? "true" : undefined,
    };
    // The failure itself is known; that its log is gone must not hide it.
    const answer = await transport
      .send({ method: "GET", path: logPath(source), query, signal: options.signal })
      .catch(() => null);
    if (answer === null || answer.status !== 200 || typeof answer.body !== "string") return [];
    const lines = answer.body.split("\n").map((line) => cutText(line.trimEnd(), MAX_LINE));
    return lines.filter((line) => line !== "").slice(-options.lines);
  };
  const [before, now] = await Promise.all([options.previous ? read(true) : Promise.resolve([]), read(false)]);
  return before.join("\n") === now.join("\n") ? now : [...before, ...now];
}

const BATCH_LINES = 50;
const BATCH_MS = 250;
const MAX_LINES = 2_000;
const MAX_LOUD_LINES = 500;
/** Apart from the loud ones: no number of warnings may hide the line that decides whether a migration succeeded. */
const MAX_COMPLAINTS = 500;
const TAIL = 20;
/** What every logger calls its lines that matter. */
const LOUD = /\b(WARN(ING)?|ERROR|CRITICAL|FATAL|Traceback)\b/i;

/** Hands on lines in batches, bounded: after many lines only those that warn, so that a chatty Job stays readable. */
export class LogBatches {
  readonly #onLines: (lines: readonly string[]) => void;
  #batch: string[] = [];
  #timer: NodeJS.Timeout | null = null;
  #loud = 0;
  #complaints = 0;
  #tail: string[] = [];
  taken = 0;

  constructor(onLines: (lines: readonly string[]) => void) {
    this.#onLines = onLines;
  }

  get tail(): readonly string[] {
    return this.#tail;
  }

  take(line: string): void {
    const kept = cutText(line, MAX_LINE);
    this.taken += 1;
    this.#tail = [...this.#tail, kept].slice(-TAIL);
    if (this.taken === MAX_LINES + 1) {
      this.#add(`… more than ${MAX_LINES} lines: from here on only those that warn are shown.`);
    }
    if (this.taken <= MAX_LINES || this.#matters(kept)) this.#add(kept);
  }

  /** Counts a line past the limit against the budget of its kind; false when it is of no kind or the budget is spent. */
  #matters(line: string): boolean {
    if (isComplaint(line)) {
      this.#complaints += 1;
      return this.#complaints <= MAX_COMPLAINTS;
    }
    if (!LOUD.test(line)) return false;
    this.#loud += 1;
    return this.#loud <= MAX_LOUD_LINES;
  }

  flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#batch.length === 0) return;
    const lines = this.#batch;
    this.#batch = [];
    this.#onLines(lines);
  }

  #add(line: string): void {
    this.#batch.push(line);
    if (this.#batch.length >= BATCH_LINES) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), BATCH_MS);
  }
}

/**
 * Follows a container's log into the batches until it ends or the signal says stop; a broken connection is taken up
 * again after the lines already seen. Call `catchUpLog` once the container is known to have ended.
 */
export async function followLog(
  transport: Transport,
  source: LogSource,
  batches: LogBatches,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await readFrom(transport, source, batches, { follow: true, signal });
      return;
    } catch {
      // Still starting, or the connection broke; the Job's own state decides how long this goes on.
      await sleep(500, undefined, { signal }).catch(() => undefined);
    }
  }
}

/** Reads what the follower missed. */
export async function catchUpLog(
  transport: Transport,
  source: LogSource,
  batches: LogBatches,
  signal: AbortSignal,
): Promise<void> {
  await readFrom(transport, source, batches, { follow: false, signal }).catch(() => undefined);
}

async function readFrom(
  transport: Transport,
  source: LogSource,
  batches: LogBatches,
  { follow, signal }: { follow: boolean; signal: AbortSignal },
): Promise<void> {
  const query = { container: source.container, follow: follow ? "true" : undefined };
  const call = { method: "GET", path: logPath(source), query, signal } as const;
  const stream = await transport.stream("Reading a log", call);
  let skip = batches.taken;
  try {
    for await (const line of linesOf(stream.chunks, MAX_LINE)) {
      if (skip > 0) skip -= 1;
      else batches.take(line);
    }
  } finally {
    stream.end();
  }
}
