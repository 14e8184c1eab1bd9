import {
  accountLineDefaults,
  accountMoveDefaults,
  totalAccountMove,
} from "@/sandbox/erp/business/accounting";
import { lineFromProduct } from "@/sandbox/erp/business/defaults";
import { productionDefaults } from "@/sandbox/erp/business/manufacturing";
import { purchaseOrderDefaults, totalPurchaseOrder } from "@/sandbox/erp/business/purchases";
import { saleOrderDefaults, totalSaleOrder } from "@/sandbox/erp/business/sales";
import { moveDefaults, pickingDefaults } from "@/sandbox/erp/business/stock";
import { valueError } from "@/sandbox/erp/errors";
import { type Env, insert, modelOf, update, type Values } from "@/sandbox/erp/records";

/** What a model adds to a new record before it is stored, and what it recomputes after a change. */
type Hooks = {
  readonly defaults?: (env: Env, values: Values) => Promise<Values>;
  readonly changed?: (env: Env, id: number) => Promise<void>;
};

const TEMPLATE_FIELDS = new Set([
  "name",
  "type",
  "is_storable",
  "list_price",
  "standard_price",
  "sale_ok",
  "purchase_ok",
]);

const HOOKS: Readonly<Record<string, Hooks>> = {
  "sale.order": { defaults: saleOrderDefaults, changed: totalSaleOrder },
  "sale.order.line": {
    defaults: (env, values) =>
      lineFromProduct(env, values, { quantity: "product_uom_qty", price: "list_price" }),
  },
  "purchase.order": { defaults: purchaseOrderDefaults, changed: totalPurchaseOrder },
  "purchase.order.line": {
    defaults: (env, values) =>
      lineFromProduct(env, values, { quantity: "product_qty", price: "standard_price" }),
  },
  "stock.picking": { defaults: pickingDefaults },
  "stock.move": { defaults: moveDefaults },
  "mrp.production": { defaults: productionDefaults },
  "account.move": { defaults: accountMoveDefaults, changed: totalAccountMove },
  "account.move.line": { defaults: accountLineDefaults },
  "product.product": { defaults: productDefaults },
};

/** Creates one record with its lines (`[[0, 0, {…}]]`) and returns its id. */
export async function createRecord(env: Env, name: string, values: Values): Promise<number> {
  const { own, lines } = splitLines(env, name, values);
  const complete = (await HOOKS[name]?.defaults?.(env, own)) ?? own;
  const id = await insert(env, name, complete);
  await createLines(env, id, lines);
  await HOOKS[name]?.changed?.(env, id);
  return id;
}

/** Writes records; new lines may be given with command 0. */
export async function writeRecords(
  env: Env,
  name: string,
  ids: readonly number[],
  values: Values,
): Promise<boolean> {
  const { own, lines } = splitLines(env, name, values);
  await update(env, name, ids, own);
  for (const id of ids) {
    await createLines(env, id, lines);
    await HOOKS[name]?.changed?.(env, id);
  }
  return true;
}

type Line = { readonly model: string; readonly inverse: string; readonly values: Values };

function splitLines(env: Env, name: string, values: Values): { own: Values; lines: Line[] } {
  const model = modelOf(env, name);
  const own: Values = {};
  const lines: Line[] = [];
  for (const [field, value] of Object.entries(values)) {
    const definition = model.fields.get(field);
    if (definition?.inverse === undefined || definition.target === undefined) {
      own[field] = value;
      continue;
    }
    for (const lineValues of createCommands(field, value)) {
      lines.push({ model: definition.target, inverse: definition.inverse, values: lineValues });
    }
  }
  return { own, lines };
}

async function createLines(env: Env, id: number, lines: readonly Line[]): Promise<void> {
  for (const line of lines) await createRecord(env, line.model, { ...line.values, [line.inverse]: id });
}

function createCommands(field: string, value: unknown): Values[] {
  if (!Array.isArray(value)) throw valueError(`${field} needs a list of commands such as [[0, 0, {…}]].`);
  return value.map((command: unknown) => {
    const values: unknown = Array.isArray(command) && command[0] === 0 ? command[2] : undefined;
    if (typeof values !== "object" || values === null) {
      throw valueError(
        `${field}: only the command [0, 0, values] is supported, not ${JSON.stringify(command)}.`,
      );
    }
    return values as Values;
  });
}

/** A product variant brings its template along, as Odoo's delegation inheritance does. */
async function productDefaults(env: Env, values: Values): Promise<Values> {
  if (values["product_tmpl_id"] !== undefined) return values;
  const template: Values = {};
  const own: Values = {};
  for (const [field, value] of Object.entries(values)) {
    // Taxes are not part of the stand-in; Odoo's clients send an empty list for them.
    if (field === "taxes_id" || field === "supplier_taxes_id") continue;
    (TEMPLATE_FIELDS.has(field) ? template : own)[field] = value;
  }
  return { ...own, product_tmpl_id: await insert(env, "product.template", template) };
}
