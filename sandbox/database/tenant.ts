import { createHash, randomBytes } from "node:crypto";
import type pg from "pg";
import { at, number, text } from "@/sandbox/api/json";
import { TEMPLATE_DATABASE, TEMPLATE_ROLE, withAdmin } from "@/sandbox/database/template";
import { generateApiKey, hashApiKey, registerApiKey } from "@/sandbox/erp/api-keys";
import type { Sql } from "@/sandbox/erp/connection";
import { loadingOrder } from "@/sandbox/erp/modules";
import { isModuleList, type ModuleVersion } from "@/sandbox/erp/release";
import { applyModule } from "@/sandbox/erp/update";

/** What a namespace asks of its database operator. */
export type DatabaseRequest = {
  readonly modules: readonly ModuleVersion[];
  readonly companyName: string;
  readonly currency: string;
  /** Asks for a server of its own; otherwise the database lives on the shared one. */
  readonly cluster?: ClusterRequest;
};

/** A CloudNativePG Cluster whose log is archived at least this often. */
export type ClusterRequest = { readonly name: string; readonly archiveTimeoutSeconds: number };

export type Credentials = {
  readonly database: Readonly<Record<"host" | "port" | "user" | "password" | "dbname", string>>;
  readonly api: Readonly<Record<"login" | "key", string>>;
};

const ADMINISTRATOR = "admin";
const KEY_DAYS = 90;

/**
 * Reads the namespace's annotation.
 * @throws Error saying which part is missing or malformed.
 */
export function parseDatabaseRequest(text: string): DatabaseRequest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error("The annotation sandbox.holdfast.dev/database is not valid JSON.");
  }
  if (typeof value !== "object" || value === null)
    throw new Error("The database request must be a JSON object.");
  const modules = "modules" in value ? value.modules : undefined;
  const companyName = "companyName" in value ? value.companyName : undefined;
  const currency = "currency" in value ? value.currency : undefined;
  if (!isModuleList(modules) || modules.length === 0) {
    throw new Error('The database request needs "modules": [{"name", "version"}], with at least one module.');
  }
  if (typeof companyName !== "string" || companyName === "" || companyName.length > 200) {
    throw new Error('The database request needs "companyName" of 1 to 200 characters.');
  }
  if (typeof currency !== "string" || !/^[A-Z]{3}$/.test(currency)) {
    throw new Error('The database request needs "currency", a code of three capital letters.');
  }
  const cluster = "cluster" in value ? clusterRequest(value.cluster) : undefined;
  return { modules, companyName, currency, ...(cluster === undefined ? {} : { cluster }) };
}

function clusterRequest(value: unknown): ClusterRequest {
  const name = text(at(value, "name")) ?? "";
  const archiveTimeoutSeconds = number(at(value, "archiveTimeoutSeconds")) ?? 300;
  if (!/^[a-z]([a-z0-9-]{0,28}[a-z0-9])?$/.test(name))
    throw new Error('The database request needs "cluster.name": 1 to 30 small letters, digits and hyphens.');
  if (!Number.isInteger(archiveTimeoutSeconds) || archiveTimeoutSeconds < 1 || archiveTimeoutSeconds > 3_600)
    throw new Error('The database request needs "cluster.archiveTimeoutSeconds" from 1 to 3600.');
  return { name, archiveTimeoutSeconds };
}

/** Name of database and role for a namespace; `owner` keeps namesakes of other sandboxes apart. */
export function databaseName(namespace: string, owner: string): string {
  const readable = namespace.replace(/[^a-z0-9]+/g, "_").slice(0, 50);
  const suffix = createHash("sha256").update(`${owner}/${namespace}`).digest("hex").slice(0, 6);
  return `${/^[a-z]/.test(readable) ? readable : `n${readable}`}_${suffix}`;
}

/**
 * Creates role and database from the template, sets company and module versions, and issues new credentials.
 * Called again for an existing database it only issues new credentials; the data stays.
 */
