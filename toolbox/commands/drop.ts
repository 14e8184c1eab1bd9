import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { DropReport } from "@/lib/domain/backup/report";
import { dropDatabase, markedBy } from "@/toolbox/databases";
import { ToolboxFailure } from "@/toolbox/failure";
import { messageOf } from "@/toolbox/files";
import { broughtBackBy } from "@/toolbox/filestore";
import { claim, withDatabase } from "@/toolbox/postgres";
import type { Run } from "@/toolbox/run";

export type DropOptions = {
  /** The operation whose copies go. */
  madeBy: string;
  /** The database of this connection too, when that operation made it: a drill works on nothing else. */
  ownToo: boolean;
  /** A database and directory of that operation which stay: what lived before its exchange. */
  spare: string | null;
};

const MOST_DIRECTORIES = 1_000;

/**
 * Removes what an operation brought back or kept beside the living database and filestore: only what carries its mark,
 * and never what lives. Repeated, it finds nothing more.
 * @throws ToolboxFailure `already_running` while that operation still brings or reads something back
 */
export async function drop(run: Run, { madeBy, ownToo, spare }: DropOptions): Promise<DropReport> {
  const { maintenance, connection, operation, filestore } = run.settings;
  return withDatabase(run, maintenance, async (sql) => {
    // The same turn as an exchange of these names: neither may see the other half done.
    await claim(sql, `swap ${connection.database}`);
    await claim(sql, `restore ${madeBy}`);
    await claim(sql, `verify ${madeBy}`);
    const living = ownToo ? null : connection.database;
    const marked = await markedBy(sql, madeBy);
    const ours = async () =>
      (await markedBy(sql, madeBy)).filter((name) => name !== living && name !== spare);
    const databases = await ours();
    await run.phase("databases", async () => {
      for (const name of databases) {
        await dropDatabase(sql, name);
        run.say(`The database ${name} was dropped.`);
      }
      const [left] = await ours();
      if (left !== undefined) throw new ToolboxFailure("database_in_use", `${left} is still there.`);
    });
    const directories = await run.phase("filestore", () =>
      removeDirectories(run, { madeBy, stay: [living, spare] }),
    );
    run.say(`${directories.length} directories were removed from ${filestore}.`);
    const spared =
      spare !== null && (marked.includes(spare) || (await broughtBackBy(join(filestore, spare))) === madeBy);
    if (spared) run.say(`${spare} stays: it lived before the exchange.`);
    return { ok: true, operation, madeBy, databases, directories, spared, seconds: run.seconds };
  });
}

/** Removes the directories of an operation, but for those named. */
export async function removeDirectories(
  run: Run,
  { madeBy, stay }: { madeBy: string; stay: readonly (string | null)[] },
): Promise<string[]> {
  const { filestore } = run.settings;
  const names = await readdir(filestore).catch((error: unknown) => {
    run.say(`The filestore cannot be listed: ${messageOf(error)}.`);
    return [];
  });
  const removed: string[] = [];
  for (const name of names.slice(0, MOST_DIRECTORIES)) {
    if (stay.includes(name)) continue;
    const directory = join(filestore, name);
    const ours = name.endsWith(`.part-${madeBy}`) || (await broughtBackBy(directory)) === madeBy;
    if (!ours) continue;
    await rm(directory, { recursive: true, force: true });
    removed.push(name);
  }
  return removed;
}
