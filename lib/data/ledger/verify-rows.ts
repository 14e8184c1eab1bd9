import "server-only";
import type { CopyErp, VerifySubject } from "@/lib/domain/recovery/backup-record";
import type { Tx } from "../client";
import type { Prisma } from "../generated/client";
import { copiedOf } from "./copied-rows";

const copyable = {
  include: { quarantines: { where: { liftedAt: null }, take: 1, select: { reason: true } } },
} satisfies Prisma.ReleaseDefaultArgs;
type CopyableRow = Prisma.ReleaseGetPayload<typeof copyable>;

/** Whose ERP is asked on the copy: the backup's own release's, or that which runs where its own is not known. */
function copyErpOf(own: CopyableRow | null, running: CopyableRow | null): CopyErp {
  const row = own ?? running;
  if (row === null)
    return {
      release: null,
      obstacle: "the release it was taken of is not known any more, and none runs there",
    };
  const { name, repository, digest, configuration } = row;
  const [standing] = row.quarantines;
  if (standing !== undefined)
    return {
      release: null,
      obstacle: `release ${name} is quarantined (${standing.reason.replace(/[.\s]+$/, "")})`,
    };
  const release = { name, repository, digest, configuration: configuration as Record<string, string> };
  return { release, ofBackup: own !== null, obstacle: null };
}

/** The backup that this operation reads back, with the ERP that is asked on it; null when it is no verification. */
export async function verificationOf(db: Tx, operationId: string): Promise<VerifySubject | null> {
  const row = await db.operation.findUnique({
    where: { id: operationId },
    include: {
      environment: { include: { tenant: true, release: copyable } },
      verification: { include: { backup: { include: { release: copyable } } } },
    },
  });
  const backup = row?.verification?.backup;
  if (row == null || backup == null) return null;
  const { databaseSnapshotId, filestoreSnapshotId, dumpSha256, attachmentsPresent } = backup;
  if (databaseSnapshotId === null || filestoreSnapshotId === null) return null;
  const rowCounts = backup.rowCounts as Record<string, number>;
  return {
    ...copiedOf(row),
    ...{ operationId, backupId: backup.id, databaseSnapshotId, filestoreSnapshotId },
    erp: copyErpOf(backup.release, row.environment.release),
    expected: { rowCounts, dumpSha256, attachmentsPresent },
  };
}
