import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import type { BusinessFigures, FiguresBack, RestoreReport } from "@/lib/domain/backup/report";
import { compareRows } from "@/toolbox/commands/verify";
import {
  createDatabase,
  derivedName,
  dropDatabase,
  fittingMajor,
  loadDump,
  markOf,
} from "@/toolbox/databases";
import { fillFromEarlier } from "@/toolbox/earlier";
import { countRows } from "@/toolbox/facts";
import { ToolboxFailure } from "@/toolbox/failure";
import { differingFigures, readFigures } from "@/toolbox/figures";
import { compareAttachments, freshWork, requireSpace } from "@/toolbox/files";
import {
  bringBackFilestore,
  broughtBackBy,
  compareSnapshots,
  requireFilestoreSpace,
} from "@/toolbox/filestore";
import {
  bringBackDump,
  checkDump,
  dumpSpace,
  layout,
  readManifest,
  recordedFigures,
} from "@/toolbox/manifest";
import { neutralize } from "@/toolbox/neutralize";
import { claim, quoted, type Sql, withDatabase } from "@/toolbox/postgres";
import {
  bringBack,
  earlierFilestores,
  listFiles,
  openRepository,
  requirePair,
  requireSnapshot,
  type Snapshot,
} from "@/toolbox/restic";
import { type Run, size, together } from "@/toolbox/run";
import { dumpSource, fillFrom, listAttachments } from "@/toolbox/source";

export type RestoreOptions = {
  /** Null takes the database from the recovered server of the settings. */
  databaseSnapshot: string | null;
  filestoreSnapshot: string;
  /** Where files may lie that were written after the snapshot. */
  livingFilestore: string | undefined;
  intoDatabase: string;
  intoFilestore: string;
  /** Makes the copy harmless, with this address as its own; undefined keeps it as it was. */
  neutralizeAs: string | undefined;
};

type Files = Pick<RestoreReport, "attachments" | "fromEarlier" | "damagedEarlier">;
/** Where every file comes from one snapshot, none is sought in another. */
const NOT_SOUGHT = { fromEarlier: 0, damagedEarlier: 0 };

/**
 * Brings a restore point back beside what lives: into a database and a directory that do not exist yet. Both are built
 * under other names and renamed when complete. Repeated for the same operation, it reports what is there already.
 * @throws ToolboxFailure `target_exists` when either exists, and in words for everything else
 */
export async function restore(run: Run, options: RestoreOptions): Promise<RestoreReport> {
  const { maintenance, operation } = run.settings;
  refuseBadTargets(options);
  if (options.databaseSnapshot === null && run.settings.source === null)
    throw new ToolboxFailure("bad_settings", "PGSOURCE_HOST is not set: --from-server needs a server.");
  return withDatabase(run, maintenance, async (sql) => {
    await claim(sql, `restore ${operation}`);
    const snapshots = await run.phase("repository", () => openRepository(run));
    if (options.databaseSnapshot === null) requireSnapshot(snapshots, options.filestoreSnapshot, "filestore");
    else requirePair(snapshots, options.databaseSnapshot, options.filestoreSnapshot);
    const earlier = earlierFilestores(snapshots, options.filestoreSnapshot);
    const done = await run.phase("targets", () => alreadyDone(run, sql, options));
    const work = await freshWork(run);
    try {
      return done
        ? await reportAgain(run, options, work)
        : await bringBackBoth(run, sql, options, { work, earlier });
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  });
}

function refuseBadTargets({ intoDatabase, intoFilestore }: RestoreOptions): void {
  if (!/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,62}$/.test(intoDatabase))
    throw new ToolboxFailure("bad_settings", "The new database's name must be 1 to 63 plain characters.");
  if (!isAbsolute(intoFilestore) || intoFilestore.split("/").some((part) => part === ".."))
    throw new ToolboxFailure("bad_settings", "The new filestore must be given as an absolute path.");
}

