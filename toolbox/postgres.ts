import { existsSync } from "node:fs";
import pg from "pg";
import { type ChildEnd, runChild } from "@/toolbox/child";
import { explainPostgres, ToolboxFailure } from "@/toolbox/failure";
import type { Run } from "@/toolbox/run";
import type { Connection } from "@/toolbox/settings";

const CONNECT_LIMIT_MS = 10_000;
/** How long one process may take to create the repository before the next gives up waiting. */
const TURN_LIMIT = "180s";
const LOCK_SPACE = 7_105_517;

/** Asks one database. Failures come back in our words. */
export type Sql = <Row extends object>(text: string, values?: readonly unknown[]) => Promise<Row[]>;

/** Runs `work` on a connection of its own and closes it. @throws ToolboxFailure in words for people */
export async function withDatabase<T>(
  run: Run,
  connection: Connection,
  work: (sql: Sql) => Promise<T>,
): Promise<T> {
  run.check();
  const client = new pg.Client({
    ...connection,
    connectionTimeoutMillis: CONNECT_LIMIT_MS,
    statement_timeout: Math.min(run.limit(), 2_000_000_000),
    idle_in_transaction_session_timeout: 0,
    keepAlive: true,
    application_name: "holdfast-toolbox",
  });
  // A broken idle connection shows as the error of the next statement.
  client.on("error", () => undefined);
  const end = () => void client.end().catch(() => undefined);
  run.signal.addEventListener("abort", end, { once: true });
  const what = `database ${connection.database}`;
  const asked = async <R>(action: () => Promise<R>): Promise<R> => {
    try {
      return await action();
    } catch (error) {
      run.check();
      const text = error instanceof AggregateError ? error.errors.map(String).join("\n") : String(error);
      throw explainPostgres(text, what);
    }
  };
  try {
    await asked(() => client.connect());
    return await work(async <Row extends object>(text: string, values?: readonly unknown[]) => {
      const question = () =>
        values === undefined ? client.query<Row>(text) : client.query<Row>(text, [...values]);
      return (await asked(question)).rows;
    });
  } finally {
    run.signal.removeEventListener("abort", end);
    await client.end().catch(() => undefined);
  }
}

/**
 * Makes this the only process that works on this operation through this connection; a killed process loses its
 * claim with its connection.
 * @throws ToolboxFailure `already_running`
 */
export async function claim(sql: Sql, operation: string): Promise<void> {
  const text = "SELECT pg_try_advisory_lock($1, hashtext($2)) AS held";
  const [row] = await sql<{ held: boolean }>(text, [LOCK_SPACE, operation]);
  if (row?.held !== true)
    throw new ToolboxFailure("already_running", `Another process is working on operation ${operation}.`);
}

/** Holds others back while `work` runs, in the database that all backups of one environment share. */
export async function inTurn<T>(sql: Sql, name: string, work: () => Promise<T>): Promise<T> {
  await sql("SELECT set_config('lock_timeout', $1, false)", [TURN_LIMIT]);
  await sql("SELECT pg_advisory_lock($1, hashtext($2))", [LOCK_SPACE + 1, name]);
  try {
    return await work();
  } finally {
    await sql("SELECT pg_advisory_unlock($1, hashtext($2))", [LOCK_SPACE + 1, name]);
  }
}

/** Major version of the server, for example 15. */
export async function serverMajor(sql: Sql): Promise<number> {
  const [row] = await sql<{ version: string }>("SELECT current_setting('server_version_num') AS version");
  return Math.floor(Number(row?.version ?? 0) / 10_000);
}

/**
 * The program of the server's own major version: a newer one writes what an older server refuses, an older one
 * refuses the server. Debian keeps the versions side by side; elsewhere the one on PATH must fit.
 * @throws ToolboxFailure `version_mismatch`
 */
async function programFor(run: Run, name: "pg_dump" | "pg_restore", major: number): Promise<string> {
  const debian = `/usr/lib/postgresql/${major}/bin/${name}`;
  const program = existsSync(debian) ? debian : name;
  const { code, output } = await runChild(run, {
    program,
    args: ["--version"],
    environment: {},
    limitMs: 15_000,
  });
  const found = Number(/\(PostgreSQL\) (\d+)/.exec(output)?.[1]);
  if (code !== 0 || found !== major)
    throw new ToolboxFailure(
      "version_mismatch",
      `The server is PostgreSQL ${major}, ${name} here is ${Number.isNaN(found) ? "unknown" : found}: install postgresql-client-${major}.`,
    );
  return program;
}

/** Runs pg_dump or pg_restore against one database. @throws ToolboxFailure in words for people */
export async function runPostgres(
  run: Run,
  name: "pg_dump" | "pg_restore",
  target: { connection: Connection; major: number },
  args: readonly string[],
): Promise<ChildEnd> {
  const { host, port, user, password, database } = target.connection;
  const environment = {
    PGHOST: host,
    PGPORT: String(port),
    PGUSER: user,
    PGPASSWORD: password,
    PGDATABASE: database,
    PGCONNECT_TIMEOUT: "10",
    PGAPPNAME: "holdfast-toolbox",
    PGOPTIONS: "-c statement_timeout=0 -c idle_in_transaction_session_timeout=0",
  };
  const program = await programFor(run, name, target.major);
  const end = await runChild(run, { program, args, environment });
  if (end.code !== 0) throw explainPostgres(end.errors, name);
  return end;
}

/** A name as an SQL identifier. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
