import "server-only";
import { appendAudit } from "@/lib/data/audit";
import type { Database } from "@/lib/data/client";
import { restoreNumber } from "@/lib/domain/recovery/restore";
import { planClear } from "@/lib/domain/recovery/restore-plan";
import { Problem } from "@/lib/domain/shared/problem";
import { createDataOperation } from "./create";
import { targetInclude } from "./facts";

/** Restores cleared away in one sweep; the next ones follow in the next. */
const AT_ONCE = 10;

/**
 * Starts removing what restores have kept and whose time is over. An environment where something runs now is left for
 * the next sweep; the operation waits for a worker like every other.
 */
export async function clearExpired(db: Database, now: Date, correlationId: string): Promise<number> {
  const due = await db.prisma.restore.findMany({
    where: {
      keptUntil: { lte: now },
      clearOperationId: null,
      state: { in: ["succeeded", "failed", "undone"] },
      targetEnvironment: {
        operations: {
          none: { state: { in: ["queued", "running", "parked", "paused"] }, kind: { not: "drill" } },
        },
      },
    },
    select: { id: true },
    orderBy: { keptUntil: "asc" },
    take: AT_ONCE,
  });
  let begun = 0;
  for (const { id } of due) if (await clearOne(db, id, { now, correlationId })) begun += 1;
  return begun;
}

async function clearOne(
  db: Database,
  restoreId: string,
  asked: { now: Date; correlationId: string },
): Promise<boolean> {
  const begin = db.transaction(async (tx) => {
    const row = await tx.restore.findUniqueOrThrow({
      where: { id: restoreId },
      include: { targetEnvironment: { include: targetInclude } },
    });
    const operations = [row.operationId, row.undoOperationId].filter((one) => one !== null);
    if (row.clearOperationId !== null || operations.length === 0) return false;
    const place = row.targetEnvironment;
    const plan = planClear(operations);
    const reason = `The data kept by ${restoreNumber(row.number)} have had their time.`;
    const operationId = await createDataOperation(tx, "clear_kept", place, {
      ...asked,
      ...{ plan, reason, requesterId: null },
    });
    const where = { id: row.id, version: row.version };
    await tx.restore.update({ where, data: { clearOperationId: operationId, version: { increment: 1 } } });
    await appendAudit(tx, {
      at: asked.now,
      actor: { kind: "system", id: "worker", name: "Holdfast" },
      action: "restore.clear",
      target: { kind: "restore", id: row.id, name: restoreNumber(row.number) },
      tenantId: row.tenantId,
      environmentId: row.targetEnvironmentId,
      outcome: "done",
      facts: { operationId },
      correlationId: asked.correlationId,
    });
    return true;
  });
  return begin.catch((error: unknown) => {
    // Something has begun there meanwhile: it is tried again later.
    if (error instanceof Problem && error.code === "conflict") return false;
    throw error;
  });
}
