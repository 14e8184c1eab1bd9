import "server-only";
import { appendAudit, WORKER_ACTOR } from "@/lib/data/audit";
import type { Database } from "@/lib/data/client";
import type { Prisma, StepState } from "@/lib/data/generated/client";
import { BESIDE_KINDS } from "@/lib/domain/operation/name";
import { LEFT_AFTER_MS, LEFT_RETRY_MS, LEFT_UNTIL_MS } from "@/lib/domain/recovery/leftovers";
import { restoreNumber } from "@/lib/domain/recovery/restore";
import { planClear } from "@/lib/domain/recovery/restore-plan";
import { beginEach } from "../begin-each";
import { standingAt } from "../hold/rows";
import { createDataOperation } from "./create";
import { targetInclude } from "./facts";

/** Restores cleared away in one sweep; the next ones follow in the next. */
const AT_ONCE = 10;

/** Nothing works there now, and no hold keeps what would be begun from going on. */
const free = (now: Date): Prisma.EnvironmentWhereInput => ({
  operations: {
    none: { state: { in: ["queued", "running", "parked", "paused"] }, kind: { notIn: [...BESIDE_KINDS] } },
  },
  holds: { none: { level: "environment", ...standingAt(now) } },
  tenant: { holds: { none: { level: "tenant", ...standingAt(now) } } },
});

/** Never tried, or last tried without success so long ago that it may be tried again. */
const untried = (now: Date): Prisma.RestoreWhereInput => ({
  OR: [
    { clearOperationId: null },
    {
      clearOperation: {
        state: { not: "succeeded" },
        finishedAt: { lt: new Date(now.getTime() - LEFT_RETRY_MS) },
      },
    },
  ],
});

/**
 * Starts removing what restores have kept and whose time is over. An environment where something runs now, or over which
 * a hold stands, is left for a later sweep; one that failed is tried again some hours later, so that it stands in nobody's way.
 */
export async function clearExpired(db: Database, now: Date, correlationId: string): Promise<number> {
  const because = "The data kept by it have had their time.";
  return clearEach(
    db,
    { now, correlationId, because, copiesOnly: false },
    {
      where: {
        ...untried(now),
        keptUntil: { lte: now },
        state: { in: ["succeeded", "failed", "undone"] },
        targetEnvironment: free(now),
      },
      orderBy: { keptUntil: "asc" },
    },
  );
}

const step = (name: string, ...states: StepState[]): Prisma.OperationWhereInput => ({
  steps: { some: { name, state: { in: states } } },
});
const COPY_LEFT = { name: "swap_back", state: "done", result: { path: ["copyLeft"], equals: true } } as const;

/**
 * Starts removing copies that failed restores brought back beside and could not remove themselves: where the data from
 * before live again, or were never exchanged, so that nothing of theirs is needed. One that fails is tried again later.
 * Where nobody knows how far an exchange came, all of it stays for a person.
 */
export async function clearCopies(db: Database, now: Date, correlationId: string): Promise<number> {
  const ago = (ms: number) => new Date(now.getTime() - ms);
  const because = "The copy it brought back could not be removed then.";
  return clearEach(
    db,
    { now, correlationId, because, copiesOnly: true },
    {
      where: {
        ...untried(now),
        ...{ state: "failed", keptUntil: null },
        finishedAt: { gt: ago(LEFT_UNTIL_MS), lt: ago(LEFT_AFTER_MS) },
        operation: {
          OR: [
            { steps: { some: COPY_LEFT } },
            { AND: [step("swap", "pending", "skipped"), step("swap_back", "failed")] },
          ],
        },
        targetEnvironment: free(now),
      },
      orderBy: { finishedAt: "asc" },
    },
  );
}

type Asked = { now: Date; correlationId: string; because: string; copiesOnly: boolean };

async function clearEach(
  db: Database,
  asked: Asked,
  due: Pick<Prisma.RestoreFindManyArgs, "where" | "orderBy">,
): Promise<number> {
  const stopped = await db.prisma.hold.count({ where: { level: "fleet", ...standingAt(asked.now) } });
  if (stopped > 0) return 0;
  const rows = await db.prisma.restore.findMany({
    ...due,
    select: { id: true, version: true },
    take: AT_ONCE,
  });
  return beginEach(rows, (row) => clearOne(db, row, asked));
}

async function clearOne(db: Database, due: { id: string; version: number }, asked: Asked): Promise<boolean> {
  const begin = db.transaction(async (tx) => {
    const row = await tx.restore.findUniqueOrThrow({
      where: { id: due.id },
      include: { targetEnvironment: { include: targetInclude } },
    });
    const operations = [row.operationId, row.undoOperationId].filter((one) => one !== null);
    if (row.version !== due.version || operations.length === 0) return false;
    const place = row.targetEnvironment;
    const plan = planClear(operations, asked);
    const reason = `${restoreNumber(row.number)}: ${asked.because}`;
    const { now, correlationId } = asked;
    const operationId = await createDataOperation(tx, "clear_kept", place, {
      ...{ now, correlationId, plan, reason, requesterId: null },
    });
    const where = { id: row.id, version: row.version };
    await tx.restore.update({ where, data: { clearOperationId: operationId, version: { increment: 1 } } });
    await appendAudit(tx, {
      at: asked.now,
      actor: WORKER_ACTOR,
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
  return begin;
}
