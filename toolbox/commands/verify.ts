import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type {
  AttachmentCount,
  Check,
  FailedVerifyReport,
  RowCounts,
  VerifyReport,
} from "@/lib/domain/backup/report";
import { removeDirectories } from "@/toolbox/commands/drop";
import {
  createDatabase,
  derivedName,
  dropDatabase,
  dropLeftBehind,
  fittingMajor,
  loadDump,
  markOf,
} from "@/toolbox/databases";
import { countRows, readStructure, type Structure } from "@/toolbox/facts";
import { ToolboxFailure } from "@/toolbox/failure";
import { freshWork, messageOf, requireSpace } from "@/toolbox/files";
import {
  broughtBackBy,
  compareSnapshots,
  type HashedFiles,
  hashFiles,
  ownDirectory,
} from "@/toolbox/filestore";
import { carryKeys } from "@/toolbox/keys";
import { bringBackDump, checkDump, dumpSpace, type Manifest } from "@/toolbox/manifest";
import { claim, type Sql, withDatabase } from "@/toolbox/postgres";
import { checkRepository, openRepository, requirePair } from "@/toolbox/restic";
import { type Run, size } from "@/toolbox/run";
import type { Sample } from "@/toolbox/share";

export type Expectation = {
  rowCounts?: RowCounts;
  dumpSha256?: string;
  /** Attachments that had their file at the backup; all of them must have it when this is not given. */
  attachmentsPresent?: number;
};

export type VerifyOptions = {
  databaseSnapshot: string;
  filestoreSnapshot: string;
  /** What was recorded when the backup was made, kept outside the repository; the manifest is checked anyway. */
  expected: Expectation;
  /** How many attachments are read back and hashed. */
  attachments: Sample;
  /** Share of the repository's data that is read, for example "5%", or one part of it, "2/4"; none without it. */
  readData: string | undefined;
  /** Where the copy stays when everything was equal, for an ERP to be asked on it; null drops it in any case. */
  keep: { database: string; filestore: string } | null;
};

/**
 * Proves that a restore point can be read back: loads it into a database of its own, counts, hashes, and drops all of
 * it again, unless it is to stay. Differences come back as failed checks.
 * @throws ToolboxFailure when something cannot be read at all
 */
export async function verify(run: Run, options: VerifyOptions): Promise<VerifyReport | FailedVerifyReport> {
  const { connection, maintenance, operation } = run.settings;
  return withDatabase(run, maintenance, async (sql) => {
    await claim(sql, `verify ${operation}`);
    const database = options.keep?.database ?? derivedName(connection.database, "verify", operation);
    await run.phase("clean", () => clean(run, sql, database, options));
    const work = await freshWork(run);
    const files = options.keep?.filestore ?? join(work, "filestore");
    let stays = false;
    try {
      const report = await readBack(run, sql, { database, work, files }, options);
      stays = report.ok && options.keep !== null;
      if (stays) await run.phase("keys", () => knownKeys(run, database));
      return report;
    } finally {
      if (!stays) {
        await dropAnyway(run, { ...maintenance }, database);
        if (options.keep !== null) await rm(files, { recursive: true, force: true });
      }
      await rm(work, { recursive: true, force: true });
    }
  });
}

/** What this or an earlier verification left. @throws ToolboxFailure `target_exists` for what is somebody else's */
async function clean(run: Run, sql: Sql, database: string, { keep }: VerifyOptions): Promise<void> {
  const { operation, connection } = run.settings;
  const mark = await markOf(sql, database);
  if (mark !== undefined && (mark?.purpose !== "verify" || mark.operation !== operation))
    throw new ToolboxFailure(
      "target_exists",
      `The database ${database} exists already; nothing was touched.`,
    );
  await dropDatabase(sql, database);
  for (const madeBy of await dropLeftBehind(run, sql))
    await removeDirectories(run, { madeBy, stay: [connection.database] });
  if (keep === null) return;
  if (existsSync(keep.filestore) && (await broughtBackBy(keep.filestore)) !== operation)
    throw new ToolboxFailure(
      "target_exists",
      `The directory ${keep.filestore} exists already; nothing was touched.`,
    );
  await rm(keep.filestore, { recursive: true, force: true });
  await ownDirectory(run, keep.filestore);
}

/** Whoever asks the ERP on the copy signs in with the key of today; without one the copy's own may still do. */
async function knownKeys(run: Run, database: string): Promise<void> {
  await carryKeys(run, database).catch((error: unknown) => {
    run.check();
    run.note(`The key of the living database could not be carried over: ${messageOf(error)}`);
  });
}

type Place = { database: string; work: string; files: string };

