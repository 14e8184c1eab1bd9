import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type pg from "pg";
import { prepareTemplate, withAdmin } from "@/sandbox/database/template";
import { type Credentials, databaseName, dropTenant, provisionDatabase } from "@/sandbox/database/tenant";
import { bundleProgram, testPostgresUrl } from "@/sandbox/erp/testing";

export type Ran = {
  readonly code: number | null;
  readonly output: string;
  readonly report: Record<string, unknown>;
};

/** One environment with a database and a filestore of its own, and a repository. */
export type Place = {
  readonly credentials: Credentials;
  readonly database: string;
  readonly filestore: string;
  readonly repository: string;
};

const RUN_LIMIT_MS = 45_000;

/** Environments of one test file and the program that backs them up; `close` removes all of them. */
export class ToolboxBench {
  readonly directory = mkdtempSync(join(tmpdir(), "toolbox-test-"));
  readonly #url = testPostgresUrl();
  readonly #names = new Set<string>();
  readonly #groups = new Set<ChildProcess>();
  #program = "";
  #runs = 0;
  readonly #limitMs: number;

  /** `limitMs` is what one run may take. */
  constructor(limitMs = RUN_LIMIT_MS) {
    this.#limitMs = limitMs;
  }

  async open(): Promise<void> {
    this.#program = await bundleProgram("toolbox/main.ts", "toolbox");
    await prepareTemplate(this.#url);
  }

  async close(): Promise<void> {
    for (const child of this.#groups) killGroup(child);
    for (const name of this.#names) await dropTenant(this.#url, name);
    rmSync(this.directory, { recursive: true, force: true });
    rmSync(this.#program, { force: true });
  }

  /** A database with the starting data and `files` attachments, each with its file. */
  async place(label: string, files = 12): Promise<Place> {
    const database = databaseName(label, `toolbox-${process.pid}`);
    this.#names.add(database);
    const credentials = await provisionDatabase(this.#url, database, {
      modules: [{ name: "base", version: "19.0.1.3.0" }],
      companyName: "Northwind Furniture",
      currency: "EUR",
    });
    const root = join(this.directory, label);
    const place = {
      credentials,
      database,
      filestore: join(root, "filestore"),
      repository: join(root, "repository"),
    };
    mkdirSync(join(place.filestore, database), { recursive: true });
    for (let index = 0; index < files; index += 1) await this.attach(place, `content ${index} of ${label}`);
    return place;
  }

  /** Stores an attachment as the ERP does: the file first, then the row. */
  async attach(place: Place, content: string): Promise<string> {
    const sha1 = createHash("sha1").update(content).digest("hex");
    const name = `${sha1.slice(0, 2)}/${sha1}`;
    const file = join(place.filestore, place.database, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    await this.query(
      place.database,
      `INSERT INTO ir_attachment (name, store_fname, checksum, file_size) VALUES ('file', '${name}', '${sha1}', ${content.length})`,
    );
    return name;
  }

  async query(database: string, text: string): Promise<Record<string, unknown>[]> {
    return this.connected(
      database,
      async (client) => (await client.query<Record<string, unknown>>(text)).rows,
    );
  }

  connected<T>(database: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
    return withAdmin(this.#url, database, work);
  }

  /**
   * Starts the program as a pod would, leading a process group of its own. An operation is locked for the whole
   * server, which all test files share: each names its operations with a prefix of its own. `under` is what it runs
   * under, such as another program that first mounts something.
   */
  start(
    place: Place,
    operation: string,
    args: readonly string[],
    more: Record<string, string> = {},
    under: readonly string[] = [],
  ) {
    this.#runs += 1;
    const scratch = more["SCRATCH"] ?? join(this.directory, `scratch-${this.#runs}`);
    const terminationLog = join(this.directory, `termination-${this.#runs}`);
    mkdirSync(scratch, { recursive: true });
    const { host, port, user, password, dbname } = place.credentials.database;
    const [command, ...words] = [...under, process.execPath, this.#program, ...args];
    const child = spawn(command ?? process.execPath, words, {
      detached: true,
      env: {
        NODE_ENV: "test",
        PATH: process.env["PATH"] ?? "",
        ...{ PGHOST: host, PGPORT: port, PGUSER: user, PGPASSWORD: password, PGDATABASE: dbname },
        RESTIC_REPOSITORY: place.repository,
        RESTIC_PASSWORD: "correct horse",
        FILESTORE: place.filestore,
        SCRATCH: scratch,
        TERMINATION_LOG: terminationLog,
        OPERATION: operation,
        LABELS: JSON.stringify({ tenant: "northwind", environment: "production" }),
        ...more,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#groups.add(child);
    const ended = waitForEnd(child, terminationLog, this.#limitMs);
    return { child, scratch, ended };
  }

  run(
    place: Place,
    operation: string,
    args: readonly string[],
    more: Record<string, string> = {},
  ): Promise<Ran> {
    return this.start(place, operation, args, more).ended;
  }
}

/** The repository's files that hold data of dump and filestore, the largest first. */
export function packsOf(repository: string): string[] {
  const files = readdirSync(join(repository, "data"), { recursive: true, encoding: "utf8" });
  const size = (file: string): number => statSync(file).size;
  return files
    .map((file) => join(repository, "data", file))
    .filter((file) => size(file) > 10_000)
    .toSorted((one, other) => size(other) - size(one));
}

/** One byte of a repository's file becomes another, as a failing disk has it. */
export function flipByte(file: string): void {
  const bytes = readFileSync(file);
  const middle = Math.floor(bytes.length / 3);
  bytes[middle] = (bytes[middle] ?? 0) ^ 0xff;
  // restic writes its files read-only.
  rmSync(file);
  writeFileSync(file, bytes);
}

/** kill -9 for the program and everything it started. */
export function killGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  process.kill(-child.pid, "SIGKILL");
}

function waitForEnd(child: ChildProcess, terminationLog: string, limitMs: number): Promise<Ran> {
  return new Promise((resolve, reject) => {
    let output = "";
    const collect = (chunk: unknown): void => {
      output += String(chunk);
    };
    child.stdout?.on("data", collect);
    child.stderr?.on("data", collect);
    const limit = setTimeout(() => {
      killGroup(child);
      reject(new Error(`The toolbox did not end within ${limitMs} ms:\n${output}`));
    }, limitMs);
    child.once("close", (code) => {
      clearTimeout(limit);
      resolve({ code, output, report: readReport(terminationLog) });
    });
  });
}

function readReport(file: string): Record<string, unknown> {
  try {
    const text = readFileSync(file, "utf8");
    if (Buffer.byteLength(text) > 4_096)
      throw new Error("The report is longer than a termination message may be.");
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {};
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return {};
    throw error;
  }
}
