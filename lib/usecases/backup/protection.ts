import "server-only";
import type { Tx } from "@/lib/data/client";
import type { Prisma } from "@/lib/data/generated/client";
import { SHRUNKEN } from "@/lib/domain/recovery/backup-record";
import {
  type BackupSettings,
  type Proofs,
  type ProtectionFacts,
  protectionOf,
} from "@/lib/domain/recovery/policy";

/** An environment with what its backups say. */
export const protectionInclude = {
  tenant: { select: { id: true, name: true, tier: true, backupStore: { select: { id: true } } } },
  backups: {
    where: { state: { not: "running" } },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: 30,
    select: { id: true, state: true, createdAt: true, sentence: true },
  },
} satisfies Prisma.EnvironmentInclude;
export type ProtectionRow = Prisma.EnvironmentGetPayload<{ include: typeof protectionInclude }>;

type BackupRow = ProtectionRow["backups"][number];

/** What is known of an environment's backups beyond the newest ones. */
export type Reliance = Proofs & { good: GoodBackup | null };
type GoodBackup = { id: string; takenAt: Date; proof: "unproven" | "proven"; sentence: string };

/** Whether an environment can be brought back, with the backups that say so. */
export function judgeProtection(
  row: ProtectionRow,
  { settings, reliance, now }: { settings: BackupSettings; reliance: Reliance; now: Date },
) {
  const { good, provenAt, disprovenAt } = reliance;
  const at = (time: Date | null) => (time === null ? null : { at: time });
  const failure = row.backups.find(({ state }) => state === "failed" || state === "damaged") ?? null;
  const protection = protectionOf({
    settings,
    timeZone: row.timeZone,
    since: row.createdAt,
    hasStore: row.tenant.backupStore !== null,
    hasRelease: row.releaseId !== null,
    lastGood: good === null ? null : { takenAt: good.takenAt, shrunken: good.sentence.includes(SHRUNKEN) },
    lastProof: at(provenAt),
    lastDisproof: at(disprovenAt),
    newestWrong: wrongOf(row.backups.find(({ state }) => state !== "forgotten")),
    now,
  });
  return { protection, failure };
}

function wrongOf(newest: BackupRow | undefined): ProtectionFacts["newestWrong"] {
  if (newest?.state !== "failed" && newest?.state !== "damaged") return null;
  return { kind: newest.state, sentence: `The newest backup: ${newest.sentence}` };
}

const NOTHING: Reliance = { provenAt: null, disprovenAt: null, good: null };

/** What each of these environments can rely on: its newest backup that nothing speaks against, and what readings said. */
export async function relianceOf(
  db: Pick<Tx, "$queryRaw">,
  environmentIds: readonly string[],
): Promise<(environmentId: string) => Reliance> {
  const proofs = await lastProofs(db, environmentIds);
  // Of its own, not among the newest: however many failed since, it can be brought back.
  const rows = await db.$queryRaw<(GoodBackup & { environmentId: string })[]>`
    SELECT environment.id AS "environmentId", newest.*
      FROM unnest(${[...environmentIds]}::uuid[]) AS environment(id)
     CROSS JOIN LATERAL (
       SELECT id, taken_at AS "takenAt", proof::text AS proof, sentence FROM backup
        WHERE environment_id = environment.id AND state = 'good' AND proof <> 'disproved' AND taken_at IS NOT NULL
        ORDER BY created_at DESC, id DESC LIMIT 1) AS newest`;
  const good = new Map(rows.map(({ environmentId, ...backup }) => [environmentId, backup]));
  return (id) => ({ ...NOTHING, ...proofs.get(id), good: good.get(id) ?? null });
}

/** When backups of each of these environments were last proven, and disproved, by reading them back. */
export async function lastProofs(
  db: Pick<Tx, "$queryRaw">,
  environmentIds: readonly string[],
): Promise<ReadonlyMap<string, Proofs>> {
  const rows = await db.$queryRaw<(Proofs & { environmentId: string })[]>`
    SELECT backup.environment_id AS "environmentId", max(proof.at) FILTER (WHERE proof.passed) AS "provenAt",
           max(proof.at) FILTER (WHERE NOT proof.passed) AS "disprovenAt"
      FROM backup_verification proof JOIN backup ON backup.id = proof.backup_id
     WHERE proof.passed IS NOT NULL AND backup.environment_id = ANY(${[...environmentIds]}::uuid[])
     GROUP BY backup.environment_id`;
  return new Map(rows.map(({ environmentId, ...proofs }) => [environmentId, proofs]));
}
