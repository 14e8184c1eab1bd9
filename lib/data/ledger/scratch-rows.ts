import "server-only";
import { scratchNumber } from "@/lib/domain/scratch/state";
import type { ScratchSubject } from "@/lib/domain/scratch/subject";
import type { Database, Tx } from "../client";
import type { Prisma } from "../generated/client";
import { livingOf, storedRelease } from "./copied-rows";
import { asTransient } from "./outage";

const include = {
  environment: { include: { tenant: true } },
  release: { include: { modules: { take: 1_000 } } },
  backup: true,
} satisfies Prisma.ScratchCopyInclude;

async function subjectOf(db: Tx, operationId: string): Promise<ScratchSubject | null> {
  const where = { OR: [{ operationId }, { clearOperationId: operationId }] };
  const row = await db.scratchCopy.findFirst({ where, include });
  if (row === null) return null;
  const { environment, release, backup } = row;
  const { databaseSnapshotId, filestoreSnapshotId, takenAt } = backup;
  return {
    operationId: row.operationId,
    scratchId: row.id,
    number: scratchNumber(row.number),
    clusterId: row.clusterId,
    environment: livingOf(environment),
    namespace: row.namespace,
    hostname: row.hostname,
    release: storedRelease(release),
    backup: {
      // A backup that is forgotten by now has no snapshots any more; the copy of it can still be removed.
      databaseSnapshotId: databaseSnapshotId ?? "",
      filestoreSnapshotId: filestoreSnapshotId ?? "",
      takenAt: takenAt ?? backup.createdAt,
      rowCounts: backup.rowCounts as Record<string, number>,
    },
  };
}

/** Live readers of the environment, and so of its copies, look again. */
export const scratchEvent = ({ tenantId, environmentId }: { tenantId: string; environmentId: string }) => ({
  type: "environment.changed" as const,
  ...{ tenantId, environmentId },
  subject: { kind: "environment" as const, id: environmentId },
});

/** The records of lib/operations/scratch on PostgreSQL. */
export const createScratchRecords = ({ db }: { db: Database }) => ({
  subjectOf: (operationId: string) => asTransient(() => subjectOf(db.prisma, operationId)),
});