/** True when an earlier run of this operation finished. @throws ToolboxFailure `target_exists` for anybody else's */
async function alreadyDone(run: Run, sql: Sql, options: RestoreOptions): Promise<boolean> {
  const { operation } = run.settings;
  const { intoDatabase, intoFilestore } = options;
  const mark = await markOf(sql, intoDatabase);
  if (mark?.purpose === "restore" && mark.operation === operation) {
    if ((await broughtBackBy(intoFilestore)) === operation) return true;
    throw new ToolboxFailure(
      "filestore_missing",
      `This operation brought ${intoDatabase} back, but its filestore ${intoFilestore} is gone.`,
    );
  }
  if (mark !== undefined)
    throw new ToolboxFailure(
      "target_exists",
      `The database ${intoDatabase} exists already; nothing was touched.`,
    );
  if (!existsSync(intoFilestore)) return false;
  if ((await broughtBackBy(intoFilestore)) !== operation)
    throw new ToolboxFailure(
      "target_exists",
      `The directory ${intoFilestore} exists already; nothing was touched.`,
    );
  // This operation's own, from a run that ended between the two renames.
  await rm(intoFilestore, { recursive: true, force: true });
  return false;
}

async function bringBackBoth(
  run: Run,
  sql: Sql,
  options: RestoreOptions,
  { work, earlier }: { work: string; earlier: readonly Snapshot[] },
): Promise<RestoreReport> {
  const { operation, maintenance } = run.settings;
  const database = derivedName(options.intoDatabase, "part", operation);
  const directory = `${options.intoFilestore}.part-${operation}`;
  let filestoreInPlace = false;
  const cleanUp = async (): Promise<void> => {
    await withDatabase(run.unstoppable(), maintenance, (cleaner) => dropDatabase(cleaner, database));
    await rm(directory, { recursive: true, force: true });
    if (filestoreInPlace) await rm(options.intoFilestore, { recursive: true, force: true });
  };
  await cleanUp();
  try {
    const list = join(work, "present.list");
    const bytes = await run.phase("room", () => requireRoom(run, options, { work, directory, list }));
    const loaded = await loadDatabase(run, sql, { database, work }, options);
    const files = await run.phase("filestore", async () => {
      await bringBackFilestore(run, { id: options.filestoreSnapshot, bytes }, directory);
      if (options.databaseSnapshot === null) return fillUp(run, options, { work, directory, earlier });
      const wanted = layout(join(work, "database")).attachments;
      return { attachments: await compareAttachments(wanted, list), ...NOT_SOUGHT };
    });
    const { attachments } = files;
    run.say(`${attachments.present} of ${attachments.total} attachments have their file.`);
    await run.phase("rename", async () => {
      await rename(directory, options.intoFilestore);
      filestoreInPlace = true;
      // The database comes last: once it has its name, the restore is done.
      await sql(`ALTER DATABASE ${quoted(database)} RENAME TO ${quoted(options.intoDatabase)}`);
    });
    return report(run, options, { ...loaded, ...files, repeated: false });
  } catch (error) {
    await cleanUp().catch((reason: unknown) => run.say(`Cleaning up failed: ${String(reason)}`));
    throw error;
  }
}

/**
 * Both parts are measured in the repository at the same time, and before an hour of loading: where no room is, shows at
 * once. Lists the filestore's files and tells their bytes.
 */
async function requireRoom(
  run: Run,
  { databaseSnapshot, filestoreSnapshot }: RestoreOptions,
  { work, directory, list }: { work: string; directory: string; list: string },
): Promise<number> {
  const [dump, { bytes }] = await together(
    databaseSnapshot === null ? Promise.resolve(null) : dumpSpace(run, databaseSnapshot),
    listFiles(run, filestoreSnapshot, list),
  );
  if (dump !== null) await requireSpace(run, work, dump, "The dump");
  await requireFilestoreSpace(run, directory, bytes);
  return bytes;
}

/**
 * The files of a second: the snapshot has what was there when it was made. What was written since is taken from where
 * the ERP keeps its files, and what the ERP had removed by then from the snapshots before.
 */
async function fillUp(
  run: Run,
  { livingFilestore }: RestoreOptions,
  { work, directory, earlier }: { work: string; directory: string; earlier: readonly Snapshot[] },
): Promise<Files> {
  const wanted = { list: layout(join(work, "database")).attachments, directory };
  const attachments = await fillFrom(run, wanted, livingFilestore);
  if (attachments.present === attachments.total) return { attachments, ...NOT_SOUGHT };
  const { found, damaged } = await fillFromEarlier(run, wanted, { earlier, work });
  return {
    attachments: found === 0 ? attachments : await fillFrom(run, wanted, undefined),
    fromEarlier: found,
    damagedEarlier: damaged,
  };
}

