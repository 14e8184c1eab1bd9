import { postAccountMoves } from "@/sandbox/erp/business/accounting";
import { createRecord, writeRecords } from "@/sandbox/erp/business/create";
import { checkDigit, shippingLabel } from "@/sandbox/erp/business/labels";
import { confirmProductions, finishProductions } from "@/sandbox/erp/business/manufacturing";
import { confirmPurchaseOrders } from "@/sandbox/erp/business/purchases";
import { confirmSaleOrders } from "@/sandbox/erp/business/sales";
import { confirmPickings, validatePickings } from "@/sandbox/erp/business/stock";
import type { Database, Sql } from "@/sandbox/erp/connection";
import { accessError, asErpError, badArguments } from "@/sandbox/erp/errors";
import { type Env, read, search, type Values } from "@/sandbox/erp/records";

export type SmokeCheck = {
  readonly name: string;
  readonly ok: boolean;
  readonly milliseconds: number;
  readonly detail: string;
};
export type SmokeReport = { readonly checks: readonly SmokeCheck[]; readonly rolled_back: true };

type Fixture = { partner: number; product: number; component: number };

const CHECKS: Readonly<Record<string, (env: Env, fixture: Fixture) => Promise<string>>> = {
  sign_in: checkSignIn,
  sale_order: checkSaleOrder,
  stock_move: checkStockMove,
  work_order: checkWorkOrder,
  purchase: checkPurchase,
  invoice: checkInvoice,
  label: checkLabel,
};

/**
 * Does a day's business on real rows over a second connection and takes all of it back.
 * Each check has its own savepoint, so one failure does not hide the next. Administrators only.
 * @throws ErpError 403 for other users, 422 for an unknown check's name.
 */
export async function runSmoke(database: Database, base: Env, wanted: unknown): Promise<SmokeReport> {
  const names = chosenChecks(wanted);
  await demandSystemUser(base);
  const checks = await database.rolledBack(async (sql) => {
    await sql("SET LOCAL statement_timeout = '20s'");
    await sql("SET LOCAL lock_timeout = '3s'");
    const env: Env = { ...base, sql, filestore: undefined };
    const fixture = await createFixture(env);
    const results: SmokeCheck[] = [];
    for (const name of names) results.push(await runCheck(env, fixture, name));
    return results;
  });
  return { checks, rolled_back: true };
}

function chosenChecks(wanted: unknown): string[] {
  const all = Object.keys(CHECKS);
  if (wanted === undefined || wanted === null || (Array.isArray(wanted) && wanted.length === 0)) return all;
  if (!Array.isArray(wanted)) throw badArguments("checks must be a list of names.");
  const unknown = wanted.find((name) => !all.includes(String(name)));
  if (unknown !== undefined)
    throw badArguments(`Unknown check '${String(unknown)}'; known are ${all.join(", ")}.`);
  return all.filter((name) => wanted.includes(name));
}

async function demandSystemUser(env: Env): Promise<void> {
  const rows = await env.sql(`SELECT 1 FROM res_users WHERE id = $1 AND login = 'admin'`, [env.uid]);
  if (rows.length === 0) throw accessError("Only an administrator may run the business checks.");
}

async function runCheck(env: Env, fixture: Fixture, name: string): Promise<SmokeCheck> {
  const started = performance.now();
  const ended = (ok: boolean, detail: string): SmokeCheck => ({
    name,
    ok,
    milliseconds: Math.round(performance.now() - started),
    detail,
  });
  await env.sql(`SAVEPOINT "${name}"`);
  try {
    const detail = (await CHECKS[name]?.(env, fixture)) ?? "";
    await env.sql(`RELEASE SAVEPOINT "${name}"`);
    return ended(true, detail);
  } catch (error) {
    await env.sql(`ROLLBACK TO SAVEPOINT "${name}"`);
    const { odooName, message } = asErpError(error);
    return ended(false, `${odooName.split(".").at(-1)}: ${message}`);
  }
}

async function createFixture(env: Env): Promise<Fixture> {
  return {
    partner: await createRecord(env, "res.partner", { name: "Business check", customer_rank: 1 }),
    product: await createRecord(env, "product.product", {
      name: "Business check product",
      is_storable: true,
      list_price: 10,
    }),
    component: await createRecord(env, "product.product", {
      name: "Business check component",
      is_storable: true,
      standard_price: 1,
    }),
  };
}

async function checkSignIn(env: Env): Promise<string> {
  const [user] = await read(env, "res.users", [env.uid], ["login", "name", "active"]);
  await env.sql("INSERT INTO res_users_log (create_uid) VALUES ($1)", [env.uid]);
  const seen = await count(
    env.sql,
    "SELECT count(*)::int AS count FROM res_users_log WHERE create_uid = $1",
    env.uid,
  );
  expectState(user?.["active"] === true && seen > 0, "the user is not active");
  return `signed in as ${String(user?.["login"])}`;
}

