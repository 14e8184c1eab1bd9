import "server-only";
import { Problem } from "@/lib/domain/shared/problem";
import { TransientFailure } from "@/lib/ports/failure";
import { failureOfAnswer } from "./failures";
import { linesOf } from "./lines";
import type { KubernetesObject } from "./shapes";
import type { Transport } from "./transport";

export type WatchEvent<T> =
  | { type: "ADDED" | "MODIFIED" | "DELETED"; object: T }
  | { type: "BOOKMARK"; object: T };

/** The cluster no longer knows the version asked from: list again. */
export class VersionGone extends Error {}

export type WatchOptions = {
  path: string;
  query: Readonly<Record<string, string>>;
  resourceVersion: string;
  signal: AbortSignal;
  /** Ends after this time without a byte: a connection that died silently looks just like a quiet one. */
  silenceMs: number;
  /** Ends after this time in any case. */
  limitMs: number;
};

/**
 * One watch connection. Ends quietly when the server ends it, at silence, and at the limit.
 * @throws VersionGone, or what Transport throws when the watch cannot be opened.
 */
export async function* watchEvents<T extends KubernetesObject>(
  transport: Transport,
  options: WatchOptions,
): AsyncGenerator<WatchEvent<T>> {
  const stop = new AbortController();
  const end = () => stop.abort();
  let silence = setTimeout(end, options.silenceMs);
  const limit = setTimeout(end, options.limitMs);
  try {
    const stream = await openWatch(transport, options);
    stop.signal.addEventListener("abort", stream.end, { once: true });
    for await (const line of linesOf(stream.chunks)) {
      clearTimeout(silence);
      silence = setTimeout(end, options.silenceMs);
      yield readEvent<T>(line);
    }
  } catch (error) {
    // A connection that breaks midway ends the watch like any other end: asking again shows how things are.
    if (options.signal.aborted || error instanceof VersionGone || error instanceof Problem) throw error;
  } finally {
    clearTimeout(silence);
    clearTimeout(limit);
    end();
  }
}

async function openWatch(transport: Transport, options: WatchOptions) {
  const query = {
    ...options.query,
    watch: "true",
    allowWatchBookmarks: "true",
    resourceVersion: options.resourceVersion,
    timeoutSeconds: String(Math.ceil(options.limitMs / 1000)),
  };
  try {
    return await transport.stream("Watching", {
      method: "GET",
      path: options.path,
      query,
      signal: options.signal,
    });
  } catch (error) {
    if (error instanceof Error && error.message.includes("(410 ")) throw new VersionGone();
    throw error;
  }
}

function readEvent<T extends KubernetesObject>(line: string): WatchEvent<T> {
  let event: unknown;
  try {
    event = JSON.parse(line);
  } catch {
    throw new TransientFailure("A watch delivered half an event.");
  }
  if (typeof event !== "object" || event === null || !("type" in event) || !("object" in event)) {
    throw new TransientFailure("A watch delivered something that is no event.");
  }
  if (event.type === "ERROR") {
    const code = codeOf(event.object);
    if (code === 410) throw new VersionGone();
    throw failureOfAnswer("Watching", { status: code, retryAfter: null, body: event.object });
  }
  return event as WatchEvent<T>;
}

const codeOf = (status: unknown): number =>
  typeof status === "object" && status !== null && "code" in status && typeof status.code === "number"
    ? status.code
    : 500;
