import "server-only";
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { type Prisma, PrismaClient } from "./generated/client";

export type Tx = Prisma.TransactionClient;

/** PostgreSQL as everything above sees it: reads through `prisma`, writes in `transaction`. */
export type Database = {
  readonly prisma: PrismaClient;
  /** One transaction of at most 10 s; nothing slow belongs inside (clusters, ERPs and registries are asked before). */
  transaction<R>(work: (tx: Tx) => Promise<R>): Promise<R>;
  /**
   * One statement of fixed text, which commits by itself, past Prisma's translation: for what is written many times a
   * second. bigint comes as text.
   */
  statement<Row>(sql: Prisma.Sql): Promise<Row[]>;
  /** Such a statement in a transaction that waits for an advisory lock first and sees what its holders before it wrote. */
  statementUnder<Row>(lock: number, sql: Prisma.Sql): Promise<Row[]>;
  close(): Promise<void>;
};

/** Opens a pool of at most `poolSize` connections. */
export function openDatabase(url: string, poolSize = 10): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    // A process frozen inside a transaction must not keep its row locks: the operation goes on elsewhere.
    idle_in_transaction_session_timeout: 12_000,
  });
  // A connection that breaks while nobody uses it is replaced by the next who needs one.
  pool.on("error", () => undefined);
  const adapter = new PrismaPg(pool, { disposeExternalPool: true });
  const prisma = new PrismaClient({ adapter });
  const names = new Map<string, string>();
  const nameOf = (text: string): string => {
    const name = names.get(text) ?? `holdfast-${names.size + 1}`;
    names.set(text, name);
    return name;
  };
  return {
    prisma,
    transaction: (work) => prisma.$transaction(work, { maxWait: 5_000, timeout: 10_000 }),
    statement: async <Row>({ text, values }: Prisma.Sql) =>
      (await pool.query({ name: nameOf(text), text, values })).rows as Row[],
    statementUnder: <Row>(lock: number, { text, values }: Prisma.Sql) =>
      underLock(pool, lock, async (client) => {
        const { rows } = await client.query({ name: nameOf(text), text, values });
        return rows as Row[];
      }),
    close: async () => {
      await prisma.$disconnect();
      if (!pool.ended) await pool.end();
    },
  };
}

async function underLock<R>(
  pool: pg.Pool,
  lock: number,
  work: (client: pg.PoolClient) => Promise<R>,
): Promise<R> {
  const client = await pool.connect();
  // A connection that breaks fails the query under way; nobody else needs to hear of it.
  const broken = () => undefined;
  client.on("error", broken);
  try {
    await client.query(`BEGIN; SELECT pg_advisory_xact_lock(${Math.trunc(lock)})`);
    const value = await work(client);
    await client.query("COMMIT");
    client.off("error", broken);
    client.release();
    return value;
  } catch (error) {
    // Closed, which undoes what it had open: nobody else may be given it as it is.
    client.release(true);
    throw error;
  }
}
