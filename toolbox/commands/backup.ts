import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { AttachmentCount, BackupReport } from "@/lib/domain/backup/report";
import { writeConfiguration } from "@/toolbox/configuration";
import { checkBefore, dump, holdCollector, stillHeld } from "@/toolbox/dump";
import { ToolboxFailure } from "@/toolbox/failure";
import { compareAttachments, freshWork, hashDirectory } from "@/toolbox/files";
import { compareSnapshots } from "@/toolbox/filestore";
import { layout, type Manifest, readManifest, writeManifest } from "@/toolbox/manifest";
import { claim, inTurn, type Sql, withDatabase } from "@/toolbox/postgres";
import {
  bringBack,
  forgetSnapshots,
  listFiles,
  openOrCreateRepository,
  openRepository,
  type Snapshot,
  type Stored,
  storeDirectory,
} from "@/toolbox/restic";
import { type Run, size, together } from "@/toolbox/run";

/** Never part of a filestore's copy: the collector's marks, half-written files, our own marks. */
const NOT_STORED = ["checklist", "*.part", ".holdfast-*"];

/**
 * Copies one environment's data into the repository: the database as of one second, then the filestore, so that every
 * attachment of the dump has its file. Repeated for the same operation, it reports what is there already.
 * @throws ToolboxFailure in words for people
 */
export async function backup(run: Run): Promise<BackupReport> {
  const { connection, operation, repository } = run.settings;
  return withDatabase(run, connection, async (guard) => {
    await claim(guard, operation);
    const all = await run.phase("repository", () =>
      inTurn(guard, repository, () => openOrCreateRepository(run)),
    );
    const before = all.filter((snapshot) => snapshot.operation === operation);
    const pair = pairOf(before);
    const work = await freshWork(run);
    try {
      if (pair !== undefined) return await reportAgain(run, pair, work);
      await forgetSnapshots(
        run,
        before.map(({ id }) => id),
      );
      return await copy(run, guard, work);
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  });
}

type Pair = { database: Snapshot; filestore: Snapshot };

/** The newest complete pair: neither is of use without the other. */
function pairOf(snapshots: readonly Snapshot[]): Pair | undefined {
  const database = snapshots.findLast(({ part }) => part === "database");
  const filestore = snapshots.findLast(({ part }) => part === "filestore");
  return database === undefined || filestore === undefined ? undefined : { database, filestore };
}

async function copy(run: Run, guard: Sql, work: string): Promise<BackupReport> {
  const { connection, operation, labels } = run.settings;
  await run.phase("check", () => checkBefore(run, guard, work));
  await run.phase("collector", () => holdCollector(run, guard));
  const directory = join(work, "database");
  await mkdir(directory);
  const facts = await run.phase("dump", () => dump(run, directory));
  const [hashed, filestore] = await run.phase("store_filestore", () => hashAndStore(run, work, directory));
  const { sha256: dumpSha256, bytes: dumpBytes } = hashed;
  run.say(`Dumped ${facts.structure.tables} tables, ${size(dumpBytes)}, in ${run.seconds["dump"] ?? 0} s.`);
  run.say(`Stored the filestore; the repository grew by ${size(filestore.addedBytes)}.`);
  if (filestore.vanished > 0) run.note(`${filestore.vanished} files vanished while they were read.`);
  await stillHeld(run, guard);
  const known = { ...facts, operation, labels, database: connection.database, dumpBytes, dumpSha256 };
  await writeManifest(directory, known);
  await writeConfiguration(layout(directory).configuration, run.settings.configuration);
  const files = join(work, "present.list");
  const [database, listed] = await run.phase("store_database", () =>
    storeAndList(run, directory, { id: filestore.id, list: files }),
  );
  run.say(`Stored the dump; the repository grew by ${size(database.addedBytes)}.`);
  const all = await run.phase("look_again", () => openRepository(run));
  const pair = pairOf(all.filter((snapshot) => snapshot.operation === operation));
  if (pair?.database.id.startsWith(database.id) !== true || !pair.filestore.id.startsWith(filestore.id))
    throw new ToolboxFailure("failed", "The snapshots just made are not in the repository.");
  const addedBytes = database.addedBytes + filestore.addedBytes;
  const attachments = await compareAttachments(layout(directory).attachments, files);
  return report(run, pair, { ...known, format: 1 }, { ...listed, attachments, addedBytes, repeated: false });
}

/**
 * The filestore is read as soon as the dump is whole, so that every attachment of the dump has its file. The dump, which
 * waits for its manifest to be stored, is hashed in the same time: many small files leave a processor idle.
 */
async function hashAndStore(run: Run, work: string, directory: string) {
  return together(hashDirectory(run, layout(directory).dump), storeFilestore(run, work));
}

/** What the filestore's snapshot holds is listed while the dump is stored: it is complete, and both mostly wait. */
async function storeAndList(run: Run, directory: string, filestore: { id: string; list: string }) {
  const listed = listFiles(run, filestore.id, filestore.list);
  return together(storeDirectory(run, "database", directory), listed);
}

async function storeFilestore(run: Run, work: string): Promise<Stored> {
  const directory = join(run.settings.filestore, run.settings.connection.database);
  if (existsSync(directory)) {
    try {
      return await storeDirectory(run, "filestore", directory, NOT_STORED);
    } catch (error) {
      if (!(error instanceof ToolboxFailure) || !/snapshot is empty/.test(error.message)) throw error;
    }
  }
  // The repository takes no empty directory: a mark stands in for a filestore without files.
  const empty = join(work, "empty");
  await mkdir(empty, { recursive: true });
  await writeFile(join(empty, ".holdfast-empty"), "");
  return storeDirectory(run, "filestore", empty);
}

/** The report of snapshots an earlier run made, from what they hold themselves. */
async function reportAgain(run: Run, pair: Pair, work: string): Promise<BackupReport> {
  run.say("This operation's snapshots exist already; nothing is made twice.");
  const directory = join(work, "database");
  await run.phase("read_back", () =>
    bringBack(run, pair.database.id, directory, ["/manifest.json", "/attachments.list"]),
  );
  const manifest = await readManifest(directory);
  const listed = await run.phase("list_files", () => compareSnapshots(run, pair.filestore.id, work));
  return report(run, pair, manifest, { ...listed, addedBytes: 0, repeated: true });
}

type Found = { files: number; bytes: number; attachments: AttachmentCount };

function report(
  run: Run,
  pair: Pair,
  manifest: Manifest,
  { files, bytes, attachments, addedBytes, repeated }: Found & { addedBytes: number; repeated: boolean },
): BackupReport {
  run.say(
    `${attachments.present} of ${attachments.total} attachments have their file (${attachments.percent} %).`,
  );
  return {
    ok: true,
    operation: manifest.operation,
    repeated,
    databaseSnapshotId: pair.database.id,
    filestoreSnapshotId: pair.filestore.id,
    dumpBytes: manifest.dumpBytes,
    dumpSha256: manifest.dumpSha256,
    filestoreBytes: bytes,
    filestoreFiles: files,
    addedBytes,
    attachments,
    walPosition: manifest.walPosition,
    serverTime: manifest.serverTime,
    rowCounts: manifest.rowCounts,
    postgresVersion: manifest.postgresVersion,
    odooMajor: manifest.odooMajor,
    seconds: run.seconds,
    notes: run.notes.slice(0, 5).map((note) => note.slice(0, 200)),
  };
}
