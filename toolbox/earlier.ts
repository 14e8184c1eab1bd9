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
 * Tells how many were found.
 */
export async function fillFromEarlier(
  run: Run,
  { list, directory }: Wanted,
  { earlier, work }: { earlier: readonly Snapshot[]; work: string },
): Promise<number> {
  const missing = await missingOf({ list, directory });
  const sought = missing.size;
  for (const snapshot of earlier.slice(0, MOST_SNAPSHOTS)) {
    if (missing.size === 0) break;
    const found = await takeFrom(run, snapshot, { missing, directory, work });
    for (const name of found) missing.delete(name);
    if (found.length > 0)
      run.say(
        `${sentenceCase(counted(found.length, "missing file"))} came from the earlier snapshot of ${snapshot.time}.`,
      );
  }
  return sought - missing.size;
}

async function missingOf({ list, directory }: Wanted): Promise<Set<string>> {
  const missing = new Set<string>();
  for await (const line of linesOf(list)) {
    const [name = ""] = line.split("\t");
    if (missing.size < MOST_FILES && !existsSync(join(directory, name))) missing.add(name);
  }
  return missing;
}

/** Those of the missing files that came whole out of one snapshot. */
async function takeFrom(
  run: Run,
  snapshot: Snapshot,
  { missing, directory, work }: { missing: ReadonlySet<string>; directory: string; work: string },
): Promise<string[]> {
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
  const whole: string[] = [];
  for (const name of names) {
    const file = join(directory, name);
    if (existsSync(file) && (await sha1Of(file)) === name.slice(3)) whole.push(name);
    else await rm(file, { force: true });
  }
  return whole;
}
