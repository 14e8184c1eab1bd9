import { createHash } from "node:crypto";
import { createReadStream, existsSync } from "node:fs";
import { mkdir, readdir, rm, stat, statfs } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { type AttachmentCount, completeness } from "@/lib/domain/backup/report";
import { ToolboxFailure } from "@/toolbox/failure";
import { type Run, size } from "@/toolbox/run";

const MISSING_NAMES = 20;
/** A dump is read in pieces this large: with Node's usual 64 kB it takes twice the processor time. */
const PIECE_BYTES = 1_048_576;

/** The operation's own work directory, empty: what an earlier run left there is removed. */
export async function freshWork(run: Run): Promise<string> {
  const work = join(run.settings.scratch, `toolbox-${run.settings.operation}`);
  try {
    await rm(work, { recursive: true, force: true });
    await mkdir(work, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new ToolboxFailure("permission_denied", `The work directory cannot be made: ${messageOf(error)}.`);
  }
  return work;
}

/** Refuses to begin what the disk under `directory` will not hold. */
export async function requireSpace(run: Run, directory: string, bytes: number, what: string): Promise<void> {
  let existing = directory;
  while (!existsSync(existing) && dirname(existing) !== existing) existing = dirname(existing);
  const { bavail, bsize } = await statfs(existing);
  const allowed = await allowedIn(run, directory);
  const free = Math.min(bavail * bsize, allowed ?? Number.POSITIVE_INFINITY);
  run.say(`${what} needs about ${size(bytes)}; ${size(free)} are free.`);
  if (free < bytes)
    throw new ToolboxFailure(
      "not_enough_disk",
      `${what} needs about ${size(bytes)} in ${directory}, but only ${size(free)} are free${free === allowed ? OF_THE_JOB : ""}.`,
    );
}

const OF_THE_JOB = " of what the Job is given (HOLDFAST_TOOLBOX_SCRATCH_GIB of the worker)";

/** What the pod may still write there; null where only the disk limits it. */
async function allowedIn(run: Run, directory: string): Promise<number | null> {
  const { scratch, scratchBytes } = run.settings;
  if (scratchBytes === null || !`${directory}/`.startsWith(`${scratch}/`)) return null;
  return Math.max(0, scratchBytes - (await heldIn(scratch)));
}

async function heldIn(directory: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) bytes += await heldIn(path);
    else if (entry.isFile()) bytes += (await stat(path)).size;
  }
  return bytes;
}

/** Names of a directory's files, in order of their bytes. */
async function filesOf(directory: string): Promise<string[]> {
  return (await readdir(directory)).toSorted((left, right) => (left < right ? -1 : 1));
}

/** One SHA-256 over names and contents of a directory's files, in order, and their total size. */
export async function hashDirectory(run: Run, directory: string): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash("sha256");
  let bytes = 0;
  for (const name of await filesOf(directory)) {
    const file = join(directory, name);
    const length = (await stat(file)).size;
    hash.update(`${name}\0${length}\0`);
    for await (const chunk of createReadStream(file, { highWaterMark: PIECE_BYTES })) {
      run.check();
      hash.update(chunk);
    }
    bytes += length;
  }
  return { sha256: hash.digest("hex"), bytes };
}

/** SHA-1 of a file's content: what the filestore names it by. */
export async function sha1Of(file: string): Promise<string> {
  const hash = createHash("sha1");
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return hash.digest("hex");
}

/** The lines of a list, one by one. */
export async function* linesOf(file: string): AsyncGenerator<string> {
  for await (const line of createInterface({ input: createReadStream(file) })) yield line;
}

/**
 * Compares the files attachments refer to with the files that are there. Both lists are in order, so neither is
 * ever held as a whole.
 */
export async function compareAttachments(wantedList: string, presentList: string): Promise<AttachmentCount> {
  const there = linesOf(presentList);
  let next = await there.next();
  let [total, present] = [0, 0];
  const missing: string[] = [];
  for await (const line of linesOf(wantedList)) {
    const [name = "", rows = "0"] = line.split("\t");
    while (next.done !== true && next.value < name) next = await there.next();
    total += Number(rows);
    if (next.done !== true && next.value === name) present += Number(rows);
    else if (missing.length < MISSING_NAMES) missing.push(name.slice(0, 60));
  }
  await there.return(undefined);
  return { total, present, percent: completeness(total, present), missing };
}

/** The system's reason of a failure. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