async function loadDatabase(
  run: Run,
  sql: Sql,
  { database, work }: { database: string; work: string },
  { databaseSnapshot, neutralizeAs }: RestoreOptions,
): Promise<Pick<RestoreReport, "rowCounts" | "neutralized" | "figures">> {
  const { connection, operation } = run.settings;
  const { manifest, stored } = await run.phase("read_database", async () => {
    if (databaseSnapshot === null) return { manifest: await dumpSource(run, work), stored: null };
    const read = await bringBackDump(run, databaseSnapshot, work);
    return { manifest: read, stored: read.dumpSha256 };
  });
  const major = await fittingMajor(run, sql, manifest);
  await run.phase("load", async () => {
    await createDatabase(run, sql, database, { mark: { purpose: "restore", operation }, manifest });
    // The copy has no name anybody knows until both have ended well: what is loaded may be read meanwhile.
    await together(
      stored === null ? Promise.resolve() : checkDump(run, work, stored),
      loadDump(run, { database, major }, join(work, "database")),
    );
  });
  run.say(`Loaded ${size(manifest.dumpBytes)} in ${run.seconds["load"] ?? 0} s.`);
  return withDatabase(run, { ...connection, database }, async (copy) => {
    const rowCounts = await run.phase("count", () => countRows(run, copy));
    const compared = compareRows(rowCounts, manifest.rowCounts);
    if (!compared.ok) throw new ToolboxFailure("verification_failed", `${compared.detail}.`);
    // Read before the copy is made harmless: what is recorded is what stood in the original.
    const figures = await run.phase("figures", () => figuresBack(run, copy, recordedFigures(manifest)));
    if (neutralizeAs === undefined) return { rowCounts, figures, neutralized: null };
    const neutralized = await run.phase("neutralize", () => neutralize(copy, neutralizeAs));
    run.say(
      `Neutralised: ${Object.entries(neutralized)
        .map(([name, rows]) => `${name} ${rows}`)
        .join(", ")}.`,
    );
    return { rowCounts, figures, neutralized };
  });
}

/** What was recorded against what came back; the differences are for people, and do not end the restore. */
async function figuresBack(run: Run, copy: Sql, recorded: BusinessFigures | null): Promise<FiguresBack> {
  if (recorded === null) {
    run.say("No figures were recorded with this restore point; row counts only.");
    return { recorded, differing: {} };
  }
  const differing = differingFigures(recorded, (await readFigures(run, copy)).figures);
  const [total, different] = [Object.keys(recorded).length, Object.keys(differing)];
  run.say(
    different.length === 0
      ? `All ${total} recorded figures came back.`
      : `${different.length} of ${total} recorded figures did not come back: ${different.join(", ")}.`,
  );
  return { recorded, differing };
}

async function reportAgain(run: Run, options: RestoreOptions, work: string): Promise<RestoreReport> {
  run.say("This operation's restore is complete already; nothing is done twice.");
  const { intoDatabase: database, databaseSnapshot, filestoreSnapshot } = options;
  const list = layout(join(work, "database")).attachments;
  const connection = { ...run.settings.connection, database };
  const rowCounts = await run.phase("count", () =>
    withDatabase(run, connection, (sql) => countRows(run, sql)),
  );
  const { attachments, recorded } = await run.phase("read_back", async () => {
    if (databaseSnapshot === null) {
      await mkdir(join(work, "database"), { recursive: true });
      await withDatabase(run, connection, (sql) => listAttachments(run, sql, list));
      const filled = await fillFrom(run, { list, directory: options.intoFilestore }, undefined);
      return { attachments: filled, recorded: null };
    }
    const parts = ["/manifest.json", "/attachments.list"];
    await bringBack(run, databaseSnapshot, join(work, "database"), parts);
    const { attachments: compared } = await compareSnapshots(run, filestoreSnapshot, work);
    return { attachments: compared, recorded: recordedFigures(await readManifest(join(work, "database"))) };
  });
  const figures = await run.phase("figures", () =>
    withDatabase(run, connection, (sql) => figuresBack(run, sql, recorded)),
  );
  const found = { rowCounts, figures, neutralized: null, attachments, ...NOT_SOUGHT };
  return report(run, options, { ...found, repeated: true });
}

function report(
  run: Run,
  { intoDatabase: database, intoFilestore: filestore }: RestoreOptions,
  found: Files & Pick<RestoreReport, "rowCounts" | "figures" | "neutralized" | "repeated">,
): RestoreReport {
  const { operation } = run.settings;
  const { seconds, totalSeconds } = run;
  return { ok: true, operation, database, filestore, ...found, seconds, totalSeconds };
}
