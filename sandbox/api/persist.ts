import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { isRecord, number, text } from "@/sandbox/api/json";
import type { KubeObject, Store, StoreEvent } from "@/sandbox/api/store";

const flushMilliseconds = 500;

type Line =
  | { revision: number }
  | { resource: string; object: KubeObject }
  | { resource: string; gone: { namespace?: string; name: string }; revision: number };

/**
 * The store on disk: a snapshot, one object per line, to which changes are appended at most half a second late.
 * The file is written anew (beside itself, then renamed) at start and stop, and when changes outgrow it.
 */
export class Persistence {
  readonly #store: Store;
  readonly #file: string;
  readonly #unsubscribe: () => void;
  #pending: string[] = [];
  #timer: NodeJS.Timeout | undefined;
  #appendedLines = 0;

  /** Fills the store from the file when there is one, and follows its changes from then on. */
  constructor(store: Store, file: string) {
    this.#store = store;
    this.#file = file;
    mkdirSync(dirname(file), { recursive: true });
    if (existsSync(file)) load(store, readFileSync(file, "utf8"));
    this.#unsubscribe = store.subscribe("*", (event) => this.#note(event));
  }

  /** Writes a whole snapshot, atomically. */
  compact(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#pending = [];
    const lines = [JSON.stringify({ revision: this.#store.revision } satisfies Line)];
    for (const resource of this.#store.resources()) {
      for (const object of this.#store.list(resource))
        lines.push(JSON.stringify({ resource, object } satisfies Line));
    }
    const beside = `${this.#file}.${process.pid}.new`;
    writeFileSync(beside, `${lines.join("\n")}\n`, { mode: 0o600 });
    renameSync(beside, this.#file);
    this.#appendedLines = 0;
  }

  stop(): void {
    this.#unsubscribe();
    this.compact();
  }

  #note({ type, resource, object }: StoreEvent): void {
    const { name, namespace } = object.metadata;
    const revision = this.#store.revision;
    const line: Line =
      type === "DELETED"
        ? { resource, gone: { name, ...(namespace === undefined ? {} : { namespace }) }, revision }
        : { resource, object };
    this.#pending.push(JSON.stringify(line));
    this.#timer ??= setTimeout(() => this.#flush(), flushMilliseconds);
  }

  #flush(): void {
    this.#timer = undefined;
    const lines = this.#pending;
    this.#appendedLines += lines.length;
    if (this.#appendedLines > 20_000) {
      this.compact();
      return;
    }
    this.#pending = [];
    appendFileSync(this.#file, `${lines.join("\n")}\n`, { mode: 0o600 });
  }
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // The last line may be cut off when the process was killed while writing.
    return undefined;
  }
}

function load(store: Store, content: string): void {
  const objects = new Map<string, { resource: string; object: KubeObject }>();
  let revision = 1;
  for (const line of content.split("\n")) {
    const value = parseLine(line);
    if (!isRecord(value)) continue;
    revision = Math.max(revision, number(value["revision"]) ?? 0);
    const resource = text(value["resource"]);
    const subject = value["object"] ?? value["gone"];
    if (resource === undefined || !isRecord(subject)) continue;
    const meta = isRecord(value["object"]) ? value["object"]["metadata"] : subject;
    if (!isRecord(meta)) continue;
    const key = `${resource}/${text(meta["namespace"]) ?? ""}/${text(meta["name"]) ?? ""}`;
    revision = Math.max(revision, Number(meta["resourceVersion"] ?? 0));
    if (value["object"] === undefined) objects.delete(key);
    else objects.set(key, { resource, object: value["object"] as KubeObject });
  }
  store.restore(revision, objects.values());
}
