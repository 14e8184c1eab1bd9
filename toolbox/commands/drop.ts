import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { DropReport } from "@/lib/domain/backup/report";
import { dropDatabase, markedBy } from "@/toolbox/databases";
import { messageOf } from "@/toolbox/files";
import { broughtBackBy } from "@/toolbox/filestore";
import { claim, withDatabase } from "@/toolbox/postgres";
import type { Run } from "@/toolbox/run";

const MOST_DIRECTORIES = 1_000;

/**
 * Removes what an operation brought back or kept beside the living database and filestore: only what carries its mark,
 * and never what lives. Repeated, it finds nothing more.
 */
export async function drop(run: Run, madeBy: string): Promise<DropReport> {
  const { maintenance, connection, operation, filestore } = run.settings;
  return withDatabase(run, maintenance, async (sql) => {
    // The same turn as an exchange of these names: neither may see the other half done.
    await claim(sql, `swap ${connection.database}`);
    const databases = (await markedBy(sql, madeBy)).filter((name) => name !== connection.database);
    await run.phase("databases", async () => {
      for (const name of databases) {
        await dropDatabase(sql, name);
        run.say(`The database ${name} was dropped.`);
      }
    });
    const directories = await run.phase("filestore", () => removeDirectories(run, madeBy));
    run.say(`${directories.length} directories were removed from ${filestore}.`);
    return { ok: true, operation, madeBy, databases, directories, seconds: run.seconds };
  });
}

async function removeDirectories(run: Run, madeBy: string): Promise<string[]> {
  const { filestore, connection } = run.settings;
  const names = await readdir(filestore).catch((error: unknown) => {
    run.say(`The filestore cannot be listed: ${messageOf(error)}.`);
    return [];
  });
  const removed: string[] = [];
  for (const name of names.slice(0, MOST_DIRECTORIES)) {
    if (name === connection.database) continue;
    const directory = join(filestore, name);
    const ours = name.endsWith(`.part-${madeBy}`) || (await broughtBackBy(directory)) === madeBy;
    if (!ours) continue;
    await rm(directory, { recursive: true, force: true });
    removed.push(name);
  }
  return removed;
}
