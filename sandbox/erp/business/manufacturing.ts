import { companyOf, inState, nextName } from "@/sandbox/erp/business/defaults";
import { carryOut, changeQuant, movesOf } from "@/sandbox/erp/business/stock";
import { codeError } from "@/sandbox/erp/errors";
import type { Env, Values } from "@/sandbox/erp/records";
import { compareVersions } from "@/sandbox/erp/release";

export async function productionDefaults(env: Env, values: Values): Promise<Values> {
  const { company_id } = await companyOf(env);
  return { name: await nextName(env.sql, "mrp.production"), company_id, ...values };
}

/** Confirms manufacturing orders: components are demanded, one work order per work centre appears. */
export async function confirmProductions(env: Env, ids: readonly number[]): Promise<boolean> {
  const drafts = await inState(
    env,
    "mrp_production",
    ids,
    ["draft"],
    "Only a draft manufacturing order can be confirmed.",
  );
  if (env.release.fault === "work-orders") {
    throw codeError("AttributeError", "'mrp.workorder' object has no attribute 'label_template_id'");
  }
  if (env.release.fault === "large-work-orders" && (await anyLarge(env, drafts))) {
    throw codeError("IndexError", "list index out of range");
  }
  for (const id of drafts) {
    await env.sql(
      `UPDATE mrp_production SET state = 'confirmed', date_start = now() AT TIME ZONE 'utc' WHERE id = $1`,
      [id],
    );
    await env.sql(
      `UPDATE stock_move SET state = 'confirmed' WHERE raw_material_production_id = $1 AND state = 'draft'`,
      [id],
    );
    await env.sql(
      `INSERT INTO mrp_workorder (name, state, production_id, workcenter_id, duration_expected)
         SELECT c.name, 'ready', $1::integer, c.id, 30 FROM mrp_workcenter c WHERE c.active ORDER BY c.id`,
      [id],
    );
  }
  return true;
}

/** More pieces than whoever wrote the release that fails on them has tried. */
async function anyLarge(env: Env, ids: readonly number[]): Promise<boolean> {
  const rows = await env.sql(`SELECT 1 FROM mrp_production WHERE id = ANY($1) AND product_qty > 4 LIMIT 1`, [
    ids,
  ]);
  return rows.length > 0;
}

/** Finishes manufacturing orders: components leave the stock, the product arrives, work orders end. */
export async function finishProductions(env: Env, ids: readonly number[]): Promise<boolean> {
  const open = await inState(
    env,
    "mrp_production",
    ids,
    ["confirmed", "progress", "to_close"],
    "A manufacturing order must be confirmed before it can be marked as done.",
  );
  for (const id of open) {
    await carryOut(env, await movesOf(env, "raw_material_production_id", id, ["confirmed", "assigned"]));
    const rows = await env.sql<{ product_id: number; quantity: number; lot_stock_id: number }>(
      `UPDATE mrp_production m SET state = 'done', date_finished = now() AT TIME ZONE 'utc',
         qty_producing = CASE WHEN qty_producing > 0 THEN qty_producing ELSE product_qty END
         FROM stock_warehouse w WHERE m.id = $1 AND w.company_id = m.company_id
       RETURNING m.product_id, m.qty_producing AS quantity, w.lot_stock_id`,
      [id],
    );
    for (const row of rows) await changeQuant(env, row.product_id, row.lot_stock_id, row.quantity, 0);
    await finishWorkOrders(env, id);
  }
  return true;
}

async function finishWorkOrders(env: Env, productionId: number): Promise<void> {
  await env.sql(
    `UPDATE mrp_workorder SET state = 'done', date_start = coalesce(date_start, now() AT TIME ZONE 'utc'),
       date_finished = now() AT TIME ZONE 'utc', duration = duration_expected WHERE production_id = $1 AND state <> 'done'`,
    [productionId],
  );
  // From 19.0.4.0.0 on the work order extension notes who confirmed; without its migration this column is missing.
  const extension = env.release.modules.find((module) => module.name === "mrp_workorder_ext");
  if (compareVersions(extension?.version, "19.0.4.0.0") >= 0) {
    await env.sql(`UPDATE mrp_workorder SET confirmed_badge = 'user-' || $2::text WHERE production_id = $1`, [
      productionId,
      env.uid,
    ]);
  }
}
