import type { BusinessFigures, ModulePair } from "@/lib/domain/backup/report";
import type { Sql } from "@/toolbox/postgres";
import type { Run } from "@/toolbox/run";

type Question = { needs: Readonly<Record<string, readonly string[]>>; sql: string };

const rows = (table: string, where = "true"): Question => ({
  needs: { [table]: [] },
  sql: `SELECT count(*)::text AS value FROM public.${table} WHERE ${where}`,
});
const open = (table: string, states: string): Question => ({
  ...rows(table, `state IN (${states})`),
  needs: { [table]: ["state"] },
});
const last = (table: string, where = "true"): Question => ({
  needs: { [table]: ["name"] },
  sql: `SELECT name AS value FROM public.${table} WHERE name IS NOT NULL AND ${where} ORDER BY id DESC LIMIT 1`,
});

const posted = (type: string): Question => ({
  ...last("account_move", `move_type = '${type}' AND state = 'posted'`),
  needs: { account_move: ["name", "move_type", "state"] },
});

/** Posted entries only, as a trial balance counts them: the books of a draft need not balance yet. */
const trialBalance = (side: "debit" | "credit"): Question => ({
  needs: { account_move_line: ["move_id", side], account_move: ["state"] },
  sql: `SELECT round(coalesce(sum(l.${side}), 0), 2)::text AS value FROM public.account_move_line l
      JOIN public.account_move m ON m.id = l.move_id WHERE m.state = 'posted'`,
});

/** What an auditor compares: documents and their last numbers, what is open, stock, trial balance, files, modules. */
const QUESTIONS: Readonly<Record<string, Question>> = {
  orders: rows("sale_order"),
  last_order: last("sale_order"),
  open_orders: open("sale_order", "'draft', 'sent', 'sale'"),
  purchases: rows("purchase_order"),
  last_purchase: last("purchase_order"),
  open_purchases: open("purchase_order", "'draft', 'sent', 'to approve', 'purchase'"),
  transfers: rows("stock_picking"),
  last_transfer: last("stock_picking"),
  stock_moves: rows("stock_move"),
  productions: rows("mrp_production"),
  last_production: last("mrp_production"),
  work_orders: rows("mrp_workorder"),
  open_work_orders: open("mrp_workorder", "'pending', 'waiting', 'ready', 'progress', 'blocked'"),
  invoices: { ...rows("account_move", "move_type <> 'entry'"), needs: { account_move: ["move_type"] } },
  last_invoice: posted("out_invoice"),
  last_credit_note: posted("out_refund"),
  last_bill: posted("in_invoice"),
  number_gaps: {
    needs: { account_move: ["name", "move_type", "state"] },
    sql: `SELECT coalesce(sum(missing), 0)::text AS value FROM (
        SELECT max(number) - min(number) + 1 - count(DISTINCT number) AS missing FROM (
          SELECT regexp_replace(name, '[0-9]+$', '') AS series, substring(name from '[0-9]{1,15}$')::bigint AS number
          FROM public.account_move WHERE state = 'posted' AND move_type <> 'entry' AND name ~ '[0-9]$') AS numbered
        GROUP BY series) AS gaps`,
  },
  payments: rows("account_payment"),
  stock_quantity: {
    needs: { stock_quant: ["location_id", "quantity"], stock_location: ["usage"] },
    sql: `SELECT round(coalesce(sum(q.quantity), 0), 3)::text AS value FROM public.stock_quant q
      JOIN public.stock_location l ON l.id = q.location_id WHERE l.usage = 'internal'`,
  },
  stock_value: {
    needs: {
      ...{ stock_quant: ["location_id", "product_id"], stock_location: ["usage"] },
      ...{ product_product: ["product_tmpl_id"], product_template: ["standard_price"] },
    },
    sql: `SELECT round(coalesce(sum(q.quantity * coalesce(t.standard_price, 0)), 0), 2)::text AS value FROM public.stock_quant q
      JOIN public.stock_location l ON l.id = q.location_id JOIN public.product_product p ON p.id = q.product_id
      JOIN public.product_template t ON t.id = p.product_tmpl_id WHERE l.usage = 'internal'`,
  },
  debit: trialBalance("debit"),
  credit: trialBalance("credit"),
  attachments: rows("ir_attachment"),
  partners: rows("res_partner"),
  users: rows("res_users"),
  modules: {
    needs: { ir_module_module: ["state", "latest_version"] },
    sql: `SELECT count(*) || ' · ' || left(md5(coalesce(string_agg(name || ' ' || coalesce(latest_version, ''), ',' ORDER BY name), '')), 10) AS value
      FROM public.ir_module_module WHERE state = 'installed'`,
  },
};

/** The figures of a database; what it has no tables or columns for is left out. */
export async function readFigures(run: Run, sql: Sql): Promise<BusinessFigures> {
  const known = await columnsOf(sql);
  const figures: Record<string, string> = {};
  for (const [name, { needs, sql: question }] of Object.entries(QUESTIONS)) {
    run.check();
    const exists = Object.entries(needs).every(
      ([table, columns]) =>
        known.has(table) && columns.every((column) => known.get(table)?.has(column) === true),
    );
    if (!exists) continue;
    const [row] = await sql<{ value: string | null }>(question);
    figures[name] = row?.value ?? "none";
  }
  return figures;
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

async function columnsOf(sql: Sql): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const found = await sql<{ table: string; columns: string[] }>(
    `SELECT table_name::text AS "table", array_agg(column_name::text) AS columns
     FROM information_schema.columns WHERE table_schema = 'public' GROUP BY 1`,
  );
  return new Map(found.map(({ table, columns }) => [table, new Set(columns)]));
}
