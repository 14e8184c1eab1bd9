import type { ErpClient } from "@/sandbox/traffic/client";

/** A number in [0, 1); replaced in tests. */
export type Chance = () => number;

type Step = (client: ErpClient, chance: Chance) => Promise<void>;

/** What happens in a company, and how often out of a hundred turns besides the order of each turn. */
const OCCASIONAL: readonly { readonly percent: number; readonly step: Step }[] = [
  { percent: 45, step: deliver },
  { percent: 20, step: manufacture },
  { percent: 15, step: invoice },
  { percent: 12, step: purchase },
  { percent: 30, step: lookAround },
];

const CUSTOMERS = { first: 4, count: 24 };
const SUPPLIERS = { first: 28, count: 6 };
const PRODUCTS = { first: 1, count: 24 };
const COMPONENTS = { first: 25, count: 16 };

/** One turn of business: a new confirmed order, and now and then something else. Stops at the first error. */
export async function doBusiness(client: ErpClient, chance: Chance): Promise<void> {
  await order(client, chance);
  for (const { percent, step } of OCCASIONAL) if (chance() * 100 < percent) await step(client, chance);
}

async function order(client: ErpClient, chance: Chance): Promise<void> {
  const lines = Array.from({ length: 1 + Math.floor(chance() * 2) }, () => [
    0,
    0,
    { product_id: pick(PRODUCTS, chance), product_uom_qty: 1 + Math.floor(chance() * 4) },
  ]);
  const values = { partner_id: pick(CUSTOMERS, chance), order_line: lines };
  const ids = await client.call("sale.order", "create", { vals_list: [values] });
  await client.call("sale.order", "action_confirm", { ids });
}

async function deliver(client: ErpClient): Promise<void> {
  const ids = await client.call("stock.picking", "search", {
    domain: [["state", "=", "assigned"]],
    limit: 2,
  });
  if (Array.isArray(ids) && ids.length > 0) await client.call("stock.picking", "button_validate", { ids });
}

async function manufacture(client: ErpClient, chance: Chance): Promise<void> {
  const quantity = 5 + Math.floor(chance() * 20);
  const components = [[0, 0, { product_id: pick(COMPONENTS, chance), product_uom_qty: quantity }]];
  const values = { product_id: pick(PRODUCTS, chance), product_qty: quantity, move_raw_ids: components };
  const ids = await client.call("mrp.production", "create", { vals_list: [values] });
  await client.call("mrp.production", "action_confirm", { ids });
  await client.call("mrp.production", "button_mark_done", { ids });
}

async function invoice(client: ErpClient, chance: Chance): Promise<void> {
  const lines = [
    [0, 0, { name: "Delivered goods", quantity: 1, price_unit: 50 + Math.floor(chance() * 900) }],
  ];
  const values = { move_type: "out_invoice", partner_id: pick(CUSTOMERS, chance), invoice_line_ids: lines };
  const ids = await client.call("account.move", "create", { vals_list: [values] });
  await client.call("account.move", "action_post", { ids });
}

async function purchase(client: ErpClient, chance: Chance): Promise<void> {
  const lines = [
    [0, 0, { product_id: pick(COMPONENTS, chance), product_qty: 40 + Math.floor(chance() * 60) }],
  ];
  const values = { partner_id: pick(SUPPLIERS, chance), order_line: lines };
  const ids = await client.call("purchase.order", "create", { vals_list: [values] });
  await client.call("purchase.order", "button_confirm", { ids });
}

async function lookAround(client: ErpClient): Promise<void> {
  const fields = ["name", "state", "amount_total", "partner_id"];
  await client.call("sale.order", "search_read", { domain: [], fields, limit: 20, order: "id desc" });
  await client.call("stock.quant", "search_count", { domain: [["quantity", "<", 10]] });
}

function pick(range: { first: number; count: number }, chance: Chance): number {
  return range.first + Math.floor(chance() * range.count);
}
