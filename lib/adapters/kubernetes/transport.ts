import "server-only";
import { Agent, type Dispatcher } from "undici";
import { guardedLookup } from "@/lib/adapters/address";
import { type Limited, limited } from "@/lib/adapters/limit";
import { Problem } from "@/lib/domain/shared/problem";
import { TransientFailure } from "@/lib/ports/failure";
import { failureOfAnswer, failureOfConnection } from "./failures";
import type { Access } from "./kubeconfig";

const DEFAULT_LIMIT_MS = 10_000;
const MAX_BODY_BYTES = 64 * 1_048_576;

export type Call = {
  method: "GET" | "POST" | "PATCH" | "DELETE";
  path: string;
  query?: Readonly<Record<string, string | undefined>>;
  body?: unknown;
  contentType?: string;
  signal: AbortSignal;
  /** Time for the whole answer (its head, for streams); 10 s unless told. */
  limitMs?: number;
  maxBytes?: number;
};
export type Answer = { status: number; retryAfter: string | null; body: unknown };
export type Stream = { status: number; chunks: AsyncIterable<Uint8Array>; end(): void };

/**
 * HTTP to one API server with one credential. The client library's generated clients build a new TLS connection for
 * every request; here one pool serves all, for as long as the credential is the same.
 */
export class Transport {
  readonly origin: string;
  readonly server: string;
  readonly #access: Access;
  readonly #pool: Agent;

  constructor(access: Access) {
    this.#access = access;
    this.origin = access.origin;
    this.server = `The API server ${access.origin}`;
    this.#pool = new Agent({
      connections: 128,
      keepAliveTimeout: 30_000,
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: { ...access.tls, lookup: guardedLookup, timeout: 5_000, keepAlive: true },
    });
  }

  /** The answer, whatever its status. @throws TransientFailure or RefusedFailure when there is none. */
  async send(call: Call): Promise<Answer> {
    const limit = limited(call.signal, call.limitMs ?? DEFAULT_LIMIT_MS);
    try {
      const response = await this.#request(call, limit.signal);
      const text = await readText(response.body, call.maxBytes ?? MAX_BODY_BYTES);
      return {
        status: response.statusCode,
        retryAfter: header(response, "retry-after"),
        body: parseBody(text),
      };
    } catch (error) {
      throw this.#explain(error, call, limit);
    } finally {
      limit.release();
    }
  }

  /** As `send`, with statuses of 400 and above as failures; `allow` lists those that are an answer. */
  async ask(what: string, call: Call, allow: readonly number[] = []): Promise<Answer> {
    const answer = await this.send(call);
    if (answer.status >= 400 && !allow.includes(answer.status)) throw failureOfAnswer(what, answer);
    return answer;
  }

  /** An answer that goes on: the caller reads `chunks` and calls `end`. Failure statuses are thrown. */
  async stream(what: string, call: Call): Promise<Stream> {
    const limit = limited(call.signal, call.limitMs ?? DEFAULT_LIMIT_MS);
    try {
      const response = await this.#request(call, limit.signal);
      const { statusCode: status, body } = response;
      if (status >= 400) {
        const answer = parseBody(await readText(body, 65_536));
        throw failureOfAnswer(what, { status, retryAfter: header(response, "retry-after"), body: answer });
      }
      limit.stopClock();
      // Ended on purpose, the body emits an error that nobody waits for any more.
      body.on("error", () => undefined).on("close", limit.release);
      return { status, chunks: body, end: () => body.destroy() };
    } catch (error) {
      limit.release();
      throw this.#explain(error, call, limit);
    }
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
  }

  #request(call: Call, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(call.query ?? {})) {
      if (value !== undefined) query.set(name, value);
    }
    const suffix = query.size === 0 ? "" : `?${query.toString()}`;
    const { origin, basePath, token } = this.#access;
    return this.#pool.request({
      origin,
      path: `${basePath}${call.path}${suffix}`,
      method: call.method,
      signal,
      headers: {
        accept: "application/json, */*",
        "user-agent": "holdfast",
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(call.body === undefined ? {} : { "content-type": call.contentType ?? "application/json" }),
      },
      body: call.body === undefined ? null : JSON.stringify(call.body),
    });
  }

  #explain(error: unknown, { signal, limitMs = DEFAULT_LIMIT_MS }: Call, limit: Limited): unknown {
    if (limit.expired())
      return new TransientFailure(`${this.server} did not answer within ${limitMs / 1000} s.`);
    if (signal.aborted) return signal.reason;
    return error instanceof Problem ? error : failureOfConnection(this.server, error);
  }
}

const header = (response: Dispatcher.ResponseData, name: string): string | null => {
  const value = response.headers[name];
  return typeof value === "string" ? value : null;
};

async function readText(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > maxBytes)
      throw new TransientFailure(`An answer was larger than ${maxBytes} bytes and was dropped.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parseBody(text: string): unknown {
  const first = text.trimStart()[0];
  if (first !== "{" && first !== "[") {
    // Bare JSON values (numbers, strings) do not occur in the Kubernetes API; text stays text.
    return text;
  }
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
