import "server-only";
import { PrismaPg } from "@prisma/adapter-pg";
import { type Prisma, PrismaClient } from "./generated/client";

export type Tx = Prisma.TransactionClient;

/** PostgreSQL as everything above sees it: reads through `prisma`, writes in `transaction`. */
export type Database = {
  readonly prisma: PrismaClient;
  /** One transaction of at most 10 s; nothing slow belongs inside (clusters, ERPs and registries are asked before). */
  transaction<R>(work: (tx: Tx) => Promise<R>): Promise<R>;
  close(): Promise<void>;
};

/** Opens a pool of at most `poolSize` connections. */
export function openDatabase(url: string, poolSize = 10): Database {
  const adapter = new PrismaPg({
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    // A process frozen inside a transaction must not keep its row locks: the operation goes on elsewhere.
    idle_in_transaction_session_timeout: 12_000,
  });
  const prisma = new PrismaClient({ adapter });
  return {
    prisma,
    transaction: (work) => prisma.$transaction(work, { maxWait: 5_000, timeout: 10_000 }),
    close: () => prisma.$disconnect(),
  };
}
