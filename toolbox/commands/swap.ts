import { existsSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { SwapReport } from "@/lib/domain/backup/report";
import { markOf, setMark } from "@/toolbox/databases";
import { ToolboxFailure } from "@/toolbox/failure";
import { differingModules, readFigures, readModules } from "@/toolbox/figures";
import { FILESTORE_MARK } from "@/toolbox/filestore";
import { carryKeys } from "@/toolbox/keys";
import { claim, quoted, type Sql, withDatabase } from "@/toolbox/postgres";
import type { Run } from "@/toolbox/run";
import { endSessions } from "@/toolbox/sessions";

/** Modules named in the report, which has room for little more. */
const MOST_MODULES = 15;

const NOT_SWAPPED = { swapped: false, repeated: false, unread: {}, modules: [], beforeUnknown: null };

/** After these nothing more is tried. */
const ENDS: ReadonlySet<string> = new Set(["interrupted", "time_limit"]);
const REASON_CHARACTERS = 200;

export type SwapOptions = {
  /** The database that takes the living one's place; brought back or kept by `madeBy`. */
  withDatabase: string;
  withFilestore: string;
  /** What the living database and directory are called from then on. */
  keptDatabase: string;
  /** The operation whose copy it is: this one, or an earlier one that is undone. */
  madeBy: string;
  /** True when nothing by that name is no failure: then there is nothing to take back. */
  ifThere: boolean;
};

/**
 * Exchanges the living database and filestore with a copy that stands beside them. Both databases change names in one
 * transaction; the directories follow, and a run that died between is completed by the next. Where the living database
 * is gone, the copy takes its name and nothing is kept; what cannot be read of it is not counted. Call it behind a closed
 * door, when no pod of the ERP is left.
 * @throws ToolboxFailure `database_in_use` when somebody else is connected; nothing was touched then
 */
export async function swap(run: Run, options: SwapOptions): Promise<SwapReport> {
  const { maintenance, operation, connection, filestore } = run.settings;
  const places = {
    living: join(filestore, connection.database),
    coming: options.withFilestore,
    kept: join(filestore, options.keptDatabase),
  };
  return withDatabase(run, maintenance, async (sql) => {
    await claim(sql, `swap ${connection.database}`);
    const state = await run.phase("look", () => stateOf(run, sql, options));
    if (state === "nothing") {
      await run.phase("filestore", () => completeBack(places, options));
      run.say(`${options.withDatabase} does not exist: there is nothing to exchange.`);
      return reportOf(run, options, { ...NOT_SWAPPED, before: {}, after: {}, keptDatabase: null });
    }
    if (state === "to_do") {
      if (!existsSync(places.coming) && !existsSync(places.kept))
        throw new ToolboxFailure(
          "filestore_missing",
          `${places.coming} does not exist; nothing was touched.`,
        );
      const carried = await run.phase("keys", () => carryKeys(run, options.withDatabase));
      if (carried > 0) run.say(`${carried} key of the operator was taken along.`);
      await run.phase("databases", () => exchange(run, sql, options));
      run.say(`${connection.database} is now what was ${options.withDatabase}.`);
    }
    await run.phase("filestore", () => exchangeDirectories(places, operation));
    const keptDatabase =
      (await markOf(sql, options.keptDatabase)) === undefined ? null : options.keptDatabase;
    const figures = await run.phase("figures", () => compared(run, keptDatabase));
    return reportOf(run, options, { swapped: true, repeated: state === "done", keptDatabase, ...figures });
  });
}

/** Figures of what lives now, and of what lived before as far as they can be read: it may be what is damaged. */
async function compared(run: Run, keptDatabase: string | null) {
  const [after, before] = await Promise.all([
    figuresOf(run, run.settings.connection.database),
    keptDatabase === null ? "There was no database before." : whatCanBeRead(run, keptDatabase),
  ]);
  const { figures, unread } = after;
  if (typeof before === "string")
    return { before: {}, after: figures, unread, modules: [], beforeUnknown: before };
  const modules = differingModules(before.modules, after.modules, MOST_MODULES);
  const broken = Object.values(before.unread).find((reason) => reason.startsWith("! "));
  const beforeUnknown = broken === undefined ? null : broken.slice(2);
  return { before: before.figures, after: figures, unread, modules, beforeUnknown };
}

/** The figures, or why none can be read. */
const whatCanBeRead = (run: Run, database: string) =>
  figuresOf(run, database).catch((error: unknown) => {
    if (!(error instanceof ToolboxFailure) || ENDS.has(error.fault)) throw error;
    run.say(`What lived before cannot be counted: ${error.message}`);
    return error.message.slice(0, REASON_CHARACTERS);
  });

const NOTHING_TO_PUT_BACK =
  "There is nothing to put back: what lived before did not exist any more when the copy took its place, which stays.";

type State = "to_do" | "done" | "nothing";

async function stateOf(run: Run, sql: Sql, options: SwapOptions): Promise<State> {
  const { operation, connection } = run.settings;
  const kept = await markOf(sql, options.keptDatabase);
  if (kept?.purpose === "kept" && kept.operation === operation) return "done";
  if (kept !== undefined)
    throw new ToolboxFailure("target_exists", `${options.keptDatabase} exists already; nothing was touched.`);
  const coming = await markOf(sql, options.withDatabase);
  const living = await markOf(sql, connection.database);
  const whose = living?.purpose === "living" ? living.operation : null;
  if (coming === undefined && options.ifThere) {
    if (whose === options.madeBy) throw new ToolboxFailure("database_missing", NOTHING_TO_PUT_BACK);
    return "nothing";
  }
  if (coming === undefined && whose === operation) return "done";
  if (coming === undefined)
    throw new ToolboxFailure("database_missing", `The database ${options.withDatabase} does not exist.`);
  if (coming === null || coming.purpose === "verify" || coming.operation !== options.madeBy)
    throw new ToolboxFailure(
      "bad_settings",
      `${options.withDatabase} is no copy of operation ${options.madeBy}; it is not put in the place of ${connection.database}.`,
    );
  if (living === undefined)
    run.note(`${connection.database} does not exist: what takes its name has nothing to be exchanged with.`);
  return "to_do";
}

/** Both renames or none: the names are never half exchanged. */
async function exchange(
  run: Run,
  sql: Sql,
  { withDatabase: coming, keptDatabase }: SwapOptions,
): Promise<void> {
  const { connection, operation } = run.settings;
  const living = connection.database;
  const keeps = (await markOf(sql, living)) !== undefined;
  await endSessions(run, sql, [living, coming]);
  await sql("BEGIN");
  try {
    if (keeps) await sql(`ALTER DATABASE ${quoted(living)} RENAME TO ${quoted(keptDatabase)}`);
    await sql(`ALTER DATABASE ${quoted(coming)} RENAME TO ${quoted(living)}`);
    if (keeps) await setMark(sql, keptDatabase, { purpose: "kept", operation });
    await setMark(sql, living, { purpose: "living", operation });
    await sql("COMMIT");
  } catch (error) {
    await sql("ROLLBACK").catch(() => undefined);
    throw error;
  }
}

type Places = { living: string; coming: string; kept: string };

/** Directories follow the databases. An environment that never stored a file has none, and gets an empty one. */
async function exchangeDirectories({ living, coming, kept }: Places, operation: string): Promise<void> {
  if (!existsSync(kept)) {
    if (!existsSync(living)) await mkdir(living, { recursive: true });
    await writeFile(join(living, FILESTORE_MARK), `${operation}\n`);
    await rename(living, kept);
  }
  if (existsSync(coming)) {
    await rename(coming, living);
    await rm(join(living, FILESTORE_MARK), { force: true });
  }
  if (!existsSync(living))
    throw new ToolboxFailure(
      "filestore_missing",
      `The databases are exchanged, but ${coming} is gone; the files from before are in ${kept}.`,
    );
}

/** With no database to take back, a directory without its living name is put back all the same. */
async function completeBack({ living, coming }: Places, { ifThere }: SwapOptions): Promise<void> {
  if (ifThere && !existsSync(living) && existsSync(coming)) await rename(coming, living);
}

const figuresOf = (run: Run, database: string) =>
  withDatabase(run, { ...run.settings.connection, database }, async (sql) => ({
    ...(await readFigures(run, sql)),
    modules: await readModules(sql),
  }));

function reportOf(
  run: Run,
  options: SwapOptions,
  found: Omit<SwapReport, "ok" | "operation" | "database" | "keptFilestore" | "seconds" | "totalSeconds">,
): SwapReport {
  const { operation, connection, filestore } = run.settings;
  const keptFilestore = found.swapped ? join(filestore, options.keptDatabase) : null;
  const { seconds, totalSeconds } = run;
  const database = connection.database;
  return { ok: true, operation, database, keptFilestore, ...found, seconds, totalSeconds };
}
