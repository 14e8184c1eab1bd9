/** Tables and columns a question needs; `column type` asks for a column of that type. */
export type Needs = Readonly<Record<string, readonly string[]>>;
export type Question = { needs: Needs; sql: string };

const rows = (table: string): Question[] => [
  { needs: { [table]: [] }, sql: `SELECT count(*)::text AS value FROM public.${table}` },
];
const counted = (table: string, where: string, columns: readonly string[]): Question => ({
  needs: { [table]: columns },
  sql: `SELECT count(*)::text AS value FROM public.${table} WHERE ${where}`,
});
const last = (table: string, where = "true", columns: readonly string[] = []): Question[] => [
  {
    needs: { [table]: ["name", ...columns] },
    sql: `SELECT name AS value FROM public.${table} WHERE name IS NOT NULL AND ${where} ORDER BY id DESC LIMIT 1`,
  },
];
const posted = (type: string): Question[] =>
  last("account_move", `move_type = '${type}' AND state = 'posted'`, ["move_type", "state"]);

type Order = { table: string; drafts: string; confirmed: string; moved: string };

/**
 * Orders with something left to do. A confirmed order keeps its state for ever, so what was delivered or received and
 * what was invoiced decide: by the order's own columns, else by its lines.
 */
const open = ({ table, drafts, confirmed, moved }: Order, lines?: { wanted: string; got: string }) => {
  const upTo = (left: string) => `state IN (${drafts}) OR (state = '${confirmed}' AND (${left}))`;
  const unmoved = `${moved} IN ('pending', 'started', 'partial')`;
  const unbilled = `invoice_status = 'to invoice' OR (invoice_status = 'no' AND ${moved} IS NULL)`;
  const questions = [
    counted(table, upTo(`${unmoved} OR ${unbilled}`), ["state", "invoice_status", moved]),
    counted(table, upTo("invoice_status NOT IN ('invoiced', 'upselling')"), ["state", "invoice_status"]),
  ];
  if (lines === undefined) return questions;
  const left = `EXISTS (SELECT 1 FROM public.${table}_line l WHERE l.order_id = ${table}.id AND l.${lines.got} < l.${lines.wanted})`;
  const byLines = counted(table, upTo(left), ["state"]);
  const needs = { ...byLines.needs, [`${table}_line`]: ["order_id", lines.wanted, lines.got] };
  return [...questions, { ...byLines, needs }];
};

/** Posted entries only, as a trial balance counts them: the books of a draft need not balance yet. */
const trialBalance = (side: "debit" | "credit"): Question[] => [
  {
    needs: { account_move_line: ["move_id", side], account_move: ["state"] },
    sql: `SELECT round(coalesce(sum(l.${side}::numeric), 0), 2)::text AS value FROM public.account_move_line l
      JOIN public.account_move m ON m.id = l.move_id WHERE m.state = 'posted'`,
  },
];

const QUANTS: Needs = { stock_quant: ["location_id", "product_id", "quantity"], stock_location: ["usage"] };
/** What is on hand, at the cost of one piece. Sums are of `numeric`: those of floating numbers depend on the order. */
const valuedAt = (needs: Needs, cost: string, joins = ""): Question => ({
  needs: { ...QUANTS, ...needs },
  sql: `SELECT round(coalesce(sum(q.quantity::numeric * coalesce(${cost}, 0)), 0), 2)::text AS value FROM public.stock_quant q
    JOIN public.stock_location l ON l.id = q.location_id JOIN public.product_product p ON p.id = q.product_id ${joins}
    WHERE l.usage = 'internal'`,
});
const OF_COMPANY: Needs = { stock_quant: ["location_id", "product_id", "quantity", "company_id"] };

/**
 * The cost of a product belongs to the company: since Odoo 18 a JSON column of the variant by company, until 17 a row of
 * `ir_property`. A plain column of the variant or its template is what smaller stand-ins have.
 */
