import { pbkdf2, randomBytes } from "node:crypto";
import { promisify } from "node:util";
import { ToolboxFailure } from "@/toolbox/failure";
import { type Sql, withDatabase } from "@/toolbox/postgres";
import type { Run } from "@/toolbox/run";

/** The name of the key through which the operator signs in; it stands in the environment's secret `erp-api`. */
const OPERATOR_KEY = "holdfast";
const MOST_KEYS = 10;
const UNREADABLE: ReadonlySet<string> = new Set(["database_missing", "database_damaged"]);

/**
 * Puts the operator's own key of the living database into the one that takes its place: a copy knows the key of its
 * time or of its origin, or none when it was neutralised. Repeated, it leaves the same key. Where none can be read, the
 * one this run was told is registered anew; untold, the copy keeps what it knows.
 * @returns how many keys
 */
export async function carryKeys(run: Run, coming: string): Promise<number> {
  const { connection } = run.settings;
  const keys = await livingKeys(run).catch((error: unknown) => {
    if (!(error instanceof ToolboxFailure) || !UNREADABLE.has(error.fault)) throw error;
    run.note(`The operator's key could not be read out of what lives: ${error.message}`);
    return null;
  });
  if (keys === null) return registerKey(run, coming);
  if (keys.length === 0) return 0;
  return withDatabase(run, { ...connection, database: coming }, async (sql) => {
    if (!(await hasKeys(sql))) return 0;
    await sql("BEGIN");
    await sql("DELETE FROM res_users_apikeys WHERE name = $1", [OPERATOR_KEY]);
    let carried = 0;
    for (const { login, key } of keys) {
      const rows = await sql(
        `INSERT INTO res_users_apikeys SELECT (jsonb_populate_record(NULL::res_users_apikeys, $2::jsonb || jsonb_build_object(
           'id', nextval(pg_get_serial_sequence('res_users_apikeys', 'id')), 'user_id', u.id))).*
         FROM res_users u WHERE u.login = $1 RETURNING 1`,
        [login, JSON.stringify(key)],
      );
      carried += rows.length;
    }
    await sql("COMMIT");
    return carried;
  });
}

const derive = promisify(pbkdf2);
/** As Odoo stores a key: the beginning to find it by, and passlib's hash of it. */
const [INDEX_LENGTH, ROUNDS, HASH_BYTES] = [8, 6_000, 64];
const unpadded = (bytes: Buffer): string => bytes.toString("base64").replaceAll("=", "").replaceAll("+", ".");

async function hashed(key: string): Promise<string> {
  const salt = randomBytes(16);
  const checksum = await derive(key, salt, ROUNDS, HASH_BYTES, "sha512");
  return `$pbkdf2-sha512$${ROUNDS}$${unpadded(salt)}$${unpadded(checksum)}`;
}

/** The key this run was told, for the same user of the copy; one the copy does not know gets none. */
export async function registerKey(run: Run, coming: string): Promise<number> {
  const { connection, operator } = run.settings;
  if (operator === null) return 0;
  const { login, key } = operator;
  return withDatabase(run, { ...connection, database: coming }, async (sql) => {
    if (!(await hasKeys(sql))) return 0;
    await sql("BEGIN");
    await sql("DELETE FROM res_users_apikeys WHERE name = $1", [OPERATOR_KEY]);
    const rows = await sql(
      `INSERT INTO res_users_apikeys (name, user_id, scope, index, key)
       SELECT $1, id, 'rpc', $2, $3 FROM res_users WHERE login = $4 RETURNING 1`,
      [OPERATOR_KEY, key.slice(0, INDEX_LENGTH), await hashed(key), login],
    );
    await sql("COMMIT");
    return rows.length;
  });
}

const livingKeys = (run: Run) =>
  withDatabase(run, run.settings.connection, async (sql) =>
    (await hasKeys(sql))
      ? await sql<{ login: string; key: Record<string, unknown> }>(
          `SELECT u.login, to_jsonb(k) - 'id' AS key FROM res_users_apikeys k JOIN res_users u ON u.id = k.user_id
           WHERE k.name = $1 LIMIT ${MOST_KEYS}`,
          [OPERATOR_KEY],
        )
      : [],
  );

async function hasKeys(sql: Sql): Promise<boolean> {
  const rows = await sql("SELECT 1 WHERE to_regclass('public.res_users_apikeys') IS NOT NULL");
  return rows.length > 0;
}
