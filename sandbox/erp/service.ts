import { ApiKeyCheck } from "@/sandbox/erp/api-keys";
import { type Database, openDatabase, type Sql } from "@/sandbox/erp/connection";
import type { Filestore } from "@/sandbox/erp/filestore";
import type { Env } from "@/sandbox/erp/records";
import { loadRegistry, type Registry } from "@/sandbox/erp/registry";
import type { Release } from "@/sandbox/erp/release";

/** One database as a web process serves it: connections, the model registry, keys, files. */
export class ErpService {
  readonly database: Database;
  readonly release: Release;
  readonly keys = new ApiKeyCheck();
  readonly #filestore: Filestore;
  #registry: Registry | undefined;

  constructor(options: { database: string; release: Release; filestore: Filestore; connections: number }) {
    this.database = openDatabase(options.database, { maximum: options.connections });
    this.release = options.release;
    this.#filestore = options.filestore;
  }

  async environment(sql: Sql, uid: number): Promise<Env> {
    const registry = this.#registry ?? (await loadRegistry(sql));
    // An empty database (still being restored) must not be remembered as the truth.
    if (registry.size > 0) this.#registry = registry;
    return { sql, registry, release: this.release, uid, filestore: this.#filestore };
  }
}
