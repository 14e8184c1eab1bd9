import pg from "pg";

/** Runs one statement and returns its rows. */
export type Sql = <Row extends object = Record<string, unknown>>(
  text: string,
  values?: readonly unknown[],
) => Promise<Row[]>;

export type Database = {
  readonly name: string;
  /** One transaction: committed when `work` resolves, rolled back when it throws. */
  transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  /** One transaction on a connection of its own that is rolled back whatever happens. */
  rolledBack<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  close(): Promise<void>;
};

const CONNECT_LIMIT_MS = 5_000;
const STATEMENT_LIMIT_MS = 60_000;

// Numbers arrive as numbers, times as Odoo prints them: UTC, no fraction, no zone.
pg.types.setTypeParser(20, Number);
pg.types.setTypeParser(1700, Number);
pg.types.setTypeParser(1082, (text) => text);
pg.types.setTypeParser(1114, (text) => text.slice(0, 19));

/** Connection settings from PGHOST, PGPORT, PGUSER and PGPASSWORD; `database` decides the rest. */
export function connectionSettings(database: string): pg.ClientConfig {
  return {
    host: process.env["PGHOST"] ?? "127.0.0.1",
    port: Number(process.env["PGPORT"] ?? 5432),
    user: process.env["PGUSER"] ?? "odoo",
    ...(process.env["PGPASSWORD"] === undefined ? {} : { password: process.env["PGPASSWORD"] }),
    database,
    application_name: `odoo-${process.pid}`,
    connectionTimeoutMillis: CONNECT_LIMIT_MS,
    statement_timeout: STATEMENT_LIMIT_MS,
  };
}

/** Opens a pool on the database; nothing is connected until the first statement. */
export function openDatabase(name: string, options: { maximum: number }): Database {
  const pool = new pg.Pool({
    ...connectionSettings(name),
    max: options.maximum,
    idleTimeoutMillis: 10_000,
    allowExitOnIdle: true,
  });
  // An idle connection that breaks (server restart) must not end the process; the next query reconnects.
  pool.on("error", () => undefined);
  return {
    name,
    transaction: (work) => withClient(pool, (client) => inTransaction(client, work, "COMMIT")),
    rolledBack: (work) => withOwnClient(name, (client) => inTransaction(client, work, "ROLLBACK")),
    close: () => pool.end(),
  };
}

/** Runs `work` on one short-lived connection, outside any transaction. */
export function withConnection<T>(database: string, work: (sql: Sql) => Promise<T>): Promise<T> {
  return withOwnClient(database, (client) => work(statementRunner(client)));
}

async function withOwnClient<T>(database: string, work: (client: pg.ClientBase) => Promise<T>): Promise<T> {
  const client = new pg.Client(connectionSettings(database));
  client.on("error", () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function withClient<T>(pool: pg.Pool, work: (client: pg.ClientBase) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken = false;
  try {
    return await work(client);
  } catch (error) {
    broken = error instanceof Error && !("severity" in error) && "code" in error;
    throw error;
  } finally {
    client.release(broken);
  }
}

async function inTransaction<T>(
  client: pg.ClientBase,
  work: (sql: Sql) => Promise<T>,
  ending: "COMMIT" | "ROLLBACK",
): Promise<T> {
  await client.query("BEGIN");
  try {
    const result = await work(statementRunner(client));
    await client.query(ending);
    return result;
  } catch (error) {
    await client.query("ROLLBACK").catch(() => undefined);
    throw error;
  }
}

function statementRunner(client: pg.ClientBase): Sql {
  return async <Row extends object>(text: string, values: readonly unknown[] = []) => {
    const result = await client.query<Row>(text, [...values]);
    return result.rows;
  };
}
