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
};

const HASHED = 200;
const NAMED = 5;

/** Reads how much of a business stands in a database and beside it: when it last lived, its rows, files and modules. */
export async function measure(run: Run, { modules }: MeasureOptions): Promise<MeasureReport> {
  const { connection, operation } = run.settings;
  const work = await freshWork(run);
  try {
    return await withDatabase(run, connection, async (sql) => {
      const life = await run.phase("heartbeat", () => newestSignOfLife(sql));
      run.say(`The newest sign of life is ${life.at ?? "nowhere"} (${life.from}).`);
      const rowCounts = await run.phase("count", () => countRows(run, sql));
      const files = await run.phase("files", () => readFiles(run, sql, join(work, "attachments.list")));
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
async function readFiles(run: Run, sql: Sql, list: string) {
  const directory = join(run.settings.filestore, run.settings.connection.database);
  await sql("BEGIN TRANSACTION READ ONLY");
  await writeAttachmentList(run, sql, list);
  await sql("COMMIT");
  let [total, present] = [0, 0];
  const missing: string[] = [];
  for await (const line of linesOf(list)) {
    run.check();
    const [name = "", rows = "0"] = line.split("\t");
    total += Number(rows);
    if (existsSync(join(directory, name))) present += Number(rows);
    else if (missing.length < NAMED) missing.push(name.slice(0, 60));
  }
  const hashed = await compareWithNames(run, directory, await choose(namesOf(list), HASHED));
  run.say(`${present} of ${total} attachments have their file; ${hashed.hashed} were hashed.`);
  return {
    attachments: { total, present, percent: completeness(total, present), missing },
    filesHashed: hashed.hashed,
    filesWrong: hashed.wrongCount,
  };
}

async function* namesOf(list: string): AsyncGenerator<string> {
  for await (const line of linesOf(list)) yield line.split("\t")[0] ?? "";
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