const STOCK_VALUE: readonly Question[] = [
  valuedAt(
    { ...OF_COMPANY, product_product: ["standard_price jsonb"] },
    "(p.standard_price->>(q.company_id::text))::numeric",
  ),
  valuedAt(
    { ...OF_COMPANY, product_product: [], ir_property: ["name", "res_id", "company_id", "value_float"] },
    "i.value_float::numeric",
    `LEFT JOIN public.ir_property i ON i.name = 'standard_price' AND i.res_id = 'product.product,' || p.id
       AND i.company_id = q.company_id`,
  ),
  valuedAt({ product_product: ["standard_price"] }, "p.standard_price::numeric"),
  valuedAt(
    { product_product: ["product_tmpl_id"], product_template: ["standard_price"] },
    "t.standard_price::numeric",
    "JOIN public.product_template t ON t.id = p.product_tmpl_id",
  ),
];

const NUMBER_GAPS: Question = {
  needs: { account_move: ["name", "move_type", "state"] },
  sql: `SELECT coalesce(sum(missing), 0)::text AS value FROM (
    SELECT max(number) - min(number) + 1 - count(DISTINCT number) AS missing FROM (
      SELECT regexp_replace(name, '[0-9]+$', '') AS series, substring(name from '[0-9]{1,15}$')::bigint AS number
      FROM public.account_move WHERE state = 'posted' AND move_type <> 'entry' AND name ~ '[0-9]$') AS numbered
    GROUP BY series) AS gaps`,
};

/**
 * What an auditor compares: documents and their last numbers, what is open, stock, trial balance, files, modules. Of
 * several questions the first is asked whose tables and columns exist.
 */
export const QUESTIONS = {
  orders: rows("sale_order"),
  last_order: last("sale_order"),
  open_orders: open({
    ...{ table: "sale_order", drafts: "'draft', 'sent'" },
    ...{ confirmed: "sale", moved: "delivery_status" },
  }),
  purchases: rows("purchase_order"),
  last_purchase: last("purchase_order"),
  open_purchases: open(
    {
      ...{ table: "purchase_order", drafts: "'draft', 'sent', 'to approve'" },
      ...{ confirmed: "purchase", moved: "receipt_status" },
    },
    { wanted: "product_qty", got: "qty_received" },
  ),
  transfers: rows("stock_picking"),
  last_transfer: last("stock_picking"),
  stock_moves: rows("stock_move"),
  productions: rows("mrp_production"),
  last_production: last("mrp_production"),
  work_orders: rows("mrp_workorder"),
  open_work_orders: [
    counted("mrp_workorder", "state IN ('pending', 'waiting', 'ready', 'progress', 'blocked')", ["state"]),
  ],
  invoices: [counted("account_move", "move_type <> 'entry'", ["move_type"])],
  last_invoice: posted("out_invoice"),
  last_credit_note: posted("out_refund"),
  last_bill: posted("in_invoice"),
  number_gaps: [NUMBER_GAPS],
  payments: rows("account_payment"),
  stock_quantity: [
    {
      needs: { stock_quant: ["location_id", "quantity"], stock_location: ["usage"] },
      sql: `SELECT round(coalesce(sum(q.quantity::numeric), 0), 3)::text AS value FROM public.stock_quant q
        JOIN public.stock_location l ON l.id = q.location_id WHERE l.usage = 'internal'`,
    },
  ],
  stock_value: STOCK_VALUE,
  debit: trialBalance("debit"),
  credit: trialBalance("credit"),
  attachments: rows("ir_attachment"),
  partners: rows("res_partner"),
  users: rows("res_users"),
  modules: [
    {
      needs: { ir_module_module: ["name", "state", "latest_version"] },
      sql: `SELECT count(*) || ' · ' || left(md5(coalesce(string_agg(name || ' ' || coalesce(latest_version, ''), ',' ORDER BY name COLLATE "C"), '')), 10) AS value
        FROM public.ir_module_module WHERE state = 'installed'`,
    },
  ],
} as const satisfies Readonly<Record<string, readonly Question[]>>;

/** Where documents are entered; the newest of them tells as of when the data are. */
export const DOCUMENT_TABLES = [
  "sale_order",
  "purchase_order",
  "stock_picking",
  "stock_move",
  "mrp_production",
  "account_move",
] as const;
