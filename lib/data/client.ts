import "server-only";
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { type Prisma, PrismaClient } from "./generated/client";
import { createStatementNames } from "./prepared";

export type Tx = Prisma.TransactionClient;

/** SQL of fixed text with its values, as `Prisma.sql` makes it. */
export type Statement = Pick<Prisma.Sql, "text" | "values">;

/** PostgreSQL as everything above sees it: reads through `prisma`, writes in `transaction`. */
export type Database = {
  readonly prisma: PrismaClient;
  /** One transaction of at most 10 s; nothing slow belongs inside (clusters, ERPs and registries are asked before). */
  transaction<R>(work: (tx: Tx) => Promise<R>): Promise<R>;
  /**
   * One statement of fixed text, which commits by itself, past Prisma's translation: for what is written many times a
   * second. bigint comes as text.
   */
  statement<Row>(sql: Statement): Promise<Row[]>;
  /**
   * Several such statements in one transaction that waits for an advisory lock first; each sees what the lock's holders
   * before it, and the statements before it, wrote. All is one message: nobody waits for the lock while this process
   * is busy. Answers the rows of each.
   */
  statementsUnder(lock: number, statements: readonly Statement[]): Promise<unknown[][]>;
  close(): Promise<void>;
};

/** A crowd passes; a browser waits for twenty seconds. */
const CONNECTION_WAIT_MS = 10_000;

/** Opens a pool of at most `poolSize` connections, one of which is waited for as long as `waitMs`. */
export function openDatabase(url: string, poolSize = 10, waitMs = CONNECTION_WAIT_MS): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: waitMs,
    idleTimeoutMillis: 30_000,
    // A process frozen inside a transaction must not keep its row locks: the operation goes on elsewhere.
    idle_in_transaction_session_timeout: 12_000,
  });
  // A connection that breaks while nobody uses it is replaced by the next who needs one.
  pool.on("error", () => undefined);
  const names = new Map<string, string>();
  const nameOf = (text: string): string => {
    const name = names.get(text) ?? `holdfast-${names.size + 1}`;
    names.set(text, name);
    return name;
  };
  const oftenNameOf = createStatementNames();
  const statementNameGenerator = ({ sql }: { sql: string }) => oftenNameOf(sql);
  const adapter = new PrismaPg(pool, { disposeExternalPool: true, statementNameGenerator });
  const prisma = new PrismaClient({ adapter });
  return {
    prisma,
    transaction: (work) => prisma.$transaction(work, { maxWait: waitMs, timeout: 15_000 }),
    statement: async <Row>({ text, values }: Statement) =>
      (await pool.query({ name: nameOf(text), text, values: [...values] })).rows as Row[],
    statementsUnder: (lock, statements) => {
      const named = statements.map(({ text, values }) => ({ name: `${nameOf(text)}-locked`, text, values }));
      return underLock(pool, lock, named);
    },
    close: async () => {
      await prisma.$disconnect();
      if (!pool.ended) await pool.end();
    },
  };
}

type Named = Statement & { name: string };

/** What each connection has prepared by name; one that fails is closed and forgotten. */
const prepared = new WeakMap<pg.PoolClient, Set<string>>();

/** Rows of each statement, run in one message: PostgreSQL makes a transaction of it, which ends with the last. */
async function underLock(pool: pg.Pool, lock: number, statements: readonly Named[]): Promise<unknown[][]> {
  const client = await pool.connect();
  // A connection that breaks fails the query under way; nobody else needs to hear of it.
  const broken = () => undefined;
  client.on("error", broken);
  try {
    const known = new Set(prepared.get(client));
    const parts = statements.flatMap(({ name, text, values }) => {
      const made = known.has(name) ? [] : [`PREPARE "${name}" AS ${text}`];
      known.add(name);
      return [...made, `EXECUTE "${name}"(${values.map(literalOf).join(", ")})`];
    });
    const message = [`SELECT pg_advisory_xact_lock(${Math.trunc(lock)})`, ...parts].join(";");
    const answers = (await client.query(message)) as unknown as pg.QueryResult[];
    prepared.set(client, known);
    client.off("error", broken);
    client.release();
    return answers
      .filter(({ command }) => command !== "PREPARE")
      .slice(1)
      .map(({ rows }) => rows);
  } catch (error) {
    // Closed, which undoes what it had open: nobody else may be given it as it is.
    client.release(true);
    throw error;
  }
}

function literalOf(value: unknown): string {
  if (value === null || value === undefined) return "NULL";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (value instanceof Date) return pg.escapeLiteral(value.toISOString());
  if (typeof value === "string") return pg.escapeLiteral(value);
  throw new TypeError(`no literal is made of a value of type ${typeof value}`);
}
