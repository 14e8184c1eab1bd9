import { stringMap } from "@/sandbox/api/json";
import type { Store } from "@/sandbox/api/store";
import type { KubeObject } from "@/sandbox/api/types";
import { provisionDedicated } from "@/sandbox/database/dedicated";
import { prepareTemplate } from "@/sandbox/database/template";
import {
  type Credentials,
  type DatabaseRequest,
  databaseName,
  dropTenant,
  parseDatabaseRequest,
  provisionDatabase,
} from "@/sandbox/database/tenant";
import { Turnstile } from "@/sandbox/node/turnstile";

/** A namespace asks for a database by this annotation; its value is a JSON object. */
export const DATABASE_ANNOTATION = "sandbox.holdfast.dev/database";
/** Written back: `ready`, or `failed: ` and the reason. */
export const DATABASE_STATUS_ANNOTATION = "sandbox.holdfast.dev/database-status";

const DATABASE_SECRET = "erp-database";
const API_SECRET = "erp-api";
const ATTEMPTS = 5;
const RETRY_MS = 2_000;

/**
 * Plays the customer's database operator: a role, a database with starting data and two Secrets for every namespace
 * that asks, once; all of it goes with the namespace. Data of an existing database is never touched.
 */
export class DatabaseController {
  readonly #store: Store;
  readonly #adminUrl: string;
  readonly #owner: string;
  readonly #turnstile = new Turnstile(1);
  readonly #working = new Map<string, Promise<void>>();
  #template: Promise<void> | undefined;
  #unsubscribe: () => void = () => undefined;
  #stopped = false;

  /** `owner` tells this sandbox's databases from those of others on the same server. */
  constructor(options: { store: Store; adminUrl: string; owner: string }) {
    this.#store = options.store;
    this.#adminUrl = options.adminUrl;
    this.#owner = options.owner;
  }

  start(): void {
    this.#unsubscribe = this.#store.subscribe("namespaces", ({ type, object }) => {
      if (type === "DELETED") this.#remove(object);
      else this.#ensure(object);
    });
    // Made ready in advance: the first namespace then waits for a copy only.
    this.#prepare().catch((error: unknown) =>
      console.error(`sandbox: the template database: ${messageOf(error)}`),
    );
    for (const namespace of this.#store.list("namespaces")) this.#ensure(namespace);
  }

  /** Takes no more work and waits for what is under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#unsubscribe();
    await Promise.allSettled([...this.#working.values(), this.#template]);
  }

  #ensure(namespace: KubeObject): void {
    const { name, annotations = {}, deletionTimestamp } = namespace.metadata;
    const request = annotations[DATABASE_ANNOTATION];
    if (
      request === undefined ||
      deletionTimestamp !== undefined ||
      this.#working.has(name) ||
      this.#isProvided(name)
    )
      return;
    if (
      annotations[DATABASE_STATUS_ANNOTATION]?.startsWith("failed") &&
      annotations[`${DATABASE_STATUS_ANNOTATION}-of`] === request
    )
      return;
    this.#track(name, this.#provide(name, request));
  }

  #isProvided(namespace: string): boolean {
    return (
      this.#store.get("secrets", namespace, DATABASE_SECRET) !== undefined &&
      this.#store.get("secrets", namespace, API_SECRET) !== undefined
    );
  }

  async #provide(namespace: string, request: string): Promise<void> {
    let failure = "";
    for (let attempt = 1; attempt <= ATTEMPTS && !this.#stopped; attempt += 1) {
      try {
        const wanted = parseDatabaseRequest(request);
        const credentials = await this.#provision(namespace, wanted);
        this.#writeSecrets(namespace, credentials);
        this.#report(namespace, request, "ready");
        return;
      } catch (error) {
        failure = messageOf(error);
        if (/database request|annotation/.test(failure)) break;
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
    if (this.#stopped) return;
    console.error(`sandbox: no database for namespace ${namespace}: ${failure}`);
    this.#report(namespace, request, `failed: ${failure}`);
  }

  async #provision(namespace: string, wanted: DatabaseRequest): Promise<Credentials> {
    const database = databaseName(namespace, this.#owner);
    const { cluster } = wanted;
    if (cluster !== undefined)
      return provisionDedicated(this.#store, { namespace, database }, { ...wanted, cluster });
    await this.#prepare();
    return this.#turnstile.pass(() => provisionDatabase(this.#adminUrl, database, wanted));
  }

  #writeSecrets(namespace: string, credentials: Credentials): void {
    this.#writeSecret(namespace, DATABASE_SECRET, credentials.database);
    this.#writeSecret(namespace, API_SECRET, credentials.api);
  }

  #writeSecret(namespace: string, name: string, values: Readonly<Record<string, string>>): void {
    const data = Object.fromEntries(
      Object.entries(values).map(([key, value]) => [key, Buffer.from(value).toString("base64")]),
    );
    const written = this.#store.update("secrets", namespace, name, (current) => ({
      ...current,
      data: { ...stringMap(current["data"]), ...data },
    }));
    if (written !== undefined) return;
    const labels = { "app.kubernetes.io/managed-by": "database-operator" };
    this.#store.create("secrets", {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name, namespace, labels },
      type: "Opaque",
      data,
    });
  }

  /** The request is noted beside the outcome: a corrected request is tried again, the same one is not. */
  #report(namespace: string, request: string, status: string): void {
    this.#store.update("namespaces", undefined, namespace, (current) => ({
      ...current,
      metadata: {
        ...current.metadata,
        annotations: {
          ...current.metadata.annotations,
          [DATABASE_STATUS_ANNOTATION]: status.slice(0, 500),
          ...(status === "ready" ? {} : { [`${DATABASE_STATUS_ANNOTATION}-of`]: request }),
        },
      },
    }));
  }

  #remove(namespace: KubeObject): void {
    const { name, annotations = {} } = namespace.metadata;
    if (annotations[DATABASE_ANNOTATION] === undefined) return;
    const before = this.#working.get(name) ?? Promise.resolve();
    const database = databaseName(name, this.#owner);
    const drop = async () => {
      await before.catch(() => undefined);
      await this.#turnstile.pass(() => dropTenant(this.#adminUrl, database));
    };
    this.#track(
      name,
      drop().catch((error: unknown) => console.error(`sandbox: dropping ${database}: ${messageOf(error)}`)),
    );
  }

  /** One piece of work per namespace; afterwards the namespace is looked at again, should it have come back. */
  #track(name: string, work: Promise<void>): void {
    const tracked = work.finally(() => {
      if (this.#working.get(name) !== tracked) return;
      this.#working.delete(name);
      const current = this.#store.get("namespaces", undefined, name);
      if (current !== undefined && !this.#stopped) this.#ensure(current);
    });
    this.#working.set(name, tracked);
  }

  #prepare(): Promise<void> {
    this.#template ??= prepareTemplate(this.#adminUrl).catch((error: unknown) => {
      this.#template = undefined;
      throw error;
    });
    return this.#template;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
