import type { ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { prepareTemplate, withAdmin } from "@/sandbox/database/template";
import { type Credentials, databaseName, dropTenant, provisionDatabase } from "@/sandbox/database/tenant";
import type { Release } from "@/sandbox/erp/release";
import {
  bundleProgram,
  type Ended,
  eventually,
  startErp,
  testPostgresUrl,
  waitForEnd,
} from "@/sandbox/erp/testing";
import { freePort } from "@/sandbox/node/ports";
import { buildImages } from "@/sandbox/registry/image";
import { ImageTable } from "@/sandbox/registry/resolve";

const images = new ImageTable(buildImages());

/** The release behind a tag. */
export function release(tag: string): Release {
  const image = images.find("erp", tag);
  if (image === undefined) throw new Error(`no image ${tag}`);
  return { version: image.version, modules: image.modules, fault: image.fault };
}

/** Every row of every table, as one hash a table: two that are equal have the same books to the last character. */
export const BOOKS = `SELECT tablename AS "table", md5(query_to_xml(
    format('SELECT t::text AS row FROM %I t ORDER BY 1', tablename), true, true, '')::text) AS hash
  FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`;

export type RunningWeb = {
  readonly base: string;
  readonly child: ChildProcess;
  call(path: string, body: unknown, key?: string): Promise<Response>;
};

/** Databases and ERP processes of one test file; `close` removes all of them. */
export class ErpBench {
  readonly directory = mkdtempSync(join(tmpdir(), "sandbox-erp-"));
  readonly #url = testPostgresUrl();
  readonly #children = new Set<ChildProcess>();
  readonly #names = new Set<string>();
  #program = "";
  /** Below 32768: above it any outgoing connection may take a port between the look and the listening. */
  #port = 18_000 + (process.pid % 14_000);

  async open(): Promise<void> {
    this.#program = await bundleProgram("sandbox/erp/main.ts", "erp");
    await prepareTemplate(this.#url);
  }

  async close(): Promise<void> {
    for (const child of this.#children) child.kill("SIGKILL");
    for (const name of this.#names) await dropTenant(this.#url, name);
    rmSync(this.directory, { recursive: true, force: true });
    rmSync(this.#program, { force: true });
  }

  /** A database of its own with the modules of 2026.11.1. */
  async tenant(label: string): Promise<Credentials> {
    const name = databaseName(label, `test-${process.pid}`);
    this.#names.add(name);
    const { modules } = release("2026.11.1");
    return provisionDatabase(this.#url, name, {
      modules,
      companyName: "Northwind Furniture",
      currency: "EUR",
    });
  }

  start(credentials: Credentials, tag: string, args: readonly string[]): ChildProcess {
    const child = startErp(this.#program, release(tag), args, {
      PGHOST: credentials.database.host,
      PGPORT: credentials.database.port,
      PGUSER: credentials.database.user,
      PGPASSWORD: credentials.database.password,
      ODOO_DATA_DIR: "/var/lib/odoo",
      SANDBOX_MOUNTS: JSON.stringify({ "/var/lib/odoo": this.directory }),
    });
    this.#children.add(child);
    return child;
  }

  runToEnd(credentials: Credentials, tag: string, args: readonly string[]): Promise<Ended> {
    return waitForEnd(this.start(credentials, tag, args));
  }

  async startWeb(credentials: Credentials, tag: string): Promise<RunningWeb> {
    this.#port = await freePort(this.#port + 1);
    const filter = `--db-filter=^${credentials.database.dbname}$`;
    const args = ["--workers=2", "--max-cron-threads=0", filter, `--http-port=${this.#port}`];
    const child = this.start(credentials, tag, args);
    const base = `http://127.0.0.1:${this.#port}`;
    await eventually(async () => ((await fetch(`${base}/web/health`)).ok ? true : undefined));
    const call = (path: string, body: unknown, key: string = credentials.api.key) =>
      fetch(`${base}/json/2/${path}`, {
        method: "POST",
        headers: { Authorization: `bearer ${key}`, "Content-Type": "application/json" },
        body: JSON.stringify(body),
      });
    return { base, child, call };
  }

  query(credentials: Credentials, text: string): Promise<Record<string, unknown>[]> {
    return withAdmin(
      this.#url,
      credentials.database.dbname,
      async (client) => (await client.query(text)).rows,
    );
  }
}
