import { existsSync } from "node:fs";
import { copyFile, mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type AttachmentCount, completeness } from "@/lib/domain/backup/report";
import { dump, requireDumpSpace } from "@/toolbox/dump";
import { type Facts, writeAttachmentList } from "@/toolbox/facts";
import { ToolboxFailure } from "@/toolbox/failure";
import { hashDirectory, linesOf, sha1Of } from "@/toolbox/files";
import { layout, type Recorded } from "@/toolbox/manifest";
import { type Sql, withDatabase } from "@/toolbox/postgres";
import type { Run } from "@/toolbox/run";

const MISSING_NAMES = 20;

/** Dumps the database of a server that was recovered to a second, as a backup dumps the living one. */
export async function dumpSource(run: Run, work: string): Promise<Facts & Recorded & { dumpBytes: number }> {
  const { source } = run.settings;
  if (source === null) throw new ToolboxFailure("bad_settings", "PGSOURCE_HOST is not set.");
  const directory = join(work, "database");
  await mkdir(directory, { recursive: true });
  await withDatabase(run, source, (sql) => requireDumpSpace(run, sql, work));
  const facts = await dump(run, directory, source);
  const { bytes: dumpBytes } = await hashDirectory(run, layout(directory).dump);
  return { ...facts, dumpBytes };
}

/** The names of all files that a database refers to, in order. */
export async function listAttachments(run: Run, sql: Sql, list: string): Promise<void> {
  await sql("BEGIN READ ONLY");
  await writeAttachmentList(run, sql, list);
  await sql("COMMIT");
}

/**
 * Counts which of the files named in `list` are in the directory. One that is not is copied from where the ERP keeps
 * its files now, if its content is what its name says: files are named by it, so the same name is the same file.
 */
export async function fillFrom(
  run: Run,
  { list, directory }: { list: string; directory: string },
  living: string | undefined,
): Promise<AttachmentCount> {
  let [total, present, copied] = [0, 0, 0];
  const missing: string[] = [];
  for await (const line of linesOf(list)) {
    run.check();
    const [name = "", rows = "0"] = line.split("\t");
    const there = existsSync(join(directory, name));
    const filled =
      !there && living !== undefined && (await copyOne(join(living, name), join(directory, name)));
    total += Number(rows);
    if (there || filled) present += Number(rows);
    else if (missing.length < MISSING_NAMES) missing.push(name.slice(0, 60));
    if (filled) copied += 1;
  }
  if (copied > 0)
    run.say(`${copied} files that are newer than the snapshot were copied from the living ones.`);
  return { total, present, percent: completeness(total, present), missing };
}

async function copyOne(from: string, to: string): Promise<boolean> {
  const name = from.split("/").at(-1);
  if (!existsSync(from) || (await sha1Of(from)) !== name) return false;
  await mkdir(dirname(to), { recursive: true });
  await copyFile(from, to);
  return true;
}
