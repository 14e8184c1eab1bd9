import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { completeness, type MeasureReport } from "@/lib/domain/backup/report";
import { countRows, writeAttachmentList } from "@/toolbox/facts";
import { freshWork, linesOf } from "@/toolbox/files";
import { choose, compareWithNames } from "@/toolbox/filestore";
import { newestSignOfLife } from "@/toolbox/heartbeat";
import { type Sql, withDatabase } from "@/toolbox/postgres";
import type { Run } from "@/toolbox/run";

export type MeasureOptions = {
  /** Versions of the modules that have to be installed, by name. */
  modules: Readonly<Record<string, string>>;
  /** The moment of the backup that the files are of, where the database is of a later one; null where both are one. */
  filesOf: Date | null;
};

const HASHED = 200;
const NAMED = 5;
/** Names that are asked for at once. */
const BATCH = 1_000;
/** A transaction that was open while the backup was taken dates its rows to its own beginning. */
const OPEN_MS = 15 * 60_000;

/** Reads how much of a business stands in a database and beside it: when it last lived, its rows, files and modules. */
export async function measure(run: Run, { modules, filesOf }: MeasureOptions): Promise<MeasureReport> {
  const { connection, operation } = run.settings;
  const work = await freshWork(run);
  try {
    return await withDatabase(run, connection, async (sql) => {
      const life = await run.phase("heartbeat", () => newestSignOfLife(sql));
      run.say(`The newest sign of life is ${life.at ?? "nowhere"} (${life.from}).`);
      const rowCounts = await run.phase("count", () => countRows(run, sql));
      const list = join(work, "attachments.list");
      const files = await run.phase("files", () => readFiles(run, sql, { list, filesOf }));
      const installed = await run.phase("modules", () => compareModules(sql, modules));
      return {
        ok: true,
        operation,
        heartbeatAt: life.at,
        heartbeatFrom: life.from,
        rowCounts,
        ...files,
        ...installed,
        seconds: run.seconds,
      };
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Every attachment's file looked for, and the content of some held against their names. */
async function readFiles(run: Run, sql: Sql, { list, filesOf }: { list: string; filesOf: Date | null }) {
  const directory = join(run.settings.filestore, run.settings.connection.database);
  await sql("BEGIN TRANSACTION READ ONLY");
  await writeAttachmentList(run, sql, list);
  await sql("COMMIT");
  let [total, present] = [0, 0];
  const missing: string[] = [];
  const newer = new NewerFiles(sql, filesOf);
  for await (const line of linesOf(list)) {
    run.check();
    const [name = "", rows = "0"] = line.split("\t");
    total += Number(rows);
    if (existsSync(join(directory, name))) {
      present += Number(rows);
      continue;
    }
    if (missing.length < NAMED) missing.push(name.slice(0, 60));
    await newer.missing(name);
  }
  const hashed = await compareWithNames(run, directory, await choose(namesThere(list, directory), HASHED));
  run.say(`${present} of ${total} attachments have their file; ${hashed.hashed} were hashed.`);
  return {
    attachments: { total, present, percent: completeness(total, present), missing },
    newer: await newer.found(),
    filesHashed: hashed.hashed,
    filesWrong: hashed.wrongCount,
  };
}

/** Of the files that are missing, those written after the backup they would be of: no backup can have them. */
class NewerFiles {
  readonly #sql: Sql;
  readonly #since: string | null;
  #names: string[] = [];
  #rows = 0;
  #oldest: string | null = null;

  constructor(sql: Sql, filesOf: Date | null) {
    this.#sql = sql;
    this.#since = filesOf === null ? null : new Date(filesOf.getTime() - OPEN_MS).toISOString().slice(0, -1);
  }

  async missing(name: string): Promise<void> {
    if (this.#since === null) return;
    this.#names.push(name);
    if (this.#names.length >= BATCH) await this.#ask();
  }

  async found(): Promise<{ rows: number; oldest: string | null }> {
    if (this.#names.length > 0) await this.#ask();
    return { rows: this.#rows, oldest: this.#oldest };
  }

  async #ask(): Promise<void> {
    // The ERP writes its times in UTC without saying so; a file that is replaced moves only the second of them.
    const [row] = await this.#sql<{ rows: string; oldest: string | null }>(
      `SELECT count(*) AS rows, to_char(min(greatest(create_date, write_date)), 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS oldest
       FROM ir_attachment WHERE store_fname = ANY($1) AND greatest(create_date, write_date) > $2::timestamp`,
      [this.#names, this.#since],
    );
    this.#names = [];
    this.#rows += Number(row?.rows ?? 0);
    const oldest = row?.oldest ?? null;
    if (oldest !== null && (this.#oldest === null || oldest < this.#oldest)) this.#oldest = oldest;
  }
}

/** Names whose file is there: one that is missing is counted as that, and not as another content. */
async function* namesThere(list: string, directory: string): AsyncGenerator<string> {
  for await (const line of linesOf(list)) {
    const [name = ""] = line.split("\t");
    if (existsSync(join(directory, name))) yield name;
  }
}

async function compareModules(sql: Sql, wanted: Readonly<Record<string, string>>) {
  const rows = await sql<{ name: string; state: string; version: string | null }>(
    "SELECT name, state, latest_version AS version FROM ir_module_module WHERE state <> 'uninstalled'",
  );
  const installed = new Map(
    rows.filter(({ state }) => state === "installed").map((row) => [row.name, row.version]),
  );
  const wrong = Object.entries(wanted).flatMap(([name, version]) =>
    installed.get(name) === version
      ? []
      : [`${name} is ${installed.get(name) ?? "missing"} instead of ${version}`],
  );
  const unfinished = rows.filter(({ state }) => state.startsWith("to ")).map(({ name }) => name);
  return {
    modulesRight: Object.keys(wanted).length - wrong.length,
    modulesWrong: wrong.slice(0, NAMED).map((one) => one.slice(0, 120)),
    modulesUnfinished: unfinished.slice(0, NAMED).map((one) => one.slice(0, 60)),
  };
}
