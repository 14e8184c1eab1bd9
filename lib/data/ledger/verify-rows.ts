import "server-only";
import { BackupPolicySettings } from "@/lib/contracts/api/resources/backup";
import type { CopyErp, VerifySubject } from "@/lib/domain/recovery/backup-record";
import { backupDefaults } from "@/lib/domain/recovery/policy";
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
  const { environmentId, attachmentsTotal: files, dumpBytes, filestoreBytes } = backup;
  const proofs = { backup: { environmentId }, passed: true };
  const reading = {
    ...{ files, bytes: Number(dumpBytes + filestoreBytes) },
    everyDays: await proofDays(db, row.environment.tenant.tier),
    before: await db.backupVerification.count({ where: proofs }),
  };
  return {
    ...copiedOf(row),
    ...{ operationId, backupId: backup.id, databaseSnapshotId, filestoreSnapshotId },
    erp: copyErpOf(backup.release, row.environment.release),
    expected: { rowCounts, dumpSha256, attachmentsPresent },
    reading,
  };
}

/** Days between the proofs of a tier's backups: what was set, else the tier's default. */
async function proofDays(db: Tx, tier: Parameters<typeof backupDefaults>[0]): Promise<number> {
  const policy = await db.backupPolicy.findUnique({ where: { tier } });
  const set = BackupPolicySettings.safeParse(policy?.settings);
  return (set.success ? set.data : backupDefaults(tier)).verifyEveryDays;
}
