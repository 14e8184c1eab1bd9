import { ITEMS, KEPT_COLUMNS, TOKEN_COLUMN, TOKEN_TABLES } from "@/toolbox/neutralize-items";
import { quoted, type Sql } from "@/toolbox/postgres";

type Columns = ReadonlyMap<string, ReadonlyMap<string, { nullable: boolean; text: boolean }>>;

/**
 * Makes a copy harmless before any ERP process sees it, in one transaction: no mail, no jobs, no scheduled actions but
 * the vacuum, no payments, no keys to the outside. What a database does not have is passed over.
 * @returns rows changed, by item
 */
export async function neutralize(sql: Sql, baseUrl: string): Promise<Record<string, number>> {
  const columns = await readColumns(sql);
  const changed: Record<string, number> = {};
  await sql("BEGIN");
  for (const { name, needs, sql: statement } of ITEMS) {
    const exists = Object.entries(needs).every(([table, names]) =>
      names.every((column) => columns.get(table)?.has(column)),
    );
    if (exists) changed[name] = await affected(sql, statement);
  }
  const crons = await stopCrons(sql, columns);
  if (crons !== undefined) changed["crons"] = crons;
  changed["outside_keys"] = await clearTokens(sql, columns);
  await addDeadMailServer(sql, columns);
  if (columns.get("ir_config_parameter")?.has("value"))
    changed["base_url"] = await setParameters(sql, baseUrl);
  await sql("COMMIT");
  return changed;
}

/** Rows a statement changes. */
async function affected(sql: Sql, statement: string, values: readonly unknown[] = []): Promise<number> {
  const counted = `WITH changed AS (${statement} RETURNING 1) SELECT count(*) AS rows FROM changed`;
  const [row] = await sql<{ rows: string }>(counted, values);
  return Number(row?.rows ?? 0);
}

async function readColumns(sql: Sql): Promise<Columns> {
  const rows = await sql<{ table: string; column: string; nullable: string; type: string }>(
    `SELECT c.table_name AS "table", c.column_name AS "column", c.is_nullable AS nullable, c.data_type AS type
     FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
     WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE'`,
  );
  const tables = new Map<string, Map<string, { nullable: boolean; text: boolean }>>();
  for (const { table, column, nullable, type } of rows) {
    const known = tables.get(table) ?? new Map();
    known.set(column, { nullable: nullable === "YES", text: ["text", "character varying"].includes(type) });
    tables.set(table, known);
  }
  return tables;
}

/** All scheduled actions but the vacuum, which the ERP knows by its external id. */
async function stopCrons(sql: Sql, columns: Columns): Promise<number | undefined> {
  const cron = columns.get("ir_cron");
  if (!cron?.has("active")) return undefined;
  const byId =
    "id NOT IN (SELECT res_id FROM ir_model_data WHERE module = 'base' AND name = 'autovacuum_job')";
  const kept = columns.has("ir_model_data") ? byId : cron.has("code") ? "code <> 'autovacuum'" : "true";
  return affected(sql, `UPDATE ir_cron SET active = false WHERE active AND ${kept}`);
}

async function clearTokens(sql: Sql, columns: Columns): Promise<number> {
  let rows = 0;
  for (const table of TOKEN_TABLES) {
    for (const [column, { nullable, text }] of columns.get(table) ?? []) {
      if (!text || !TOKEN_COLUMN.test(`${table}.${column}`) || KEPT_COLUMNS.has(column)) continue;
      const name = quoted(column);
      rows += await affected(
        sql,
        `UPDATE ${table} SET ${name} = ${nullable ? "NULL" : "''"} WHERE ${name} <> ''`,
      );
    }
  }
  return rows;
}

/** Without any active server the ERP would fall back to the one of its configuration: this one goes nowhere. */
async function addDeadMailServer(sql: Sql, columns: Columns): Promise<void> {
  const table = columns.get("ir_mail_server");
  const wanted = {
    name: "neutralized: no mail leaves this copy",
    smtp_host: "neutralized.invalid",
    smtp_port: 1025,
    smtp_encryption: "none",
    smtp_authentication: "login",
    active: true,
  };
  const present = Object.entries(wanted).filter(([column]) => table?.has(column));
  if (present.length === 0) return;
  const places = present.map((_entry, index) => `$${index + 1}`).join(", ");
  const names = present.map(([column]) => column).join(", ");
  await sql(
    `INSERT INTO ir_mail_server (${names}) VALUES (${places})`,
    present.map(([, value]) => value),
  );
}

async function setParameters(sql: Sql, baseUrl: string): Promise<number> {
  const changed = await affected(
    sql,
    "UPDATE ir_config_parameter SET value = $1 WHERE key = 'web.base.url' AND value <> $1",
    [baseUrl],
  );
  await sql("DELETE FROM ir_config_parameter WHERE key = 'web.base.url.freeze'");
  await sql(`INSERT INTO ir_config_parameter (key, value) VALUES ('database.is_neutralized', 'true')
    ON CONFLICT (key) DO UPDATE SET value = 'true'`);
  return changed;
}
