import type { Sql } from "@/sandbox/erp/connection";
import { domainToSql } from "@/sandbox/erp/domain";
import { missing, notFound, valueError } from "@/sandbox/erp/errors";
import type { Filestore } from "@/sandbox/erp/filestore";
import type { Field, Model, Registry } from "@/sandbox/erp/registry";
import type { Release } from "@/sandbox/erp/release";

export type Values = Record<string, unknown>;

/** What every method works with: one transaction, one user, one release. */
export type Env = {
  readonly sql: Sql;
  readonly registry: Registry;
  readonly release: Release;
  readonly uid: number;
  /** Absent while checks are rolled back: files cannot be. */
  readonly filestore: Filestore | undefined;
};

export type SearchOptions = { readonly limit?: number; readonly offset?: number; readonly order?: string };

const MAXIMUM_RECORDS = 10_000;

/** @throws ErpError 404 when no installed module has the model. */
export function modelOf(env: Env, name: string): Model {
  const model = env.registry.get(name);
  if (model === undefined) throw notFound(`the model ${JSON.stringify(name)} does not exist`);
  return model;
}

export async function searchCount(env: Env, name: string, domain: unknown): Promise<number> {
  const model = modelOf(env, name);
  const where = domainToSql(model, domain);
  const rows = await env.sql<{ count: number }>(
    `SELECT count(*)::int AS count FROM "${model.table}" t WHERE ${where.text}`,
    where.values,
  );
  return rows[0]?.count ?? 0;
}

export async function search(
  env: Env,
  name: string,
  domain: unknown,
  options: SearchOptions = {},
): Promise<number[]> {
  const model = modelOf(env, name);
  const where = domainToSql(model, domain);
  const rows = await env.sql<{ id: number }>(
    `SELECT t.id FROM "${model.table}" t WHERE ${where.text} ORDER BY ${orderBy(model, options.order)}
      LIMIT ${bounded(options.limit, MAXIMUM_RECORDS)} OFFSET ${bounded(options.offset, 10_000_000, 0)}`,
    where.values,
  );
  return rows.map((row) => row.id);
}

/** Reads fields of records in the order of `ids`; many2one values are `[id, name]`, empty values `false`. */
export async function read(
  env: Env,
  name: string,
  ids: readonly number[],
  fields: unknown,
): Promise<Values[]> {
  const model = modelOf(env, name);
  const wanted = fieldList(model, fields);
  const columns = wanted.flatMap((field, index) => {
    const value = `${field.expression} AS "v${index}"`;
    return isReference(field) ? [value, `${referenceName(env, field)} AS "n${index}"`] : [value];
  });
  const rows = await env.sql(
    `SELECT t.id AS id${columns.map((column) => `, ${column}`).join("")} FROM "${model.table}" t WHERE t.id = ANY($1)`,
    [ids.slice(0, MAXIMUM_RECORDS)],
  );
  const byId = new Map(rows.map((row) => [row["id"], row]));
  return ids.map((id) => {
    const row = byId.get(id);
    if (row === undefined)
      throw missing(`Record does not exist or has been deleted. (Record: ${name}(${id},))`);
    const result: Values = { id };
    wanted.forEach((field, index) => {
      const value = row[`v${index}`] ?? false;
      result[field.name] = isReference(field) && value !== false ? [value, row[`n${index}`] ?? ""] : value;
    });
    return result;
  });
}

/** Inserts one row of stored fields and returns its id; unknown fields are an error, as in Odoo. */
export async function insert(env: Env, name: string, values: Values): Promise<number> {
  const model = modelOf(env, name);
  const entries = storedEntries(model, values);
  const names = entries.map(([field]) => `"${field}"`).join(", ");
  const places = entries.map((_, index) => `$${index + 1}`).join(", ");
  const rows = await env.sql<{ id: number }>(
    entries.length === 0
      ? `INSERT INTO "${model.table}" DEFAULT VALUES RETURNING id`
      : `INSERT INTO "${model.table}" (${names}) VALUES (${places}) RETURNING id`,
    entries.map(([, value]) => value),
  );
  const id = rows[0]?.id;
  if (id === undefined) throw valueError(`Creating ${name} returned no row.`);
  return id;
}

/** Writes stored fields of the records. */
export async function update(env: Env, name: string, ids: readonly number[], values: Values): Promise<void> {
  const model = modelOf(env, name);
  const entries = storedEntries(model, values);
  if (entries.length === 0 || ids.length === 0) return;
  const sets = entries.map(([field], index) => `"${field}" = $${index + 2}`);
  if (model.fields.has("write_date")) sets.push(`write_date = now() AT TIME ZONE 'utc'`);
  await env.sql(`UPDATE "${model.table}" SET ${sets.join(", ")} WHERE id = ANY($1)`, [
    [...ids],
    ...entries.map(([, value]) => value),
  ]);
}

function storedEntries(model: Model, values: Values): [string, unknown][] {
  return Object.entries(values).map(([name, value]) => {
    const field = model.fields.get(name);
    if (field === undefined || !field.stored || name === "id") {
      throw valueError(`Invalid field '${name}' in '${model.name}'`);
    }
    const stored = model.name === "product.template" && name === "name" ? { en_US: String(value) } : value;
    return [name, stored === false && isReference(field) ? null : stored];
  });
}

function isReference(field: Field): boolean {
  return field.target !== undefined && field.inverse === undefined;
}

function referenceName(env: Env, field: Field): string {
  const target = env.registry.get(field.target ?? "");
  if (target === undefined) return "''";
  return `(SELECT r.n FROM (SELECT t.id AS id, ${target.displayName} AS n FROM "${target.table}" t) r WHERE r.id = ${field.expression})`;
}

function fieldList(model: Model, fields: unknown): Field[] {
  if (fields === undefined || fields === null || (Array.isArray(fields) && fields.length === 0)) {
    return [...model.fields.values()].filter((field) => field.name !== "id");
  }
  if (!Array.isArray(fields)) throw valueError("fields must be a list of field names.");
  return fields
    .filter((name) => name !== "id")
    .map((name) => {
      const field = model.fields.get(String(name));
      if (field === undefined) throw valueError(`Invalid field '${String(name)}' on model '${model.name}'`);
      return field;
    });
}

function orderBy(model: Model, order: string | undefined): string {
  if (order === undefined || order === "") return "t.id";
  return order
    .split(",")
    .map((part) => {
      const [name = "", direction = "asc"] = part.trim().split(/\s+/);
      const field = model.fields.get(name);
      if (field === undefined || !/^(asc|desc)$/i.test(direction)) {
        throw valueError(
          `Invalid "order" specified (${order}). A valid "order" is a list of fields, each with asc or desc.`,
        );
      }
      return `${field.expression} ${direction}`;
    })
    .join(", ");
}

function bounded(value: number | undefined, maximum: number, fallback = maximum): number {
  if (value === undefined || !Number.isInteger(value) || value < 0) return fallback;
  return Math.min(value, maximum);
}
