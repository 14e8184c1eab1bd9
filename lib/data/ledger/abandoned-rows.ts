import "server-only";
import { z } from "zod";
import type { Database, Tx } from "../client";

/** Tried so often, ever less often; by then the Job has ended by its own time limit, and its key went with it. */
const MOST_ATTEMPTS = 12;
const FIRST_RETRY_MS = 10_000;
const LONGEST_RETRY_MS = 30 * 60_000;
const BATCH = 20;

export type AbandonedRow = {
  id: string;
  operationId: string;
  name: string;
  attempts: number;
  clusterId: string;
  namespace: string;
  /** The server its operation brought up aside; null when its plan has none. */
  recovery: Recovery | null;
};

const Parameters = z.object({
  recovery: z.object({
    cluster: z.string().min(1).max(63),
    environment: z.object({ namespace: z.string().min(1).max(63) }),
  }),
});
type Recovery = z.infer<typeof Parameters>["recovery"];
const recoveryIn = (json: unknown): Recovery | null => Parameters.safeParse(json).data?.recovery ?? null;

/** Remembers a Job, or a server aside, that its operation leaves behind. Call it in the transaction that ends the operation. */
export async function abandonJob(tx: Tx, operationId: string, name: string, now: Date): Promise<void> {
  await tx.abandonedJob.createMany({ data: [{ operationId, name, dueAt: now }], skipDuplicates: true });
}

/** Jobs to be taken away now, the longest waiting first; at most 20. */
export async function dueAbandonedJobs(db: Database, now: Date): Promise<AbandonedRow[]> {
  const rows = await db.prisma.abandonedJob.findMany({
    where: { dueAt: { lte: now } },
    orderBy: { dueAt: "asc" },
    take: BATCH,
    include: {
      operation: {
        select: {
          ...{ clusterId: true, environment: { select: { namespace: true } } },
          steps: { where: { name: "recover" }, select: { parameters: true }, take: 1 },
        },
      },
    },
  });
  return rows.map(({ id, operationId, name, attempts, operation }) => ({
    ...{ id, operationId, name, attempts },
    clusterId: operation.clusterId,
    namespace: operation.environment.namespace,
    recovery: recoveryIn(operation.steps[0]?.parameters),
  }));
}

/** It is gone from the cluster. */
export const forgetAbandonedJob = async (db: Database, id: string): Promise<void> =>
  void (await db.prisma.abandonedJob.deleteMany({ where: { id } }));

/** The cluster did not let it be taken away: tried again later; false when it is given up. */
export async function retryAbandonedJob(
  db: Database,
  { id, attempts }: Pick<AbandonedRow, "id" | "attempts">,
  now: Date,
): Promise<boolean> {
  if (attempts + 1 >= MOST_ATTEMPTS) {
    await forgetAbandonedJob(db, id);
    return false;
  }
  const wait = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** attempts);
  await db.prisma.abandonedJob.updateMany({
    where: { id },
    data: { attempts: { increment: 1 }, dueAt: new Date(now.getTime() + wait) },
  });
  return true;
}
