import { appendFileSync } from "node:fs";
import { BUSINESS_TABLES, type RowCounts } from "@/lib/domain/backup/report";
import { quoted, type Sql, serverMajor } from "@/toolbox/postgres";
import type { Run } from "@/toolbox/run";

/** What a restored copy must have as the original had it. */
export type Structure = {
  tables: number;
  constraints: number;
  notValidated: number;
  indexes: number;
  invalidIndexes: number;
  sequences: number;
};

/** What is known about a database at the second of its snapshot; part of the backup's manifest. */
export type Facts = {
  walPosition: string;
  serverTime: string;
  postgresVersion: string;
  postgresMajor: number;
  collation: string;
  characterType: string;
  odooMajor: number | null;
  rowCounts: RowCounts;
  structure: Structure;
};

const LIST_ROWS = 5_000;

/** Names of ordinary tables in the schema `public`. */
async function existingTables(sql: Sql): Promise<Set<string>> {
  const rows = await sql<{ name: string }>(
    "SELECT c.relname AS name FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')",
  );
  return new Set(rows.map(({ name }) => name));
}

/** Rows of the business tables that exist. */
export async function countRows(run: Run, sql: Sql): Promise<RowCounts> {
  const existing = await existingTables(sql);
  const counts: Record<string, number> = {};
  for (const table of BUSINESS_TABLES.filter((name) => existing.has(name))) {
    run.check();
    const [row] = await sql<{ rows: string }>(`SELECT count(*) AS rows FROM public.${quoted(table)}`);
    counts[table] = Number(row?.rows ?? 0);
  }
  return counts;
}

/** Counts of what the schema is made of, outside the system's own. */
export async function readStructure(sql: Sql): Promise<Structure> {
  const [row] = await sql<Record<keyof Structure, string>>(`
    WITH ours AS (SELECT c.oid, c.relkind FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema')
    SELECT (SELECT count(*) FROM ours WHERE relkind IN ('r', 'p')) AS "tables",
      (SELECT count(*) FROM ours WHERE relkind = 'S') AS "sequences",
      (SELECT count(*) FROM pg_constraint k JOIN ours ON ours.oid = k.conrelid) AS "constraints",
      (SELECT count(*) FROM pg_constraint k JOIN ours ON ours.oid = k.conrelid WHERE NOT k.convalidated) AS "notValidated",
      (SELECT count(*) FROM pg_index i JOIN ours ON ours.oid = i.indexrelid) AS "indexes",
      (SELECT count(*) FROM pg_index i JOIN ours ON ours.oid = i.indexrelid WHERE NOT i.indisvalid) AS "invalidIndexes"`);
  const count = (name: keyof Structure): number => Number(row?.[name] ?? 0);
  return {
    tables: count("tables"),
    constraints: count("constraints"),
    notValidated: count("notValidated"),
    indexes: count("indexes"),
    invalidIndexes: count("invalidIndexes"),
    sequences: count("sequences"),
  };
}

/** Reads everything the manifest says about the database, inside the snapshot's transaction. */
export async function readFacts(run: Run, sql: Sql): Promise<Facts> {
  const [row] = await sql<Record<"wal" | "time" | "version" | "collation" | "ctype", string>>(`
    SELECT (CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END)::text AS wal,
      to_char(clock_timestamp() AT TIME ZONE 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS time,
      current_setting('server_version') AS version, datcollate AS collation, datctype AS ctype
    FROM pg_database WHERE datname = current_database()`);
  const facts = {
    walPosition: row?.wal ?? "",
    serverTime: row?.time ?? "",
    postgresVersion: row?.version.split(" ")[0] ?? "",
    collation: row?.collation ?? "C",
    characterType: row?.ctype ?? "C",
  };
  return {
    ...facts,
    postgresMajor: await serverMajor(sql),
    odooMajor: await odooMajor(sql),
    rowCounts: await countRows(run, sql),
    structure: await readStructure(sql),
  };
}

/** The ERP's major version, from the version of its module `base`; null when this is no such database. */
async function odooMajor(sql: Sql): Promise<number | null> {
  if (!(await existingTables(sql)).has("ir_module_module")) return null;
  const [row] = await sql<{ version: string | null }>(
    "SELECT latest_version AS version FROM ir_module_module WHERE name = 'base'",
  );
  const major = /(\d+)\./.exec(row?.version ?? "")?.[1];
  return major === undefined ? null : Number(major);
}

/** True when any attachment of the database lives in a file. */
export async function hasStoredFiles(sql: Sql): Promise<boolean> {
  if (!(await existingTables(sql)).has("ir_attachment")) return false;
  const rows = await sql("SELECT 1 FROM ir_attachment WHERE store_fname IS NOT NULL LIMIT 1");
  return rows.length > 0;
}

/**
 * Writes the names of all files that attachments refer to, in order, each with the number of its rows. Needs an open
 * transaction; holds a few thousand names at a time.
 */
export async function writeAttachmentList(run: Run, sql: Sql, list: string): Promise<void> {
  appendFileSync(list, "");
  if (!(await existingTables(sql)).has("ir_attachment")) return;
  await sql(`DECLARE attachment_names NO SCROLL CURSOR FOR SELECT store_fname COLLATE "C" AS name, count(*) AS rows
    FROM ir_attachment WHERE store_fname IS NOT NULL GROUP BY 1 ORDER BY 1`);
  for (;;) {
    run.check();
    const rows = await sql<{ name: string; rows: string }>(`FETCH ${LIST_ROWS} FROM attachment_names`);
    if (rows.length === 0) break;
    appendFileSync(list, rows.map(({ name, rows: count }) => `${oneLine(name)}\t${count}\n`).join(""));
  }
  await sql("CLOSE attachment_names");
}

function oneLine(name: string): string {
  return name.replaceAll(/[\t\r\n]/g, "?");
}
