import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { counted, sentenceCase } from "@/lib/domain/shared/words";
import { ToolboxFailure } from "@/toolbox/failure";
import { linesOf, sha1Of } from "@/toolbox/files";
import { bringBack, listFiles, type Snapshot } from "@/toolbox/restic";
import type { Run } from "@/toolbox/run";

/** Earlier snapshots that are looked through, the nearest first. */
const MOST_SNAPSHOTS = 4;
/** Files that are looked for in them; so many do not vanish between two backups. */
const MOST_FILES = 20_000;
/** Names that one restic is given. */
const NAMES_AT_ONCE = 1_000;

type Wanted = { list: string; directory: string };

/**
 * Brings back what the ERP had removed between a second and the snapshot its files are taken from: an earlier snapshot
 * of the same filestore has it. Files are named by their content, so the same name is the same file in any of them.
 * Tells how many were found, and how many of those still missing were there, but damaged.
 */
export async function fillFromEarlier(
  run: Run,
  { list, directory }: Wanted,
  { earlier, work }: { earlier: readonly Snapshot[]; work: string },
): Promise<{ found: number; damaged: number }> {
  const missing = await missingOf({ list, directory });
  const sought = missing.size;
  const damaged = new Set<string>();
  for (const snapshot of earlier.slice(0, MOST_SNAPSHOTS)) {
    if (missing.size === 0) break;
    const { whole, refused } = await takeFrom(run, snapshot, { missing, directory, work });
    for (const name of whole) missing.delete(name);
    for (const name of refused) damaged.add(name);
    if (whole.length > 0)
      run.say(
        `${sentenceCase(counted(whole.length, "missing file"))} came from the earlier snapshot of ${snapshot.time}.`,
      );
    if (refused.length > 0)
      run.say(
        `${sentenceCase(counted(refused.length, "missing file"))} of the earlier snapshot of ${snapshot.time} could not be taken: what is stored is not what the name says.`,
      );
  }
  return { found: sought - missing.size, damaged: [...damaged].filter((name) => missing.has(name)).length };
}

async function missingOf({ list, directory }: Wanted): Promise<Set<string>> {
  const missing = new Set<string>();
  for await (const line of linesOf(list)) {
    const [name = ""] = line.split("\t");
    if (missing.size < MOST_FILES && !existsSync(join(directory, name))) missing.add(name);
  }
  return missing;
}

/** Those of the missing files that one snapshot holds: what came out of it whole, and what did not and was not taken. */
async function takeFrom(
  run: Run,
  snapshot: Snapshot,
  { missing, directory, work }: { missing: ReadonlySet<string>; directory: string; work: string },
): Promise<{ whole: string[]; refused: string[] }> {
  const names: string[] = [];
  try {
    const list = join(work, "earlier.list");
    await rm(list, { force: true });
    await listFiles(run, snapshot.id, list);
    for await (const name of linesOf(list)) if (missing.has(name)) names.push(name);
    for (let from = 0; from < names.length; from += NAMES_AT_ONCE) {
      const paths = names.slice(from, from + NAMES_AT_ONCE).map((name) => `/${name}`);
      await bringBack(run, snapshot.id, directory, paths);
    }
  } catch (error) {
    // That an earlier copy is damaged is no reason to bring nothing back: what of it is whole is taken.
    if (!(error instanceof ToolboxFailure) || error.fault !== "repository_damaged") throw error;
    run.say(`The earlier snapshot of ${snapshot.time} is damaged: not all that is missing could be taken.`);
  }
  const [whole, refused]: [string[], string[]] = [[], []];
  for (const name of names) {
    const file = join(directory, name);
    if (existsSync(file) && (await sha1Of(file)) === name.slice(3)) whole.push(name);
    else {
      await rm(file, { force: true });
      refused.push(name);
    }
  }
  return { whole, refused };
}
