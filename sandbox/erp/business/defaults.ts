import type { Sql } from "@/sandbox/erp/connection";
import { userError } from "@/sandbox/erp/errors";
import type { Env, Values } from "@/sandbox/erp/records";

/** The next name of a document. The numbers come from a PostgreSQL sequence: a rollback leaves a gap. */
export async function nextName(sql: Sql, code: string): Promise<string> {
  const rows = await sql<{ name: string }>(
    `SELECT prefix || lpad(nextval(format('%I', 'ir_sequence_' || lpad(id::text, 3, '0'))::regclass)::text, padding, '0') AS name
       FROM ir_sequence WHERE code = $1`,
    [code],
  );
  const name = rows[0]?.name;
  if (name === undefined) throw userError(`No sequence has been found for code '${code}'.`);
  return name;
}

/** Company and currency of the acting user. */
export async function companyOf(env: Env): Promise<{ company_id: number; currency_id: number }> {
  const rows = await env.sql<{ company_id: number; currency_id: number }>(
    `SELECT c.id AS company_id, c.currency_id FROM res_users u JOIN res_company c ON c.id = u.company_id WHERE u.id = $1`,
    [env.uid],
  );
  const company = rows[0];
  if (company === undefined) throw userError("The user has no company.");
  return company;
}

/** A value as a number, or `fallback` when it is absent or no number. */
export function numberOr(value: unknown, fallback: number): number {
  return typeof value === "number" && Number.isFinite(value) ? value : fallback;
}

/** Adds what a document line takes from its product: description, price and subtotal. */
export async function lineFromProduct(
  env: Env,
  values: Values,
  options: { quantity: string; price: "list_price" | "standard_price" },
): Promise<Values> {
  const rows = await env.sql<{ name: string; price: number }>(
    `SELECT d.name->>'en_US' AS name, d.${options.price} AS price
       FROM product_product p JOIN product_template d ON d.id = p.product_tmpl_id WHERE p.id = $1`,
    [numberOr(values["product_id"], 0)],
  );
  const product = rows[0];
  const quantity = numberOr(values[options.quantity], 1);
  const price = numberOr(values["price_unit"], product?.price ?? 0);
  return {
    name: product?.name ?? "",
    ...values,
    [options.quantity]: quantity,
    price_unit: price,
    price_subtotal: Math.round(quantity * price * 100) / 100,
  };
}

/** Keeps the ids whose record is in one of `states`; complains when there is none to act on. */
export async function inState(
  env: Env,
  table: string,
  ids: readonly number[],
  states: readonly string[],
  complaint: string,
): Promise<number[]> {
  const rows = await env.sql<{ id: number }>(
    `SELECT id FROM "${table}" WHERE id = ANY($1) AND state = ANY($2) ORDER BY id FOR UPDATE`,
    [[...ids], [...states]],
  );
  if (rows.length === 0) throw userError(complaint);
  return rows.map((row) => row.id);
}
