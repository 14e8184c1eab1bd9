import "server-only";
import type { Tx } from "@/lib/data/client";
import type { Prisma } from "@/lib/data/generated/client";
import type { EventFact } from "@/lib/data/outbox";
import { restoreNumber } from "@/lib/domain/recovery/restore";
import { Problem } from "@/lib/domain/shared/problem";
import type { Target } from "../command";
import { pointInclude, targetInclude } from "./facts";
import { lastBackup } from "./unsaved";

const operation = { select: { id: true, state: true, releaseId: true } } as const;
/** What it found of the data it was to replace. */
const found = {
  where: { name: { in: ["safety_backup", "swap"] }, state: "done" },
  select: { name: true, result: true },
} satisfies Prisma.Operation$stepsArgs;
const person = { select: { id: true, name: true } } as const;

export const restoreBriefInclude = {
  tenant: { select: { id: true, name: true } },
  backup: { include: pointInclude },
  targetEnvironment: { include: targetInclude },
  requester: person,
  change: { select: { id: true, number: true } },
} satisfies Prisma.RestoreInclude;
export type RestoreBriefRow = Prisma.RestoreGetPayload<{ include: typeof restoreBriefInclude }>;

export const restoreInclude = {
  ...restoreBriefInclude,
  targetEnvironment: { include: { ...targetInclude, backups: lastBackup } },
  approver: person,
  operation: { select: { ...operation.select, steps: found } },
  undoOperation: operation,
} satisfies Prisma.RestoreInclude;
export type RestoreRow = Prisma.RestoreGetPayload<{ include: typeof restoreInclude }>;

/** The restore an act is about; its place is where its data go. */
export async function restoreTarget(
  tx: Tx,
  input: { restoreId: string },
): Promise<Target<RestoreRow> | null> {
  const row = await tx.restore.findUnique({ where: { id: input.restoreId }, include: restoreInclude });
  if (row === null) return null;
  const { tenantId, targetEnvironmentId: environmentId } = row;
  return {
    row,
    scope: { level: "environment", tenantId, environmentId },
    kind: "restore",
    id: row.id,
    name: restoreNumber(row.number),
    tenantId,
    environmentId,
  };
}

/** Writes only on the version that was read; a stale one is a conflict. */
export async function moveRow(
  tx: Tx,
  row: Pick<RestoreRow, "id" | "number">,
  version: number,
  data: Prisma.RestoreUncheckedUpdateInput,
): Promise<void> {
  const where = { id: row.id, version };
  const { count } = await tx.restore.updateMany({ where, data: { ...data, version: { increment: 1 } } });
  if (count === 0)
    throw new Problem(
      "conflict",
      `${restoreNumber(row.number)} was changed meanwhile. Look again, then decide.`,
      {
        stale: true,
      },
    );
}

/** Live readers of the target, and of the operation that begins, look again. */
export function startedEvents(
  place: { tenantId: string; id: string },
  operationId: string,
): readonly EventFact[] {
  const where = { tenantId: place.tenantId, environmentId: place.id };
  return [
    { ...where, type: "operation.created", subject: { kind: "operation", id: operationId } },
    { ...where, type: "environment.changed", subject: { kind: "environment", id: place.id } },
  ];
}

/** Live readers of the place a restore is for look again. */
export function changedEvents(row: { tenantId: string; targetEnvironmentId: string }): readonly EventFact[] {
  const { tenantId, targetEnvironmentId: environmentId } = row;
  const subject = { kind: "environment", id: environmentId } as const;
  return [{ tenantId, environmentId, type: "environment.changed", subject }];
}
