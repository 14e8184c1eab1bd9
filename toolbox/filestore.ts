import { randomInt } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { AttachmentCount } from "@/lib/domain/backup/report";
import type { Part } from "@/lib/domain/recovery/reading";
import { ToolboxFailure } from "@/toolbox/failure";
import { compareAttachments, linesOf, requireSpace, sha1Of } from "@/toolbox/files";
import { layout } from "@/toolbox/manifest";
import { bringBack, listFiles } from "@/toolbox/restic";
import type { Run } from "@/toolbox/run";
import type { Sample } from "@/toolbox/share";

/** The file in which a directory of ours says whose it is. */
export const FILESTORE_MARK = ".holdfast-operation";
const EMPTY = ".holdfast-empty";
const NAMED_WRONG = 5;

const SPARE_BYTES = 16_000_000;

type StoredFiles = { readonly id: string; readonly bytes: number };
export type HashedFiles = { hashed: number; wrong: readonly string[]; wrongCount: number };

/** Which attachments of the dump have their file in the filestore snapshot. */
export async function compareSnapshots(
  run: Run,
  id: string,
  work: string,
): Promise<{ attachments: AttachmentCount; bytes: number; files: number }> {
  const present = join(work, "present.list");
  await rm(present, { force: true });
  const { bytes, files } = await listFiles(run, id, present);
  return {
    attachments: await compareAttachments(layout(join(work, "database")).attachments, present),
    ...{ bytes, files },
  };
}

/**
 * Brings files of a filestore snapshot back into a directory and compares their content with their names. Where that
 * directory has no room for them the work directory takes them, for as long as they are compared.
 */
export async function hashFiles(
  run: Run,
  { id, bytes }: StoredFiles,
  { work, directory: wanted }: { work: string; directory: string },
  sample: Sample,
): Promise<HashedFiles> {
  const list = join(work, "present.list");
  if (sample === "all") {
    const directory = await roomFor(run, { work, wanted }, bytes);
    await bringBack(run, id, directory);
    return compareWithNames(run, directory, linesOf(list));
  }
  if (typeof sample === "object") return hashPart(run, { id, bytes }, { work, wanted }, sample);
  const directory = wanted;
  const chosen = await choose(linesOf(list), sample);
  if (chosen.length === 0) return NONE;
  await bringBack(
    run,
    id,
    directory,
    chosen.map((name) => `/${name}`),
  );
  return compareWithNames(run, directory, chosen);
}

const NONE: HashedFiles = { hashed: 0, wrong: [], wrongCount: 0 };

async function roomFor(
  run: Run,
  { work, wanted }: { work: string; wanted: string },
  bytes: number,
): Promise<string> {
  const needed = bytes + SPARE_BYTES;
  const aside = join(work, "filestore");
  try {
    await requireSpace(run, wanted, needed, "The filestore");
    return wanted;
  } catch (error) {
    const full = error instanceof ToolboxFailure && error.fault === "not_enough_disk";
    if (!full || wanted === aside) throw error;
    run.note("The filestore's volume has no room for a second copy: the files are compared elsewhere.");
    await requireSpace(run, work, needed, "The filestore");
    return aside;
  }
}

/** The files whose hash begins with every so many-th byte: the parts of all their numbers are all files. */
async function hashPart(
  run: Run,
  { id, bytes }: StoredFiles,
  places: { work: string; wanted: string },
  { part, parts }: Part,
): Promise<HashedFiles> {
  const ours = (name: string) => Number.parseInt(name.slice(0, 2), 16) % parts === part - 1;
  async function* chosen(): AsyncGenerator<string> {
    for await (const name of linesOf(join(places.work, "present.list"))) if (ours(name)) yield name;
  }
  const folders = new Set<string>();
  for await (const name of chosen()) folders.add(`/${name.slice(0, 2)}`);
  if (folders.size === 0) return NONE;
  const directory = await roomFor(run, places, Math.ceil((bytes / parts) * 1.5));
  await bringBack(run, id, directory, [...folders]);
  return compareWithNames(run, directory, chosen());
}

/** A random sample in one pass, every name equally likely. */
export async function choose(names: AsyncIterable<string>, size: number): Promise<string[]> {
  const chosen: string[] = [];
  let seen = 0;
  for await (const name of names) {
    seen += 1;
    if (chosen.length < size) chosen.push(name);
    else {
      const place = randomInt(seen);
      if (place < size) chosen[place] = name;
    }
  }
  return chosen;
}

/** Content against name, file by file. A file that is not there counts as wrong. */
export async function compareWithNames(
  run: Run,
  directory: string,
  names: AsyncIterable<string> | Iterable<string>,
): Promise<HashedFiles> {
  const wrong: string[] = [];
  let [hashed, wrongCount] = [0, 0];
  for await (const name of names) {
    run.check();
    const file = join(directory, name);
    hashed += 1;
    if (existsSync(file) && (await sha1Of(file)) === name.slice(3)) continue;
    wrongCount += 1;
    if (wrong.length < NAMED_WRONG) wrong.push(name);
  }
  return { hashed, wrong, wrongCount };
}

/** Refuses a filestore of so many bytes for which there is no room. */
export const requireFilestoreSpace = (run: Run, directory: string, bytes: number): Promise<void> =>
  requireSpace(run, directory, bytes + SPARE_BYTES, "The filestore");

/** Brings a whole filestore back into a directory that says whose it is. */
export async function bringBackFilestore(
  run: Run,
  { id, bytes }: StoredFiles,
  directory: string,
): Promise<void> {
  await requireFilestoreSpace(run, directory, bytes);
  await bringBack(run, id, directory);
  await rm(join(directory, EMPTY), { force: true });
  await writeFile(join(directory, FILESTORE_MARK), `${run.settings.operation}\n`);
}

/** Makes an empty directory that says whose it is, before anything is in it: whoever cleans up knows it again. */
export async function ownDirectory(run: Run, directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, FILESTORE_MARK), `${run.settings.operation}\n`);
}

/** The operation that brought a filestore back; undefined when the directory says nothing. */
export async function broughtBackBy(directory: string): Promise<string | undefined> {
  const file = join(directory, FILESTORE_MARK);
  return existsSync(file) ? (await readFile(file, "utf8")).trim() : undefined;
}
