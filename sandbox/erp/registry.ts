import type { Sql } from "@/sandbox/erp/connection";

/** A field of a model: how to read it, and whether a column stores it. */
export type Field = {
  readonly name: string;
  /** SQL that yields the value; the model's table has the alias `t`. */
  readonly expression: string;
  readonly stored: boolean;
  /** Model a many2one points to, or the one a one2many collects. */
  readonly target?: string;
  /** For a one2many: the many2one of the target that points back. */
  readonly inverse?: string;
};

export type Model = {
  readonly name: string;
  readonly table: string;
  readonly fields: ReadonlyMap<string, Field>;
  /** SQL for the record's display name, alias `t`. */
  readonly displayName: string;
};

export type Registry = ReadonlyMap<string, Model>;

const MODEL_NAMES = [
  "res.company",
  "res.users",
  "res.partner",
  "res.currency",
  "res.users.apikeys",
  "res.users.log",
  "product.template",
  "product.product",
  "stock.location",
  "stock.warehouse",
  "stock.quant",
  "stock.picking",
  "stock.picking.type",
  "stock.move",
  "sale.order",
  "sale.order.line",
  "mrp.production",
  "mrp.workorder",
  "mrp.workcenter",
  "purchase.order",
  "purchase.order.line",
  "account.move",
  "account.move.line",
  "account.journal",
  "account.account",
  "ir.attachment",
  "ir.module.module",
  "ir.cron",
  "ir.config_parameter",
  "ir.sequence",
  "ir.mail_server",
  "mail.mail",
  "queue.job",
] as const;

const PRODUCT_NAME = "(SELECT d.name->>'en_US' FROM product_template d WHERE d.id = t.product_tmpl_id)";
const ON_HAND = `(SELECT coalesce(sum(q.quantity), 0) FROM stock_quant q JOIN stock_location l ON l.id = q.location_id
  WHERE q.product_id = t.id AND l.usage = 'internal')`;

/** Fields that are not columns of their own table. */
const COMPUTED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "product.template": { name: "(t.name->>'en_US')" },
  "product.product": {
    name: PRODUCT_NAME,
    qty_available: ON_HAND,
    ...Object.fromEntries(
      ["type", "is_storable", "list_price", "standard_price", "sale_ok", "purchase_ok"].map((column) => [
        column,
        `(SELECT d.${column} FROM product_template d WHERE d.id = t.product_tmpl_id)`,
      ]),
    ),
  },
  "res.users": { name: "(SELECT p.name FROM res_partner p WHERE p.id = t.partner_id)" },
};

const ONE_TO_MANY: Readonly<
  Record<string, Readonly<Record<string, readonly [target: string, inverse: string]>>>
> = {
  "sale.order": {
    order_line: ["sale.order.line", "order_id"],
    picking_ids: ["stock.picking", "sale_id"],
  },
  "purchase.order": {
    order_line: ["purchase.order.line", "order_id"],
    picking_ids: ["stock.picking", "purchase_id"],
  },
  "stock.picking": { move_ids: ["stock.move", "picking_id"] },
  "mrp.production": {
    move_raw_ids: ["stock.move", "raw_material_production_id"],
    workorder_ids: ["mrp.workorder", "production_id"],
  },
  "account.move": { invoice_line_ids: ["account.move.line", "move_id"] },
};

/** Values no caller of the API may read. */
const HIDDEN = new Set(["res_users.password", "res_users_apikeys.key", "ir_attachment.db_datas"]);

type ColumnRow = { table: string; column: string; target: string | null };

/** Reads the models' columns and references from the database, as it is now. */
export async function loadRegistry(sql: Sql): Promise<Registry> {
  const tables = new Map(MODEL_NAMES.map((name) => [name.replaceAll(".", "_"), name as string]));
  const columns = await sql<ColumnRow>(
    `SELECT c.relname AS table, a.attname AS column, f.relname AS target
       FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
       LEFT JOIN pg_constraint k ON k.conrelid = c.oid AND k.contype = 'f' AND k.conkey = ARRAY[a.attnum]
       LEFT JOIN pg_class f ON f.oid = k.confrelid
      WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND c.relname = ANY($1)`,
    [[...tables.keys()]],
  );
  const models = new Map<string, Model>();
  for (const [table, name] of tables) {
    const own = columns.filter((row) => row.table === table);
    if (own.length > 0) models.set(name, buildModel(name, table, own, tables));
  }
  return models;
}

function buildModel(
  name: string,
  table: string,
  columns: readonly ColumnRow[],
  tables: ReadonlyMap<string, string>,
): Model {
  const fields = new Map<string, Field>();
  for (const row of columns) {
    if (HIDDEN.has(`${table}.${row.column}`)) continue;
    const target = row.target === null ? undefined : tables.get(row.target);
    const expression = `t."${row.column}"`;
    fields.set(row.column, {
      name: row.column,
      expression,
      stored: true,
      ...(target === undefined ? {} : { target }),
    });
  }
  for (const [field, expression] of Object.entries(COMPUTED[name] ?? {})) {
    fields.set(field, { name: field, expression, stored: fields.has(field) });
  }
  for (const [field, [target, inverse]] of Object.entries(ONE_TO_MANY[name] ?? {})) {
    const inner = target.replaceAll(".", "_");
    const expression = `(SELECT coalesce(json_agg(x.id ORDER BY x.id), '[]'::json) FROM ${inner} x WHERE x."${inverse}" = t.id)`;
    fields.set(field, { name: field, expression, stored: false, target, inverse });
  }
  return { name, table, fields, displayName: displayName(table, fields) };
}

function displayName(table: string, fields: ReadonlyMap<string, Field>): string {
  const own = fields.get("name") ?? fields.get("cron_name") ?? fields.get("key");
  return own === undefined ? `('${table},' || t.id)` : own.expression;
}