export async function provisionDatabase(
  adminUrl: string,
  name: string,
  request: DatabaseRequest,
): Promise<Credentials> {
  const password = randomBytes(18).toString("base64url");
  const key = generateApiKey();
  await withAdmin(adminUrl, undefined, async (client) => {
    const roles = await client.query("SELECT 1 FROM pg_roles WHERE rolname = $1", [name]);
    const verb = roles.rowCount === 0 ? "CREATE" : "ALTER";
    await client.query(`${verb} ROLE "${name}" LOGIN CREATEDB NOSUPERUSER PASSWORD '${password}'`);
    const databases = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [name]);
    if (databases.rowCount === 0) await createDatabase(adminUrl, client, name, request);
  });
  await withAdmin(adminUrl, name, async (client) => {
    const sql = statementRunner(client);
    await sql("DELETE FROM res_users_apikeys WHERE name = 'holdfast'");
    const users = await sql<{ id: number }>("SELECT id FROM res_users WHERE login = $1", [ADMINISTRATOR]);
    await registerApiKey(sql, { userId: users[0]?.id ?? 2, name: "holdfast", key, days: KEY_DAYS });
  });
  const { hostname, port } = new URL(adminUrl);
  return {
    database: { host: hostname, port: port === "" ? "5432" : port, user: name, password, dbname: name },
    api: { login: ADMINISTRATOR, key },
  };
}

/** Built under another name and renamed when complete: a database of the final name is never half done. */
async function createDatabase(
  adminUrl: string,
  client: pg.Client,
  name: string,
  request: DatabaseRequest,
): Promise<void> {
  const building = `${name}_new`;
  await client.query(`DROP DATABASE IF EXISTS "${building}" WITH (FORCE)`);
  await client.query(`CREATE DATABASE "${building}" TEMPLATE ${TEMPLATE_DATABASE} OWNER "${name}"`);
  await client.query(`REVOKE CONNECT ON DATABASE "${building}" FROM PUBLIC`);
  await withAdmin(adminUrl, building, async (inside) => {
    await inside.query(`REASSIGN OWNED BY ${TEMPLATE_ROLE} TO "${name}"`);
    await inside.query("BEGIN");
    await inside.query(`SET LOCAL ROLE "${name}"`);
    await personalise(statementRunner(inside), request);
    await inside.query("COMMIT");
  });
  await client.query(`ALTER DATABASE "${building}" RENAME TO "${name}"`);
}

async function personalise(sql: Sql, request: DatabaseRequest): Promise<void> {
  await sql(
    "INSERT INTO res_currency (name, symbol) VALUES ($1, $1::varchar) ON CONFLICT (name) DO NOTHING",
    [request.currency],
  );
  await sql("UPDATE res_company SET name = $1, currency_id = (SELECT id FROM res_currency WHERE name = $2)", [
    request.companyName,
    request.currency,
  ]);
  await sql(
    "UPDATE res_partner SET name = $1 WHERE id = (SELECT partner_id FROM res_company ORDER BY id LIMIT 1)",
    [request.companyName],
  );
  for (const table of ["sale_order", "purchase_order", "account_move"]) {
    await sql(`UPDATE ${table} SET currency_id = (SELECT id FROM res_currency WHERE name = $1)`, [
      request.currency,
    ]);
  }
  await sql("UPDATE res_users SET password = $1 WHERE login = $2", [
    await hashApiKey(randomBytes(18).toString("base64url")),
    ADMINISTRATOR,
  ]);
  await sql(
    "UPDATE ir_config_parameter SET value = gen_random_uuid()::text WHERE key IN ('database.uuid', 'database.secret')",
  );
  for (const module of loadingOrder(request.modules))
    await applyModule(sql, { ...module, installed: undefined });
}

/** Drops the role and every database it owns, restored copies included; missing ones are no error. */
export async function dropTenant(adminUrl: string, name: string): Promise<void> {
  await withAdmin(adminUrl, undefined, async (client) => {
    const owned = await client.query<{ datname: string }>(
      "SELECT d.datname FROM pg_database d JOIN pg_roles r ON r.oid = d.datdba WHERE r.rolname = $1",
      [name],
    );
    for (const { datname } of owned.rows) {
      await client.query(`DROP DATABASE IF EXISTS "${datname.replaceAll('"', '""')}" WITH (FORCE)`);
    }
    await client.query(`DROP ROLE IF EXISTS "${name}"`);
  });
}

function statementRunner(client: pg.Client): Sql {
  return async <Row extends object>(text: string, values: readonly unknown[] = []) => {
    // Several statements in one text are only possible without parameters.
    const result =
      values.length === 0 ? await client.query<Row>(text) : await client.query<Row>(text, [...values]);
    return result.rows;
  };
}
