import { createHash } from "node:crypto";
import pg from "pg";
import { SCHEMA_SQL } from "@/sandbox/erp/schema";
import { STARTING_DATA_SQL } from "@/sandbox/erp/starting-data";

export const TEMPLATE_DATABASE = "erp_template";
/** Owns the template's tables, so that a copy can hand all of them to its customer's role at once. */
export const TEMPLATE_ROLE = "erp_template";

const CONNECT_LIMIT_MS = 5_000;
const STATEMENT_LIMIT_MS = 60_000;
const LOCK = 5_190_077;

/**
 * PostgreSQL logs a sequence 32 numbers ahead and copies what is left of them into a new database, where using them up
 * is not logged: a crash then gives the same numbers again. Set anew, each copy logs its first number.
 */
const LOGGED_SEQUENCES_SQL = `DO $$
DECLARE name regclass;
BEGIN
  FOR name IN SELECT oid FROM pg_class WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace LOOP
    EXECUTE format('SELECT setval(%L, last_value, is_called) FROM %s', name, name);
  END LOOP;
END $$`;

/** A connection to one database of the administrator's server; the caller ends it. */
export async function connectAdmin(adminUrl: string, database?: string): Promise<pg.Client> {
  const url = new URL(adminUrl);
  if (database !== undefined) url.pathname = `/${encodeURIComponent(database)}`;
  const client = new pg.Client({
    connectionString: url.href,
    connectionTimeoutMillis: CONNECT_LIMIT_MS,
    statement_timeout: STATEMENT_LIMIT_MS,
    application_name: "holdfast-sandbox",
  });
  // A broken idle connection shows as an error of the next statement.
  client.on("error", () => undefined);
  await client.connect();
  return client;
}

/** Runs `work` on a connection of its own and closes it. */
export async function withAdmin<T>(
  adminUrl: string,
  database: string | undefined,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = await connectAdmin(adminUrl, database);
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/**
 * Makes sure the template database exists and holds this version's schema and starting data; a template of
 * another version is replaced. Sandboxes that share a server take turns.
 */
export async function prepareTemplate(adminUrl: string): Promise<void> {
  const fingerprint = createHash("sha256")
    .update(SCHEMA_SQL)
    .update(STARTING_DATA_SQL)
    .update(LOGGED_SEQUENCES_SQL)
    .digest("hex");
  await withAdmin(adminUrl, undefined, async (client) => {
    await client.query("SELECT pg_advisory_lock($1)", [LOCK]);
    const existing = await client.query<{ comment: string | null }>(
      "SELECT shobj_description(oid, 'pg_database') AS comment FROM pg_database WHERE datname = $1",
      [TEMPLATE_DATABASE],
    );
    if (existing.rows[0]?.comment === fingerprint) return;
    await client.query(`DROP DATABASE IF EXISTS ${TEMPLATE_DATABASE} WITH (FORCE)`);
    const roles = await client.query("SELECT 1 FROM pg_roles WHERE rolname = $1", [TEMPLATE_ROLE]);
    if (roles.rowCount === 0) await client.query(`CREATE ROLE ${TEMPLATE_ROLE} NOLOGIN`);
    await client.query(`CREATE DATABASE ${TEMPLATE_DATABASE} TEMPLATE template0 ENCODING 'UTF8'`);
    await fillTemplate(adminUrl);
    // The comment comes last: without it the next start builds the template again.
    await client.query(`COMMENT ON DATABASE ${TEMPLATE_DATABASE} IS '${fingerprint}'`);
  });
}

async function fillTemplate(adminUrl: string): Promise<void> {
  await withAdmin(adminUrl, TEMPLATE_DATABASE, async (client) => {
    await client.query(`ALTER SCHEMA public OWNER TO ${TEMPLATE_ROLE}`);
    await client.query(`GRANT CREATE ON DATABASE ${TEMPLATE_DATABASE} TO ${TEMPLATE_ROLE}`);
    await client.query("BEGIN");
    await client.query(`SET LOCAL ROLE ${TEMPLATE_ROLE}`);
    // Owned like the tables: a customer's role can then restore its own dump completely.
    await client.query("CREATE EXTENSION pg_trgm; CREATE EXTENSION unaccent");
    await client.query(SCHEMA_SQL);
    await client.query(STARTING_DATA_SQL);
    await client.query(LOGGED_SEQUENCES_SQL);
    await client.query("COMMIT");
    await client.query("ANALYZE");
  });
}
