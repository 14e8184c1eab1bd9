import "server-only";
import type { LiveEvent } from "@/lib/contracts/events/live";
import type { Tx } from "@/lib/data/client";
import type { Prisma, ScratchCopy } from "@/lib/data/generated/client";
import type { AuditEnd } from "@/lib/data/ledger/end";
import { scratchEvent } from "@/lib/data/ledger/scratch-rows";
import { writeNotices } from "@/lib/data/notices";
import { writeEvent } from "@/lib/data/outbox";
import type { OperationEnd } from "@/lib/domain/operation/run";
import { keptFor } from "@/lib/domain/scratch/keeping";
import { makingEvent, moveScratch, scratchNumber } from "@/lib/domain/scratch/state";
import { plainText } from "@/lib/domain/shared/plain-text";

type Ended = {
  id: string;
  steps: readonly { name: string; result: Prisma.JsonValue | null }[];
};

/** What the end of an operation means for the copy it made or removed. Call it in the transaction that ends it. */
export async function settleScratch(
  tx: Tx,
  row: Ended,
  { end, now, audit }: { end: OperationEnd; now: Date; audit: AuditEnd },
): Promise<LiveEvent[]> {
  const where = { OR: [{ operationId: row.id }, { clearOperationId: row.id }] };
  const copy = await tx.scratchCopy.findFirst({ where });
  if (copy === null) return [];
  const event =
    copy.operationId === row.id
      ? makingEvent({
          state: end.state,
          aborted: end.failure?.kind === "aborted",
          left: end.needsAttention,
        })
      : end.state === "succeeded"
        ? "gone"
        : "leave";
  const next = moveScratch(copy.state, event);
  if (!next.ok) return [];
  const stands = next.value === "standing";
  await tx.scratchCopy.update({
    where: { id: copy.id },
    data: {
      ...{ state: next.value, sentence: plainText(end.sentence), version: { increment: 1 } },
      ...(stands ? standing(copy, row, now) : { keptUntil: null }),
      ...(stands || next.value === "left" ? {} : { finishedAt: now }),
    },
  });
  audit({ kind: "scratch_copy", id: copy.id, name: scratchNumber(copy.number) }, `scratch.${next.value}`);
  const told = stands ? await tellStands(tx, copy, { sentence: end.sentence, operationId: row.id, now }) : [];
  return [await writeEvent(tx, scratchEvent(copy)), ...told];
}

/** Its time counts from now: however long the making took, it is there to be looked into for all of it. */
function standing({ hours }: ScratchCopy, { steps }: Ended, now: Date): Prisma.ScratchCopyUpdateInput {
  const found = steps.find(({ name }) => name === "reconcile")?.result;
  return {
    ...{ madeAt: now, keptUntil: keptFor(hours, now) },
    ...(found === null || found === undefined ? {} : { reconciliation: found }),
  };
}

/** Whoever asked for it went on to something else meanwhile. */
async function tellStands(
  tx: Tx,
  copy: ScratchCopy,
  { sentence, operationId, now }: { sentence: string; operationId: string; now: Date },
): Promise<LiveEvent[]> {
  const { tenantId, environmentId, requesterId } = copy;
  const { name, tenant } = await tx.environment.findUniqueOrThrow({
    where: { id: environmentId },
    select: { name: true, tenant: { select: { name: true } } },
  });
  const words = {
    title: `${tenant.name}, ${name}: ${scratchNumber(copy.number)} is ready to look into`,
    text: `${sentence} It is removed by itself after ${copy.hours} hours, unless somebody keeps it longer.`,
  };
  const where = { tenantId, environmentId, operationId, path: `/scratch/${copy.id}` };
  return (await writeNotices(tx, where, [requesterId], { occasion: "scratch:stands", words, now })).events;
}
