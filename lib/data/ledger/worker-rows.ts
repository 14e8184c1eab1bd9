import "server-only";
import type { Database } from "../client";

/** Says that this worker lives, and forgets those silent for a day. */
export async function beatWorker(db: Database, workerId: string, startedAt: Date): Promise<void> {
  const heartbeatAt = new Date();
  await db.prisma.worker.upsert({
    where: { id: workerId },
    create: { id: workerId, startedAt, heartbeatAt },
    update: { heartbeatAt },
  });
  const dayAgo = new Date(heartbeatAt.getTime() - 86_400_000);
  await db.prisma.worker.deleteMany({ where: { heartbeatAt: { lt: dayAgo } } });
}

/** Says that this worker has gone in good order. */
export async function removeWorker(db: Database, workerId: string): Promise<void> {
  await db.prisma.worker.deleteMany({ where: { id: workerId } });
}
