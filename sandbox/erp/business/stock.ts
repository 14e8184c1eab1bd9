import { inState, nextName } from "@/sandbox/erp/business/defaults";
import type { Env, Values } from "@/sandbox/erp/records";

type Move = {
  id: number;
  product_id: number;
  product_uom_qty: number;
  quantity: number;
  location_id: number;
  location_dest_id: number;
};

const SEQUENCE_OF_TYPE: Readonly<Record<string, string>> = {
  incoming: "stock.picking.in",
  outgoing: "stock.picking.out",
  internal: "stock.picking.int",
};

/** Name, locations and company of a new transfer, from its operation type. */
export async function pickingDefaults(env: Env, values: Values): Promise<Values> {
  const types = await env.sql<{ id: number; code: string; src: number | null; dest: number | null }>(
    `SELECT id, code, default_location_src_id AS src, default_location_dest_id AS dest FROM stock_picking_type
      WHERE id = $1 OR ($1 IS NULL AND code = 'internal') ORDER BY id LIMIT 1`,
    [values["picking_type_id"] ?? null],
  );
  const type = types[0];
  return {
    name: await nextName(env.sql, SEQUENCE_OF_TYPE[type?.code ?? "internal"] ?? "stock.picking.int"),
    picking_type_id: type?.id,
    location_id: type?.src,
    location_dest_id: type?.dest,
    company_id: 1,
    scheduled_date: new Date().toISOString().slice(0, 19).replace("T", " "),
    ...values,
  };
}

/** A move inside a transfer takes over what it does not say itself. */
export async function moveDefaults(env: Env, values: Values): Promise<Values> {
  if (values["picking_id"] !== undefined) {
    const rows = await env.sql<Values>(
      `SELECT name AS reference, origin, location_id, location_dest_id, company_id FROM stock_picking WHERE id = $1`,
      [values["picking_id"]],
    );
    return { ...rows[0], ...values };
  }
  if (values["raw_material_production_id"] !== undefined) {
    const rows = await env.sql<Values>(
      `SELECT m.name AS reference, m.name AS origin, w.lot_stock_id AS location_id, l.id AS location_dest_id, m.company_id
         FROM mrp_production m, stock_warehouse w, stock_location l WHERE m.id = $1 AND l.usage = 'production' ORDER BY w.id, l.id LIMIT 1`,
      [values["raw_material_production_id"]],
    );
    return { ...rows[0], ...values };
  }
  return values;
}

/** Confirms transfers and reserves what is in stock. */
export async function confirmPickings(env: Env, ids: readonly number[]): Promise<boolean> {
  const drafts = await inState(
    env,
    "stock_picking",
    ids,
    ["draft", "confirmed"],
    "Nothing to check the availability for.",
  );
  for (const id of drafts) {
    await reserve(env, await movesOf(env, "picking_id", id, ["draft", "confirmed"]));
    await env.sql(
      `UPDATE stock_picking SET state = CASE WHEN EXISTS (SELECT 1 FROM stock_move WHERE picking_id = $1 AND state = 'confirmed')
        THEN 'confirmed' ELSE 'assigned' END WHERE id = $1`,
      [id],
    );
  }
  return true;
}

/** Carries transfers out: quantities leave one place and arrive at the other. */
export async function validatePickings(env: Env, ids: readonly number[]): Promise<boolean> {
  const open = await inState(
    env,
    "stock_picking",
    ids,
    ["confirmed", "assigned"],
    "You cannot validate a transfer that is not waiting or ready.",
  );
  for (const id of open) {
    await carryOut(env, await movesOf(env, "picking_id", id, ["confirmed", "assigned"]));
    await env.sql(
      `UPDATE stock_picking SET state = 'done', date_done = now() AT TIME ZONE 'utc' WHERE id = $1`,
      [id],
    );
    await env.sql(
      `UPDATE sale_order_line l SET qty_delivered = qty_delivered + m.product_uom_qty FROM stock_move m
        WHERE m.picking_id = $1 AND m.sale_line_id = l.id`,
      [id],
    );
    await env.sql(
      `UPDATE purchase_order_line l SET qty_received = qty_received + m.product_uom_qty FROM stock_move m
        WHERE m.picking_id = $1 AND m.purchase_line_id = l.id`,
      [id],
    );
  }
  return true;
}

/** Moves of a document in the given states, in one lock order for everybody. */
export function movesOf(
  env: Env,
  column: "picking_id" | "raw_material_production_id",
  id: number,
  states: readonly string[],
): Promise<Move[]> {
  return env.sql<Move>(
    `SELECT id, product_id, product_uom_qty, quantity, location_id, location_dest_id FROM stock_move
      WHERE "${column}" = $1 AND state = ANY($2) ORDER BY product_id, id FOR UPDATE`,
    [id, [...states]],
  );
}

/** Reserves each move completely or not at all; places outside the warehouse always have enough. */
async function reserve(env: Env, moves: readonly Move[]): Promise<void> {
  for (const move of moves) {
    const reserved = await env.sql(
      `UPDATE stock_quant q SET reserved_quantity = reserved_quantity + $3 FROM stock_location l
        WHERE l.id = q.location_id AND q.product_id = $1 AND q.location_id = $2 AND l.usage = 'internal'
          AND q.quantity - q.reserved_quantity >= $3 RETURNING q.id`,
      [move.product_id, move.location_id, move.product_uom_qty],
    );
    const outside = await env.sql(`SELECT 1 FROM stock_location WHERE id = $1 AND usage <> 'internal'`, [
      move.location_id,
    ]);
    const ready = reserved.length > 0 || outside.length > 0;
    await env.sql(`UPDATE stock_move SET state = $2, quantity = $3 WHERE id = $1`, [
      move.id,
      ready ? "assigned" : "confirmed",
      ready ? move.product_uom_qty : 0,
    ]);
  }
}

/** Books the moves as done: quants change by exactly the demanded quantity. */
export async function carryOut(env: Env, moves: readonly Move[]): Promise<void> {
  for (const move of moves) {
    await changeQuant(env, move.product_id, move.location_id, -move.product_uom_qty, -move.quantity);
    await changeQuant(env, move.product_id, move.location_dest_id, move.product_uom_qty, 0);
    await env.sql(
      `UPDATE stock_move SET state = 'done', quantity = product_uom_qty, date = now() AT TIME ZONE 'utc' WHERE id = $1`,
      [move.id],
    );
  }
}

/** Only places inside the company keep quants; suppliers, customers and production are boundless. */
export async function changeQuant(
  env: Env,
  productId: number,
  locationId: number,
  quantity: number,
  reserved: number,
): Promise<void> {
  await env.sql(
    `INSERT INTO stock_quant AS q (product_id, location_id, quantity, company_id)
       SELECT $1::integer, l.id, $3::numeric, 1 FROM stock_location l WHERE l.id = $2 AND l.usage = 'internal'
     ON CONFLICT (product_id, location_id) DO UPDATE
       SET quantity = q.quantity + $3, reserved_quantity = greatest(0, q.reserved_quantity + $4)`,
    [productId, locationId, quantity, reserved],
  );
}
