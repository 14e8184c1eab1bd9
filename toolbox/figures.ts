import type { BusinessFigures, ModulePair, ReadFigures } from "@/lib/domain/backup/report";
import { ToolboxFailure } from "@/toolbox/failure";
import { DOCUMENT_TABLES, type Needs, QUESTIONS, type Question } from "@/toolbox/figure-questions";
import type { Sql } from "@/toolbox/postgres";
import type { Run } from "@/toolbox/run";

/** Raised when a figure comes to mean something else: figures of another number are not held against one another. */
export const FIGURE_RULES = 1;

const NOTHING_READS_ON: ReadonlySet<string> = new Set(["interrupted", "time_limit", "database_unreachable"]);
const REASON_CHARACTERS = 120;

type Columns = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * The figures of a database. One that cannot be read is named with the table or column this database lacks, or with
 * what the server said.
 * @throws ToolboxFailure only when nothing more can be read: asked to stop, out of time, or the server is gone
 */
export async function readFigures(run: Run, sql: Sql): Promise<ReadFigures> {
  const known = await columnsOf(sql);
  const figures: Record<string, string> = {};
  const unread: Record<string, string> = {};
  const questions: readonly (readonly [string, readonly Question[]])[] = [
    ...Object.entries(QUESTIONS),
    ["newest_document", newestDocument(known)],
  ];
  for (const [name, alternatives] of questions) {
    run.check();
    const question = alternatives.find(({ needs }) => lacks(known, needs) === null);
    if (question === undefined) {
      unread[name] = lacks(known, alternatives[0]?.needs ?? { [DOCUMENT_TABLES[0]]: [] }) ?? "";
      continue;
    }
    try {
      const [row] = await sql<{ value: string | null }>(question.sql);
      figures[name] = row?.value ?? "none";
    } catch (error) {
      if (!(error instanceof ToolboxFailure) || NOTHING_READS_ON.has(error.fault)) throw error;
      unread[name] = `! ${error.message.slice(0, REASON_CHARACTERS)}`;
    }
  }
  return { figures, unread };
}

/** Reads within an open transaction, which a statement that fails must not end. */
export const savepointed =
  (sql: Sql): Sql =>
  async <Row extends object>(text: string, values?: readonly unknown[]) => {
    await sql("SAVEPOINT figure");
    try {
      const rows = await sql<Row>(text, values);
      await sql("RELEASE SAVEPOINT figure");
      return rows;
    } catch (error) {
      await sql("ROLLBACK TO SAVEPOINT figure");
      throw error;
    }
  };

/** Recorded figures that came back as something else, with what came back; "none" where it could not be read. */
export function differingFigures(recorded: BusinessFigures, cameBack: BusinessFigures): BusinessFigures {
  return Object.fromEntries(
    Object.entries(recorded).flatMap(([name, value]) =>
      cameBack[name] === value ? [] : [[name, cameBack[name] ?? "none"]],
    ),
  );
}

/** The first table or `table.column` that is not there; null when all are. */
function lacks(known: Columns, needs: Needs): string | null {
  for (const [table, columns] of Object.entries(needs)) {
    const there = known.get(table);
    if (there === undefined) return table;
    const missing = columns.find((column) => !there.has(column));
    if (missing !== undefined) return `${table}.${missing}`;
  }
  return null;
}

function newestDocument(known: Columns): readonly Question[] {
  const tables = DOCUMENT_TABLES.filter((table) => lacks(known, { [table]: ["create_date"] }) === null);
  if (tables.length === 0) return [];
  const each = tables.map((table) => `SELECT max(create_date) AS at FROM public.${table}`);
  const sql = `SELECT to_char(max(at), 'YYYY-MM-DD HH24:MI:SS') || ' UTC' AS value FROM (${each.join(" UNION ALL ")}) AS newest`;
  return [{ needs: {}, sql }];
}

/** Installed modules by name with their version; empty where the database has no such table. */
export async function readModules(sql: Sql): Promise<ReadonlyMap<string, string>> {
  const known = (await columnsOf(sql)).get("ir_module_module");
  if (known?.has("state") !== true || !known.has("latest_version")) return new Map();
  const found = await sql<{ name: string; version: string }>(
    `SELECT name, coalesce(latest_version, '') AS version FROM public.ir_module_module
     WHERE state = 'installed' ORDER BY name LIMIT 5000`,
  );
  return new Map(found.map(({ name, version }) => [name, version]));
}

/** Modules that differ between two databases, by name; at most `most` of them, since a report is short. */
export function differingModules(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
  most: number,
): readonly ModulePair[] {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names
    .map((name) => ({ name, before: before.get(name) ?? null, after: after.get(name) ?? null }))
    .filter((pair) => pair.before !== pair.after)
    .slice(0, most);
}

/** Every column under its name, and under its name with its type. */
async function columnsOf(sql: Sql): Promise<Columns> {
  const found = await sql<{ table: string; columns: string[] }>(
    `SELECT table_name::text AS "table", array_agg(column_name::text) || array_agg(column_name || ' ' || data_type) AS columns
     FROM information_schema.columns WHERE table_schema = 'public' GROUP BY 1`,
  );
  return new Map(found.map(({ table, columns }) => [table, new Set(columns)]));
}
