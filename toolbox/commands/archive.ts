import { setTimeout as delay } from "node:timers/promises";
import type { ArchiveReport } from "@/lib/domain/backup/report";
import { ToolboxFailure } from "@/toolbox/failure";
import { type Sql, withDatabase } from "@/toolbox/postgres";
import type { Run } from "@/toolbox/run";

const LOOK_MS = 500;
const SEGMENT = /^[0-9A-F]{24}/;

/**
 * Commits a mark and waits until the segment of the write-ahead log that holds it is archived: from then on every
 * second up to now can be brought back. Where the role may, it has the server close the segment at once; elsewhere it
 * waits for the server's own archive_timeout.
 * @throws ToolboxFailure `not_archived` when the server archives nothing, or fails to; `time_limit`
 */
export async function archive(run: Run): Promise<ArchiveReport> {
  // The log is the whole server's. A right to close segments given in the server's own database outlives restores.
  const { maintenance, operation } = run.settings;
  return withDatabase(run, maintenance, async (sql) => {
    const { serverTime, segment } = await run.phase("mark", () => mark(sql));
    const switched = await run.phase("switch", () => switchSegment(sql));
    run.say(
      switched
        ? `Segment ${segment} of the log is closed; waiting until it is archived.`
        : `This role may not close segments: waiting until the server does, and archives ${segment}.`,
    );
    await run.phase("archive", () => untilArchived(run, sql, segment));
    const archivedSeconds = run.seconds["archive"] ?? 0;
    run.say(`Archived after ${archivedSeconds} s.`);
    const { totalSeconds } = run;
    return { ok: true, operation, serverTime, segment, switched, archivedSeconds, totalSeconds };
  });
}

async function mark(sql: Sql): Promise<{ serverTime: string; segment: string }> {
  const [mode] = await sql<{ mode: string }>("SELECT current_setting('archive_mode') AS mode");
  if (mode?.mode === "off")
    throw new ToolboxFailure(
      "not_archived",
      "This server archives no write-ahead log (archive_mode is off).",
    );
  // Taking a transaction id makes the commit a record of its own, though nothing is written.
  await sql("BEGIN");
  await sql("SELECT pg_current_xact_id()");
  await sql("COMMIT");
  const [row] = await sql<{ time: string; segment: string }>(
    `SELECT to_char(clock_timestamp() AT TIME ZONE 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS time,
       pg_walfile_name(pg_current_wal_insert_lsn()) AS segment`,
  );
  return { serverTime: row?.time ?? "", segment: row?.segment ?? "" };
}

async function switchSegment(sql: Sql): Promise<boolean> {
  const [row] = await sql<{ may: boolean }>(
    "SELECT has_function_privilege('pg_switch_wal()', 'EXECUTE') AS may",
  );
  if (row?.may !== true) return false;
  await sql("SELECT pg_switch_wal()");
  return true;
}

async function untilArchived(run: Run, sql: Sql, segment: string): Promise<void> {
  const failedBefore = (await archiver(sql)).failed;
  for (;;) {
    const { last, failed, lastFailed } = await archiver(sql);
    if (SEGMENT.test(last) && last.slice(0, 24) >= segment) return;
    if (failed > failedBefore + 2)
      throw new ToolboxFailure("not_archived", `The server fails to archive its log (${lastFailed}).`);
    run.check();
    await delay(LOOK_MS, undefined, { signal: run.signal }).catch(() => run.check());
  }
}

async function archiver(sql: Sql): Promise<{ last: string; failed: number; lastFailed: string }> {
  const [row] = await sql<{ last: string | null; failed: string; wal: string | null }>(
    "SELECT last_archived_wal AS last, failed_count AS failed, last_failed_wal AS wal FROM pg_stat_archiver",
  );
  return { last: row?.last ?? "", failed: Number(row?.failed ?? 0), lastFailed: row?.wal ?? "" };
}