async function readBack(run: Run, sql: Sql, place: Place, options: VerifyOptions) {
  const { databaseSnapshot, filestoreSnapshot, attachments: sample, readData } = options;
  requirePair(await run.phase("repository", () => openRepository(run)), databaseSnapshot, filestoreSnapshot);
  const manifest = await run.phase("read_database", async () => {
    await requireSpace(run, place.work, await dumpSpace(run, databaseSnapshot), "The dump");
    const read = await bringBackDump(run, databaseSnapshot, place.work);
    await checkDump(run, place.work, read.dumpSha256);
    return read;
  });
  const { rowCounts, structure } = await loadAndCount(run, sql, place, manifest);
  const { attachments, files } = await run.phase("files", async () => {
    const compared = await compareSnapshots(run, filestoreSnapshot, place.work);
    const stored = { id: filestoreSnapshot, bytes: compared.bytes };
    const hashed = await hashFiles(run, stored, { work: place.work, directory: place.files }, sample);
    return { attachments: compared.attachments, files: { ...hashed, total: compared.files } };
  });
  await run.phase("repository_check", () => checkRepository(run, readData));
  const checks = judge({ manifest, rowCounts, structure, attachments, files }, options);
  for (const { ok, name, detail } of checks) run.say(`${ok ? "✓" : "✗"} ${name}: ${detail}`);
  const failed = checks.find(({ ok }) => !ok);
  if (failed !== undefined) {
    const error = { step: failed.name, name: "verification_failed", message: failed.detail } as const;
    return { ok: false as const, error, checks };
  }
  const { operation } = run.settings;
  const { seconds, totalSeconds } = run;
  const { hashed: filesHashed, total: filesTotal } = files;
  return {
    ok: true as const,
    operation,
    checks,
    rowCounts,
    attachments,
    filesHashed,
    filesTotal,
    seconds,
    totalSeconds,
  };
}

async function loadAndCount(run: Run, sql: Sql, { database, work }: Place, manifest: Manifest) {
  const { connection, operation } = run.settings;
  const major = await fittingMajor(run, sql, manifest);
  await run.phase("load", async () => {
    await createDatabase(run, sql, database, { mark: { purpose: "verify", operation }, manifest });
    await loadDump(run, { database, major }, join(work, "database"));
  });
  run.say(`Loaded ${size(manifest.dumpBytes)} in ${run.seconds["load"] ?? 0} s.`);
  return await run.phase("count", () =>
    withDatabase(run, { ...connection, database }, async (copy) => ({
      rowCounts: await countRows(run, copy),
      structure: await readStructure(copy),
    })),
  );
}

/** Drops the copy even when the run was asked to stop: with a connection that does not listen to that. */
async function dropAnyway(
  run: Run,
  maintenance: Run["settings"]["maintenance"],
  name: string,
): Promise<void> {
  await withDatabase(run.unstoppable(), maintenance, (sql) => dropDatabase(sql, name)).catch(
    (error: unknown) =>
      run.note(`${name} could not be dropped: ${error instanceof Error ? error.message : String(error)}`),
  );
}

type Found = {
  manifest: Manifest;
  rowCounts: RowCounts;
  structure: Structure;
  attachments: AttachmentCount;
  files: HashedFiles & { total: number };
};

function judge(found: Found, { expected, readData }: VerifyOptions): Check[] {
  const { manifest, attachments, files } = found;
  const recorded = expected.dumpSha256 ?? manifest.dumpSha256;
  const hash: Check = {
    name: "dump_hash",
    ok: recorded === manifest.dumpSha256,
    detail: `SHA-256 ${manifest.dumpSha256.slice(0, 12)}…, recorded ${recorded.slice(0, 12)}…`,
  };
  return [
    hash,
    compareRows(found.rowCounts, { ...manifest.rowCounts, ...expected.rowCounts }),
    compareStructure(found.structure, manifest.structure),
    {
      name: "attachments",
      ok: attachments.present >= (expected.attachmentsPresent ?? attachments.total),
      detail: `${attachments.present} of ${attachments.total} attachments have their file`,
    },
    {
      name: "file_hashes",
      ok: files.wrongCount === 0,
      detail:
        files.wrongCount === 0
          ? `${files.hashed < files.total ? `${files.hashed} of` : "all"} ${files.total} files are what their names say`
          : `${files.wrongCount} of ${files.hashed} files are not what their names say: ${files.wrong.join(", ")}`,
    },
    // Anything wrong with it has ended the run before.
    { name: "stored_data", ok: true, detail: readWords(readData) },
  ];
}

function readWords(share: string | undefined): string {
  if (share === undefined) return "the repository's structure is whole; none of its data was read";
  if (share === "100%") return "every byte of the repository was read, and is whole";
  const part = share.replace("/", " of ");
  return `${share.includes("/") ? `part ${part}` : share} of the repository's data was read, and is whole`;
}

/** Every table that was counted then, counted now. */
export function compareRows(actual: RowCounts, wanted: RowCounts): Check {
  const different = Object.entries(wanted).filter(([table, rows]) => actual[table] !== rows);
  const total = Object.values(wanted).reduce((sum, rows) => sum + rows, 0);
  const words = different
    .slice(0, 5)
    .map(([table, rows]) => `${table} has ${actual[table] ?? "no"} rows, not ${rows}`);
  const same = `${total} rows in ${Object.keys(wanted).length} tables, as counted at the backup`;
  return {
    name: "row_counts",
    ok: different.length === 0,
    detail: different.length === 0 ? same : words.join("; "),
  };
}

/** Constraints and indexes that failed would be missing or marked invalid. */
function compareStructure(actual: Structure, wanted: Structure): Check {
  const names = ["tables", "sequences", "constraints", "notValidated", "indexes", "invalidIndexes"] as const;
  const different = names.filter((name) => actual[name] !== wanted[name]);
  const words = different.map((name) => `${name}: ${actual[name]}, not ${wanted[name]}`);
  const same = `${actual.tables} tables, ${actual.constraints} constraints, ${actual.indexes} indexes, all as in the original`;
  return {
    name: "structure",
    ok: different.length === 0,
    detail: different.length === 0 ? same : words.join("; "),
  };
}
