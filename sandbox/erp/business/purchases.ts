import { companyOf, inState, nextName } from "@/sandbox/erp/business/defaults";
import { confirmPickings } from "@/sandbox/erp/business/stock";
import { codeError } from "@/sandbox/erp/errors";
import type { Env, Values } from "@/sandbox/erp/records";

export async function purchaseOrderDefaults(env: Env, values: Values): Promise<Values> {
  return { name: await nextName(env.sql, "purchase.order"), ...(await companyOf(env)), ...values };
}

export async function totalPurchaseOrder(env: Env, id: number): Promise<void> {
  await env.sql(
    `UPDATE purchase_order SET amount_total = (SELECT coalesce(sum(price_subtotal), 0) FROM purchase_order_line WHERE order_id = $1) WHERE id = $1`,
    [id],
  );
}

/** Confirms requests for quotation: a receipt with its moves appears. */
export async function confirmPurchaseOrders(env: Env, ids: readonly number[]): Promise<boolean> {
  const drafts = await inState(
    env,
    "purchase_order",
    ids,
    ["draft", "sent"],
    "Only a request for quotation can be confirmed.",
  );
  for (const id of drafts) {
    await env.sql(
      `UPDATE purchase_order SET state = 'purchase', date_approve = now() AT TIME ZONE 'utc' WHERE id = $1`,
      [id],
    );
    const name = await nextName(env.sql, "stock.picking.in");
    const pickings = await env.sql<{ id: number }>(
      `INSERT INTO stock_picking (name, state, origin, partner_id, picking_type_id, location_id, location_dest_id, purchase_id, scheduled_date, company_id)
         SELECT $2, 'draft', o.name, o.partner_id, t.id, t.default_location_src_id, t.default_location_dest_id, o.id, now() AT TIME ZONE 'utc', o.company_id
           FROM purchase_order o, stock_picking_type t WHERE o.id = $1 AND t.code = 'incoming' ORDER BY t.id LIMIT 1 RETURNING id`,
      [id, name],
    );
    const picking = pickings[0]?.id;
    if (picking === undefined) throw codeError("ValueError", "Expected singleton: stock.picking.type()");
    await env.sql(
      `INSERT INTO stock_move (reference, product_id, product_uom_qty, origin, picking_id, location_id, location_dest_id, purchase_line_id, company_id)
         SELECT k.name, l.product_id, l.product_qty, k.origin, k.id, k.location_id, k.location_dest_id, l.id, k.company_id
           FROM purchase_order_line l, stock_picking k WHERE l.order_id = $1 AND k.id = $2 AND l.product_id IS NOT NULL`,
      [id, picking],
    );
    await confirmPickings(env, [picking]);
  }
  return true;
}
