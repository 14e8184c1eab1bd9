import "server-only";
import type { Tx } from "@/lib/data/client";
import type { Prisma } from "@/lib/data/generated/client";
import { type BackupSettings, type ProtectionFacts, protectionOf } from "@/lib/domain/recovery/policy";

/** An environment with what its backups say. */
export const protectionInclude = {
  tenant: { select: { id: true, name: true, tier: true, backupStore: { select: { id: true } } } },
  backups: {
    where: { state: { not: "running" } },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: 30,
    select: {
      ...{ id: true, state: true, proof: true, takenAt: true, createdAt: true, sentence: true },
    },
  },
} satisfies Prisma.EnvironmentInclude;
export type ProtectionRow = Prisma.EnvironmentGetPayload<{ include: typeof protectionInclude }>;

type BackupRow = ProtectionRow["backups"][number];

/** As `judgeBackup` begins what it says of a backup that lost half its size. */
const SHRUNKEN = " Shrunken: ";

/** Whether an environment can be brought back, with the backups that say so. */
export function judgeProtection(
  row: ProtectionRow,
  { settings, lastProofAt, now }: { settings: BackupSettings; lastProofAt: Date | null; now: Date },
) {
  const usable = ({ state, proof, takenAt }: BackupRow) =>
    state === "good" && proof !== "disproved" && takenAt !== null;
  const good = row.backups.find(usable) ?? null;
  const takenAt = good?.takenAt ?? null;
  const lastProof = lastProofAt === null ? null : { at: lastProofAt };
  const failure = row.backups.find(({ state }) => state === "failed" || state === "damaged") ?? null;
  const protection = protectionOf({
    settings,
    timeZone: row.timeZone,
    since: row.createdAt,
    hasStore: row.tenant.backupStore !== null,
    hasRelease: row.releaseId !== null,
    lastGood:
      good === null || takenAt === null ? null : { takenAt, shrunken: good.sentence.includes(SHRUNKEN) },
    lastProof,
    newestWrong: wrongOf(row.backups.find(({ state }) => state !== "forgotten")),
    now,
  });
  return { protection, good, takenAt, failure };
}

function wrongOf(newest: BackupRow | undefined): ProtectionFacts["newestWrong"] {
  if (newest === undefined) return null;
  const { state, proof, sentence } = newest;
  if (state === "failed" || state === "damaged")
    return { kind: state, sentence: `The newest backup: ${sentence}` };
  if (proof !== "disproved") return null;
  return {
    kind: "disproved",
    sentence: "The newest backup was read back and is not what it should be: it cannot be relied on.",
  };
}

/** When a backup of each of these environments was last proven by reading it back. */
export async function lastProofs(
  db: Pick<Tx, "$queryRaw">,
  environmentIds: readonly string[],
): Promise<ReadonlyMap<string, Date>> {
  const rows = await db.$queryRaw<{ environmentId: string; at: Date }[]>`
    SELECT backup.environment_id AS "environmentId", max(proof.at) AS at
      FROM backup_verification proof JOIN backup ON backup.id = proof.backup_id
     WHERE proof.passed AND backup.environment_id = ANY(${[...environmentIds]}::uuid[])
     GROUP BY backup.environment_id`;
  return new Map(rows.map(({ environmentId, at }) => [environmentId, at]));
}
