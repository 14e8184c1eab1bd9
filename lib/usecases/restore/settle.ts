import "server-only";
import type { LiveEvent } from "@/lib/contracts/events/live";
import type { Tx } from "@/lib/data/client";
import type { Operation, Prisma } from "@/lib/data/generated/client";
import type { AuditEnd } from "@/lib/data/ledger/end";
import { writeEvent } from "@/lib/data/outbox";
import type { DataKind } from "@/lib/domain/operation/name";
import type { OperationEnd } from "@/lib/domain/operation/run";
import {
  exchangeStands,
  KEPT_FOR_A_PERSON_HOURS,
  KEPT_HOURS,
  moveRestore,
  type RestoreEvent,
  restoreNumber,
} from "@/lib/domain/recovery/restore";

const HOUR_MS = 3_600_000;

const EVENTS = {
  restore: (succeeded: boolean): RestoreEvent => (succeeded ? "succeed" : "fail"),
  restore_rollback: (succeeded: boolean): RestoreEvent => (succeeded ? "succeed" : "fail"),
  undo_restore: (succeeded: boolean): RestoreEvent => (succeeded ? "undo_succeeded" : "undo_failed"),
} as const;

type Ended = Pick<Operation, "id" | "kind" | "tenantId" | "environmentId"> & {
  steps: readonly { name: string; state: string; result: Prisma.JsonValue | null }[];
};

/** What the end of an operation on data means for the wish behind it. Call it in the transaction that ends the operation. */
export async function settleRestore(
  tx: Tx,
  row: Ended,
  kind: DataKind,
  { end, now, audit }: { end: OperationEnd; now: Date; audit: AuditEnd },
): Promise<LiveEvent[]> {
  const restore = await tx.restore.findFirst({
    where: { OR: [{ operationId: row.id }, { undoOperationId: row.id }, { clearOperationId: row.id }] },
  });
  if (restore === null) return [];
  const succeeded = end.state === "succeeded";
  const base = { version: { increment: 1 } } as const;
  const itself = { kind: "restore", id: restore.id, name: restoreNumber(restore.number) };
  if (kind === "clear_kept") {
    // Not cleared: what is kept stays known, and the sweep tries again after a while.
    const data = succeeded ? { ...base, keptUntil: null } : base;
    await tx.restore.update({ where: { id: restore.id }, data });
    audit(itself, succeeded ? "restore.cleared" : "restore.not_cleared");
  } else {
    const stands = succeeded || exchangeStands(row.steps);
    // An undo whose exchange stands is one, however its operation ended: what is kept is what the restore had brought.
    const event = EVENTS[kind](kind === "undo_restore" ? stands : succeeded);
    const next = moveRestore(restore.state, event);
    if (!next.ok) return [];
    const data = {
      ...base,
      state: next.value,
      sentence: end.sentence,
      // What an undo would lose counts from the restore's own end.
      ...(kind === "undo_restore" && !stands ? {} : { finishedAt: now }),
      ...(stands ? keptSince(row, { end, now }) : {}),
    };
    await tx.restore.update({ where: { id: restore.id, version: restore.version }, data });
    // An undo that failed leaves a restore that succeeded: the trail says what ended, not where it stands.
    audit(itself, event === "undo_failed" ? "restore.not_undone" : `restore.${next.value}`);
  }
  const { tenantId, environmentId } = row;
  const subject = { kind: "environment", id: environmentId } as const;
  return [await writeEvent(tx, { tenantId, environmentId, type: "environment.changed", subject })];
}

/** The reconciliation as its step found it, and how long the data from before stay. */
function keptSince(row: Ended, { end, now }: { end: OperationEnd; now: Date }): Prisma.RestoreUpdateInput {
  const found = row.steps.find(({ name }) => name === "reconcile")?.result;
  const hours = end.state === "succeeded" ? KEPT_HOURS : KEPT_FOR_A_PERSON_HOURS;
  return {
    keptUntil: new Date(now.getTime() + hours * HOUR_MS),
    ...(found === null || found === undefined ? {} : { reconciliation: found }),
  };
}
