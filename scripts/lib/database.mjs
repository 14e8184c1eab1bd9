import { randomBytes } from "node:crypto";
import { Failure } from "./failure.mjs";

/** A database URL as it may be shown: without its password. */
export function withoutPassword(url) {
  return url.replace(/\/\/([^:@/]*):[^@/]*@/, "//$1@");
}

/** The same server, another database. */
export function onDatabase(url, name) {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.toString();
}

/**
 * Connects, runs `action` and disconnects. Connecting may take 10 s, a statement 60 s.
 * @throws {Failure} one sentence when the server cannot be reached or refuses
 */
export async function withConnection(url, action) {
  const { default: pg } = await import("pg");
  if (!/^postgres(ql)?:$/.test(protocolOf(url)))
    throw new Failure(
      `"${url.slice(0, 40)}" is not a database URL like postgresql://user:password@host:5432/name.`,
    );
  let client;
  try {
    const limits = { connectionTimeoutMillis: 10_000, statement_timeout: 60_000 };
    client = new pg.Client({ connectionString: url, ...limits, application_name: "holdfast-scripts" });
    client.on("error", () => {});
    await client.connect();
  } catch (error) {
    await client?.end().catch(() => {});
    throw new Failure(connectionSentence(error, url));
  }
  try {
    return await action(client);
  } finally {
    await client.end();
  }
}

function protocolOf(url) {
  return URL.canParse(url) ? new URL(url).protocol : "";
}

function connectionSentence(error, url) {
  const where = withoutPassword(url);
  if (error.code === "28P01") return `The database refused the password given in ${where}.`;
  if (error.code === "28000") return `The database does not admit the user given in ${where}.`;
  if (error.code === "3D000") return `There is no database of the name given in ${where}. Create it first.`;
  const reason = error.message || error.errors?.map((one) => one.message).join("; ") || error.code;
  return `The database at ${where} cannot be reached (${reason}).`;
}

/** Makes a database unless it is there already. */
export async function ensureDatabase(serverUrl, name) {
  await withConnection(serverUrl, async (client) => {
    const found = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [name]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
  });
  return onDatabase(serverUrl, name);
}

/** Makes a database with the same content as another, which nobody may be connected to. */
export async function copyDatabase(serverUrl, from, to) {
  await withConnection(serverUrl, (client) =>
    client.query(`CREATE DATABASE ${client.escapeIdentifier(to)} TEMPLATE ${client.escapeIdentifier(from)}`),
  );
}

/** Makes an empty database for the time of one action and drops it afterwards. */
export async function withScratchDatabase(serverUrl, action) {
  const name = `holdfast_scratch_${randomBytes(6).toString("hex")}`;
  const url = await ensureDatabase(serverUrl, name);
  try {
    return await action(url);
  } finally {
    await withConnection(serverUrl, (client) =>
      client.query(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`),
    );
  }
}

/** True when the migrated database holds no tenant yet. */
export async function isUnseeded(url) {
  return await withConnection(url, async (client) => {
    const { rows } = await client.query('SELECT NOT EXISTS (SELECT 1 FROM "tenant") AS empty');
    return rows[0].empty;
  });
}

/**
 * The indexes Prisma's schema language cannot say (with a WHERE clause or over an expression). Migrations make
 * them by hand; comparing must not propose to drop them.
 */
export async function handmadeIndexes(url) {
  return await withConnection(url, async (client) => {
    const { rows } = await client.query(
      "SELECT c.relname AS name FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indpred IS NOT NULL OR i.indexprs IS NOT NULL",
    );
    return rows.map((row) => row.name);
  });
}
