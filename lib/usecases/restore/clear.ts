import "server-only";
import { appendAudit } from "@/lib/data/audit";
import type { Database } from "@/lib/data/client";
import { LEFT_AFTER_MS, LEFT_RETRY_MS, LEFT_UNTIL_MS } from "@/lib/domain/recovery/leftovers";
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
  return clearEach(db, due, { now, correlationId, because: "The data kept by it have had their time." });
}

/**
 * Starts removing copies that failed restores brought back beside and could not remove themselves: where the data from
 * before live again, or were never exchanged, so that nothing of theirs is needed. One that fails is tried again later.
 */
export async function clearCopies(db: Database, now: Date, correlationId: string): Promise<number> {
  const ago = (ms: number) => new Date(now.getTime() - ms);
  const due = await db.prisma.restore.findMany({
    where: {
      ...{ state: "failed", keptUntil: null, clearOperationId: null },
      finishedAt: { gt: ago(LEFT_UNTIL_MS), lt: ago(LEFT_AFTER_MS) },
      operation: {
        steps: { some: { name: "swap_back", state: "done", result: { path: ["copyLeft"], equals: true } } },
      },
      targetEnvironment: {
        operations: {
          none: {
            OR: [
              { state: { in: ["queued", "running", "parked", "paused"] }, kind: { not: "drill" } },
              { kind: "clear_kept", createdAt: { gt: ago(LEFT_RETRY_MS) } },
            ],
          },
        },
      },
    },
    select: { id: true },
    orderBy: { finishedAt: "asc" },
    take: AT_ONCE,
  });
  return clearEach(db, due, {
    now,
    correlationId,
    because: "The copy it brought back could not be removed then.",
  });
}

type Asked = { now: Date; correlationId: string; because: string };

async function clearEach(db: Database, due: readonly { id: string }[], asked: Asked): Promise<number> {
  let begun = 0;
  for (const { id } of due) if (await clearOne(db, id, asked)) begun += 1;
  return begun;
}

async function clearOne(db: Database, restoreId: string, asked: Asked): Promise<boolean> {
  const begin = db.transaction(async (tx) => {
    const row = await tx.restore.findUniqueOrThrow({
      where: { id: restoreId },
      include: { targetEnvironment: { include: targetInclude } },
    });
    const operations = [row.operationId, row.undoOperationId].filter((one) => one !== null);
    if (row.clearOperationId !== null || operations.length === 0) return false;
    const place = row.targetEnvironment;
    const plan = planClear(operations);
    const reason = `${restoreNumber(row.number)}: ${asked.because}`;
    const { now, correlationId } = asked;
    const operationId = await createDataOperation(tx, "clear_kept", place, {
      ...{ now, correlationId, plan, reason, requesterId: null },
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
