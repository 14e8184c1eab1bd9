import "server-only";
import type { Tx } from "@/lib/data/client";
import type { Prisma } from "@/lib/data/generated/client";
import { backupEvent, ensureBackup } from "@/lib/data/ledger/recovery-rows";
import { lockEnvironment } from "@/lib/data/locks";
import type { EventFact } from "@/lib/data/outbox";
import { isTaken } from "@/lib/data/taken";
import { BESIDE_KINDS, operationShortId } from "@/lib/domain/operation/name";
import { type PlannedStep, planLimitMs } from "@/lib/domain/operation/plan";
import { ACTIVE_OPERATION_STATES } from "@/lib/domain/operation/state";
import { HELD_BACK } from "@/lib/domain/policy/hold";
import { planBackup, planPrune, planVerify } from "@/lib/domain/recovery/backup-plan";
import type { BackupCause } from "@/lib/domain/recovery/backup-state";
import type { PrunePoints } from "@/lib/domain/recovery/prune";
import { Problem } from "@/lib/domain/shared/problem";

/** Held back at its own gates: it has touched nothing, asks for its turn again, and a hold stops no copy (decision 8). */
const heldBack = {
  state: "parked",
  parkReason: { startsWith: HELD_BACK },
  steps: { some: { name: "gates", state: "running" } },
} satisfies Prisma.OperationWhereInput;

/** An environment with what decides whether it can be copied now. */
export const protectedInclude = {
  tenant: { include: { backupStore: { select: { id: true } } } },
  operations: {
    where: { state: { in: [...ACTIVE_OPERATION_STATES] }, kind: { notIn: [...BESIDE_KINDS] }, NOT: heldBack },
    select: { id: true },
    take: 1,
  },
} satisfies Prisma.EnvironmentInclude;

export type ProtectedRow = {
  id: string;
  name: string;
  tenantId: string;
  clusterId: string;
  state: "ready" | "changing" | "needs_attention";
  stateSentence: string;
  releaseId: string | null;
  tenant: { name: string; backupStore: { id: string } | null };
  operations: readonly { id: string }[];
};

/** Why nothing can be copied or read back here now, in words; null when it can. */
export function copyRefusal(row: ProtectedRow): string | null {
  if (row.releaseId === null) return `Nothing runs in ${row.name} yet: there is nothing to back up.`;
  if (row.tenant.backupStore === null)
    return `${row.tenant.name} has no place for backups. A platform engineer sets one up.`;
  const [active] = row.operations;
  if (active === undefined) return null;
  return `${operationShortId(active.id)} works on ${row.name} now. Wait until it has ended.`;
}

export type Asked = { requesterId: string | null; correlationId: string; now: Date };
type Created = { operationId: string; events: readonly EventFact[] };

const eventsOf = (row: ProtectedRow, operationId: string): readonly EventFact[] => [
  {
    tenantId: row.tenantId,
    environmentId: row.id,
    type: "operation.created",
    subject: { kind: "operation", id: operationId },
  },
  backupEvent({ tenantId: row.tenantId, environmentId: row.id }, "backup.started"),
];

/** Writes the operation that takes a backup, with the backup's row. Call it in the transaction that decided so. */
export async function createBackupOperation(
  tx: Tx,
  row: ProtectedRow,
  asked: Asked & { cause: BackupCause },
): Promise<Created> {
  assertFree(row);
  const operationId = await createOperation(tx, row, "backup", { ...asked, plan: planBackup() });
  await ensureBackup(tx, { operationId, cause: asked.cause, now: asked.now });
  return { operationId, events: eventsOf(row, operationId) };
}

/** Writes the operation that forgets backups. Call it in the transaction that decided which. */
export async function createPruneOperation(
  tx: Tx,
  row: ProtectedRow,
  asked: Asked & { points: PrunePoints },
): Promise<Created> {
  assertFree(row);
  const plan = planPrune(asked.points);
  const operationId = await createOperation(tx, row, "prune", { ...asked, plan });
  return { operationId, events: eventsOf(row, operationId).slice(0, 1) };
}

/** Writes the operation that reads one backup back, with the row of its proof. */
export async function createVerifyOperation(
  tx: Tx,
  row: ProtectedRow,
  asked: Asked & { backupId: string },
): Promise<Created> {
  assertFree(row);
  const operationId = await createOperation(tx, row, "verify", { ...asked, plan: planVerify() });
  await tx.backupVerification.create({ data: { operationId, backupId: asked.backupId, at: asked.now } });
  return { operationId, events: eventsOf(row, operationId) };
}

function assertFree(row: ProtectedRow): void {
  const refusal = copyRefusal(row);
  if (refusal !== null) throw new Problem("conflict", refusal);
}

async function createOperation(
  tx: Tx,
  row: ProtectedRow,
  kind: "backup" | "verify" | "prune",
  asked: Asked & { plan: readonly PlannedStep[] },
): Promise<string> {
  await assertAlone(tx, row);
  const { plan, now } = asked;
  const steps = plan.map(({ name, phase, timeoutMs, parameters = {} }, position) => ({
    ...{ position, name, phase, timeoutMs },
    parameters: parameters as Prisma.InputJsonValue,
  }));
  const { id } = await tx.operation
    .create({
      data: {
        kind,
        tenantId: row.tenantId,
        environmentId: row.id,
        clusterId: row.clusterId,
        requesterId: asked.requesterId,
        sentence: "Waits for a worker.",
        stateBefore: row.state,
        stateSentenceBefore: row.stateSentence,
        deadlineAt: new Date(now.getTime() + planLimitMs(plan)),
        correlationId: asked.correlationId,
        createdAt: now,
        steps: { createMany: { data: steps } },
      },
      select: { id: true },
    })
    .catch((error: unknown) => {
      // The partial unique index operation_one_reading_per_environment: someone else's start came first.
      throw isTaken(error) ? justStarted(row) : error;
    });
  return id;
}

/**
 * What changes an environment may wait behind a copy, so no index keeps a copy from being begun beside it: the
 * environment's row is locked by whoever starts there, and under that lock nothing else may be active.
 */
async function assertAlone(tx: Tx, row: ProtectedRow): Promise<void> {
  await lockEnvironment(tx, row.id);
  const { where } = protectedInclude.operations;
  const active = await tx.operation.count({ where: { ...where, environmentId: row.id } });
  if (active > 0) throw justStarted(row);
}

const justStarted = ({ name }: ProtectedRow) =>
  new Problem("conflict", `Another operation has just started on ${name}. Wait until it has ended.`);
