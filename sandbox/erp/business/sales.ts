import { randomUUID } from "node:crypto";
import { companyOf, inState, nextName } from "@/sandbox/erp/business/defaults";
import { confirmPickings } from "@/sandbox/erp/business/stock";
import { codeError } from "@/sandbox/erp/errors";
import type { Env, Values } from "@/sandbox/erp/records";

export async function saleOrderDefaults(env: Env, values: Values): Promise<Values> {
  return {
    name: await nextName(env.sql, "sale.order"),
    user_id: env.uid,
    ...(await companyOf(env)),
    ...values,
  };
}

/** Recomputes the order's totals from its lines. */
export async function totalSaleOrder(env: Env, id: number): Promise<void> {
  await env.sql(
    `UPDATE sale_order o SET amount_untaxed = s.total, amount_total = s.total + o.amount_tax
       FROM (SELECT coalesce(sum(price_subtotal), 0) AS total FROM sale_order_line WHERE order_id = $1) s WHERE o.id = $1`,
    [id],
  );
}

/** Confirms quotations: a delivery with its moves appears, a label job and a confirmation mail are queued. */
export async function confirmSaleOrders(env: Env, ids: readonly number[]): Promise<boolean> {
  if (env.release.fault === "order-confirm-errors") {
    throw codeError("TypeError", "unsupported operand type(s) for +: 'NoneType' and 'float'");
  }
  const drafts = await inState(
    env,
    "sale_order",
    ids,
    ["draft", "sent"],
    "Some orders are not in a state requiring confirmation.",
  );
  for (const id of drafts) {
    await env.sql(
      `UPDATE sale_order SET state = 'sale', invoice_status = 'to invoice', date_order = now() AT TIME ZONE 'utc' WHERE id = $1`,
      [id],
    );
    await env.sql(`UPDATE sale_order_line SET state = 'sale' WHERE order_id = $1`, [id]);
    await createDelivery(env, id);
    await env.sql(
      `INSERT INTO queue_job (uuid, name, model_name, method_name)
         SELECT $2, 'Print labels of ' || name, 'sale.order', 'print_labels' FROM sale_order WHERE id = $1`,
      [id, randomUUID()],
    );
    await env.sql(
      `INSERT INTO mail_mail (subject, email_to, body_html, model, res_id)
         SELECT 'Order ' || o.name, p.email, '<p>Your order ' || o.name || ' is confirmed.</p>', 'sale.order', o.id
           FROM sale_order o JOIN res_partner p ON p.id = o.partner_id WHERE o.id = $1 AND p.email IS NOT NULL`,
      [id],
    );
  }
  return true;
}

async function createDelivery(env: Env, orderId: number): Promise<void> {
  const name = await nextName(env.sql, "stock.picking.out");
  const pickings = await env.sql<{ id: number }>(
    `INSERT INTO stock_picking (name, state, origin, partner_id, picking_type_id, location_id, location_dest_id, sale_id, scheduled_date, company_id)
       SELECT $2, 'draft', o.name, o.partner_id, t.id, t.default_location_src_id, t.default_location_dest_id, o.id, now() AT TIME ZONE 'utc', o.company_id
         FROM sale_order o, stock_picking_type t WHERE o.id = $1 AND t.code = 'outgoing' ORDER BY t.id LIMIT 1 RETURNING id`,
    [orderId, name],
  );
  const picking = pickings[0]?.id;
  if (picking === undefined) throw codeError("ValueError", "Expected singleton: stock.picking.type()");
  await env.sql(
    `INSERT INTO stock_move (reference, product_id, product_uom_qty, origin, picking_id, location_id, location_dest_id, sale_line_id, company_id)
       SELECT k.name, l.product_id, l.product_uom_qty, k.origin, k.id, k.location_id, k.location_dest_id, l.id, k.company_id
         FROM sale_order_line l, stock_picking k WHERE l.order_id = $1 AND k.id = $2 AND l.product_id IS NOT NULL`,
    [orderId, picking],
  );
  await confirmPickings(env, [picking]);
}
