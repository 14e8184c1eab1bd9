import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Facts, hasStoredFiles, readFacts, writeAttachmentList } from "@/toolbox/facts";
import { ToolboxFailure } from "@/toolbox/failure";
import { FIGURE_RULES, readFigures, savepointed } from "@/toolbox/figures";
import { requireSpace } from "@/toolbox/files";
import { layout, type Recorded } from "@/toolbox/manifest";
import { runPostgres, type Sql, serverMajor, withDatabase } from "@/toolbox/postgres";
import { type Run, together } from "@/toolbox/run";

/** What would fail an hour later is refused now: the filestore's place, and room for the dump. */
export async function checkBefore(run: Run, sql: Sql, work: string): Promise<void> {
  const { filestore, connection } = run.settings;
  const directory = join(filestore, connection.database);
  if (!existsSync(directory) && (await hasStoredFiles(sql)))
    throw new ToolboxFailure(
      "filestore_missing",
      `The filestore directory ${directory} does not exist, but attachments of ${connection.database} refer to files.`,
    );
  await requireDumpSpace(run, sql, work);
}

/** Refuses a dump for which there is no room. */
export async function requireDumpSpace(run: Run, sql: Sql, work: string): Promise<void> {
  // Tables without their indexes; rows as text take somewhat more than on disk.
  const [row] = await sql<{ bytes: string }>(
    "SELECT coalesce(sum(pg_table_size(oid)), 0) AS bytes FROM pg_class WHERE relkind IN ('r', 'm') AND relnamespace <> 'pg_catalog'::regnamespace",
  );
  await requireSpace(run, work, Math.ceil(Number(row?.bytes ?? 0) * 1.5) + 16_000_000, "The dump");
}

/**
 * Keeps the ERP from removing files until the filestore is copied: its collector takes a lock on the attachments that
 * this one excludes, while reading and writing attachments goes on.
 */
export async function holdCollector(run: Run, guard: Sql): Promise<void> {
  await guard("BEGIN");
  try {
    await guard("SET LOCAL lock_timeout = '30s'");
    await guard("LOCK TABLE ir_attachment IN ROW EXCLUSIVE MODE");
  } catch (error) {
    if (!(error instanceof ToolboxFailure) || error.fault === "interrupted") throw error;
    await guard("ROLLBACK");
    run.note(`The ERP's file collector could not be held back: ${error.message}`);
  }
}

/** Lets the collector go; tells when it was free to work before that. */
export async function stillHeld(run: Run, guard: Sql): Promise<void> {
  try {
    await guard("COMMIT");
  } catch {
    run.check();
    run.note("The connection that held the ERP's file collector back was lost during the copy.");
  }
}

/** Everything about a database from one snapshot: facts, figures, attachment names, dump. */
export function dump(
  run: Run,
  directory: string,
  connection = run.settings.connection,
): Promise<Facts & Recorded> {
  const { jobs } = run.settings;
  const places = layout(directory);
  return withDatabase(run, connection, async (sql) => {
    await sql("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    const [row] = await sql<{ snapshot: string }>("SELECT pg_export_snapshot() AS snapshot");
    const facts = await readFacts(run, sql);
    run.say(
      `Snapshot of ${connection.database} at ${facts.serverTime}, write-ahead log at ${facts.walPosition}.`,
    );
    await writeAttachmentList(run, sql, places.attachments);
    const major = await serverMajor(sql);
    const dumping = runPostgres(run, "pg_dump", { connection, major }, [
      ...["--format=directory", `--jobs=${jobs}`, `--snapshot=${row?.snapshot ?? ""}`],
      // Uncompressed, so that the repository finds what did not change since the last dump, and compresses itself.
      ...["--compress=0", "--lock-wait-timeout=60000", "--no-password", `--file=${places.dump}`],
    ]);
    // This connection only holds the snapshot meanwhile: the figures are read from it in the time the dump takes.
    const [, read] = await together(dumping, readFigures(run, savepointed(sql)));
    await sql("COMMIT");
    return { ...facts, figures: { rules: FIGURE_RULES, ...read } };
  });
}