async function checkSaleOrder(env: Env, { partner, product }: Fixture): Promise<string> {
  const id = await createRecord(env, "sale.order", {
    partner_id: partner,
    order_line: [[0, 0, { product_id: product, product_uom_qty: 1 }]],
  });
  await confirmSaleOrders(env, [id]);
  const order = await one(env, "sale.order", id, ["name", "state", "picking_ids", "amount_total"]);
  const pickings = order["picking_ids"];
  expectState(
    order["state"] === "sale" && Array.isArray(pickings) && pickings.length === 1,
    `state ${String(order["state"])}`,
  );
  expectState(order["amount_total"] === 10, `total ${String(order["amount_total"])} instead of 10`);
  return `${String(order["name"])} confirmed with one delivery`;
}

async function checkStockMove(env: Env, { product }: Fixture): Promise<string> {
  const [type] = await search(env, "stock.picking.type", [["code", "=", "incoming"]], { limit: 1 });
  const before = await one(env, "product.product", product, ["qty_available"]);
  const id = await createRecord(env, "stock.picking", {
    picking_type_id: type,
    move_ids: [[0, 0, { product_id: product, product_uom_qty: 10 }]],
  });
  await confirmPickings(env, [id]);
  await validatePickings(env, [id]);
  const after = await one(env, "product.product", product, ["qty_available"]);
  const gained = Number(after["qty_available"]) - Number(before["qty_available"]);
  expectState(gained === 10, `stock rose by ${gained} instead of 10`);
  const picking = await one(env, "stock.picking", id, ["name"]);
  return `${String(picking["name"])} received 10`;
}

async function checkWorkOrder(env: Env, { product, component }: Fixture): Promise<string> {
  const id = await createRecord(env, "mrp.production", {
    product_id: product,
    product_qty: 2,
    move_raw_ids: [[0, 0, { product_id: component, product_uom_qty: 4 }]],
  });
  await confirmProductions(env, [id]);
  await writeRecords(env, "mrp.production", [id], { qty_producing: 2 });
  await finishProductions(env, [id]);
  const open = await count(
    env.sql,
    "SELECT count(*)::int AS count FROM mrp_workorder WHERE production_id = $1 AND state <> 'done'",
    id,
  );
  const production = await one(env, "mrp.production", id, ["name", "state"]);
  expectState(
    production["state"] === "done" && open === 0,
    `state ${String(production["state"])}, ${open} work orders open`,
  );
  return `${String(production["name"])} produced 2`;
}

async function checkPurchase(env: Env, { partner, component }: Fixture): Promise<string> {
  const id = await createRecord(env, "purchase.order", {
    partner_id: partner,
    order_line: [[0, 0, { product_id: component, product_qty: 1, price_unit: 1 }]],
  });
  await confirmPurchaseOrders(env, [id]);
  const order = await one(env, "purchase.order", id, ["name", "state"]);
  expectState(order["state"] === "purchase", `state ${String(order["state"])}`);
  const receipts = await search(env, "stock.picking", [["purchase_id", "=", id]], {});
  expectState(receipts.length === 1, `${receipts.length} receipts instead of 1`);
  await validatePickings(env, receipts);
  const receipt = await one(env, "stock.picking", receipts[0] ?? 0, ["name", "state"]);
  expectState(receipt["state"] === "done", `receipt in state ${String(receipt["state"])}`);
  return `${String(order["name"])} received as ${String(receipt["name"])}`;
}

async function checkLabel(env: Env, { partner, product }: Fixture): Promise<string> {
  const [type] = await search(env, "stock.picking.type", [["code", "=", "outgoing"]], { limit: 1 });
  const delivery = await createRecord(env, "stock.picking", {
    picking_type_id: type,
    partner_id: partner,
    move_ids: [[0, 0, { product_id: product, product_uom_qty: 1 }]],
  });
  const label = await shippingLabel(env, delivery);
  const { name } = await one(env, "stock.picking", delivery, ["name"]);
  const number = /\^FD>;>800(\d{17})(\d)\^FS/.exec(label);
  expectState(label.includes(String(name)), "the label names another delivery");
  expectState(
    number !== null && checkDigit(number[1] ?? "") === Number(number[2]),
    "the label's barcode is not readable",
  );
  return `label of ${String(name)}`;
}

async function checkInvoice(env: Env, { partner }: Fixture): Promise<string> {
  const id = await createRecord(env, "account.move", {
    move_type: "out_invoice",
    partner_id: partner,
    invoice_line_ids: [[0, 0, { name: "Business check", quantity: 1, price_unit: 3 }]],
  });
  await postAccountMoves(env, [id]);
  const balance = await count(
    env.sql,
    "SELECT abs(sum(debit) - sum(credit))::int AS count FROM account_move_line WHERE move_id = $1",
    id,
  );
  const move = await one(env, "account.move", id, ["name", "state"]);
  expectState(
    move["state"] === "posted" && balance === 0,
    `state ${String(move["state"])}, balance ${balance}`,
  );
  return `${String(move["name"])} posted`;
}

async function one(env: Env, model: string, id: number, fields: string[]): Promise<Values> {
  const [record] = await read(env, model, [id], fields);
  return record ?? {};
}

async function count(sql: Sql, text: string, value: number): Promise<number> {
  const rows = await sql<{ count: number }>(text, [value]);
  return rows[0]?.count ?? 0;
}

function expectState(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(`The check's outcome is wrong: ${otherwise}.`);
}
