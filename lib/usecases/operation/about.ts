import "server-only";
import type { Operation } from "@/lib/contracts/api/resources/operation";
import type { Prisma } from "@/lib/data/generated/client";
import { drillNumber } from "@/lib/domain/drill/state";
import { restoreNumber } from "@/lib/domain/recovery/restore";
import { scratchNumber } from "@/lib/domain/scratch/state";

const numbered = { select: { id: true, number: true } } as const;

/** What an operation may have been started for, beside a change. */
export const aboutInclude = {
  backup: { select: { id: true, cause: true, state: true, takenAt: true, sentence: true } },
  verification: { select: { backupId: true } },
  restore: numbered,
  undoneRestore: numbered,
  clearedRestore: numbered,
  drill: numbered,
  clearedDrill: numbered,
  scratchCopy: numbered,
  clearedScratch: numbered,
} satisfies Prisma.OperationInclude;

type AboutRow = Prisma.OperationGetPayload<{ include: typeof aboutInclude }>;

/** The restore, drill, scratch copy or backup an operation carries out; null where a change says what it is about. */
export function presentAbout(row: AboutRow): Operation["about"] {
  const restore = row.restore ?? row.undoneRestore ?? row.clearedRestore;
  if (restore !== null) return { kind: "restore", id: restore.id, number: restoreNumber(restore.number) };
  const drill = row.drill ?? row.clearedDrill;
  if (drill !== null) return { kind: "drill", id: drill.id, number: drillNumber(drill.number) };
  const scratch = row.scratchCopy ?? row.clearedScratch;
  if (scratch !== null) return { kind: "scratch", id: scratch.id, number: scratchNumber(scratch.number) };
  if (row.verification !== null) return { kind: "backup", id: row.verification.backupId, number: null };
  // The backup of a deployment is its checkpoint, and told as that.
  return row.backup === null || row.changeId !== null
    ? null
    : { kind: "backup", id: row.backup.id, number: null };
}
