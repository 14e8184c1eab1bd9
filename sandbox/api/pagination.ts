import { randomUUID } from "node:crypto";
import { ApiError, badRequest } from "@/sandbox/api/errors";
import { isRecord } from "@/sandbox/api/json";
import type { KubeObject } from "@/sandbox/api/types";

export type Page = {
  items: KubeObject[];
  revision: number;
  continue?: string;
  remaining?: number;
};

type Snapshot = { revision: number; items: KubeObject[]; expires: number };
type Token = { id: string; from: number; after: string };

const lifetimeMilliseconds = 5 * 60_000;
const mostSnapshots = 64;
const keyOf = (object: KubeObject): string => `${object.metadata.namespace ?? ""}/${object.metadata.name}`;

/** Lists in pages of one snapshot. Snapshots are references to immutable objects and go after five minutes. */
export class Pager {
  readonly #snapshots = new Map<string, Snapshot>();

  /**
   * One page of at most `limit` items (0: all). `read` answers the present list.
   * Throws 400 for a malformed token and 410 when its snapshot has expired.
   */
  page(read: () => { items: KubeObject[]; revision: number }, limit: number, token?: string): Page {
    if (token === undefined) {
      const { items, revision } = read();
      if (limit <= 0 || items.length <= limit) return { items, revision };
      const id = randomUUID();
      this.#keep(id, { revision, items, expires: Date.now() + lifetimeMilliseconds });
      return this.#slice(id, { revision, items }, 0, limit);
    }
    const parsed = parse(token);
    if (parsed.id === "") return this.#inconsistent(read(), limit, parsed.after);
    const snapshot = this.#snapshots.get(parsed.id);
    if (snapshot === undefined || snapshot.expires < Date.now()) throw expired(parsed);
    return this.#slice(parsed.id, snapshot, parsed.from, limit);
  }

  #inconsistent(present: { items: KubeObject[]; revision: number }, limit: number, after: string): Page {
    const items = present.items.filter((object) => keyOf(object) > after);
    return this.page(() => ({ items, revision: present.revision }), limit);
  }

  #slice(id: string, snapshot: { revision: number; items: KubeObject[] }, from: number, limit: number): Page {
    const end = limit <= 0 ? snapshot.items.length : from + limit;
    const items = snapshot.items.slice(from, end);
    const remaining = snapshot.items.length - from - items.length;
    const last = items.at(-1);
    if (remaining <= 0 || last === undefined) return { items, revision: snapshot.revision };
    const next: Token = { id, from: end, after: keyOf(last) };
    return { items, revision: snapshot.revision, continue: format(next), remaining };
  }

  #keep(id: string, snapshot: Snapshot): void {
    const now = Date.now();
    for (const [key, { expires }] of this.#snapshots) {
      if (expires < now || this.#snapshots.size >= mostSnapshots) this.#snapshots.delete(key);
    }
    this.#snapshots.set(id, snapshot);
  }
}

const format = (token: Token): string => Buffer.from(JSON.stringify(token)).toString("base64url");

function parse(text: string): Token {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
  } catch {
    throw badRequest("continue key is not valid: it must come from an earlier list response");
  }
  if (!isRecord(value))
    throw badRequest("continue key is not valid: it must come from an earlier list response");
  const { id, from, after } = value;
  if (typeof id !== "string" || typeof from !== "number" || typeof after !== "string") {
    throw badRequest("continue key is not valid: it must come from an earlier list response");
  }
  return { id, from, after };
}

function expired(token: Token): ApiError {
  const message =
    "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results.";
  return new ApiError(410, "Expired", message, undefined, { continue: format({ ...token, id: "" }) });
}
