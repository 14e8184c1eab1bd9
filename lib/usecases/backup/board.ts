import "server-only";
import type { Protection } from "@/lib/contracts/api/resources/backup";
import type { Prisma } from "@/lib/data/generated/client";
import { environmentsIn } from "@/lib/data/scope";
import { type BackupSettings, backupDueBy, protectionOf, worstFirst } from "@/lib/domain/recovery/policy";
import { Nothing, query } from "../query";
import { backupSettings } from "./settings";

const MOST = 500;

const boardInclude = {
  tenant: { select: { id: true, name: true, tier: true, backupStore: { select: { id: true } } } },
  backups: {
    where: { state: { not: "running" } },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: 30,
    select: {
      ...{ id: true, state: true, proof: true, takenAt: true, createdAt: true, sentence: true },
      verifications: {
        where: { passed: true },
        orderBy: { at: "desc" },
        take: 1,
        select: { at: true },
      },
    },
  },
} satisfies Prisma.EnvironmentInclude;
type Row = Prisma.EnvironmentGetPayload<{ include: typeof boardInclude }>;

/** Every environment in scope with what its backups promise, worst first. */
export const getRecovery = query({
  action: "backup.read",
  input: Nothing,
  run: async ({ ctx, scope }) => {
    const where = environmentsIn(scope);
    const [rows, total, settingsFor] = await Promise.all([
      ctx.db.prisma.environment.findMany({
        where,
        include: boardInclude,
        orderBy: [{ createdAt: "asc" }, { id: "asc" }],
        take: MOST,
      }),
      ctx.db.prisma.environment.count({ where }),
      backupSettings(ctx.db.prisma),
    ]);
    const judged = rows.map((row) => judge(row, settingsFor(row.tenant.tier), ctx.now));
    return { items: worstFirst(judged).map(({ item }) => item), more: Math.max(0, total - rows.length) };
  },
});

function judge(row: Row, settings: BackupSettings, now: Date) {
  const good = row.backups.find(({ state, takenAt }) => state === "good" && takenAt !== null) ?? null;
  const takenAt = good?.takenAt ?? null;
  const [newest] = row.backups;
  const proofs = row.backups.flatMap(({ verifications }) => verifications.map(({ at }) => at.getTime()));
  const lastProof = proofs.length === 0 ? null : { at: new Date(Math.max(...proofs)) };
  const failure = row.backups.find(({ state }) => state === "failed" || state === "damaged") ?? null;
  const wrong = newest !== undefined && (newest.state === "failed" || newest.state === "damaged");
  const protection = protectionOf({
    settings,
    timeZone: row.timeZone,
    since: row.createdAt,
    hasStore: row.tenant.backupStore !== null,
    hasRelease: row.releaseId !== null,
    lastGood: good === null || takenAt === null ? null : { takenAt, shrunken: isShrunken(good.sentence) },
    lastProof,
    newestWrong: wrong ? `The newest backup: ${newest.sentence}` : null,
    now,
  });
  const item: Protection = {
    environment: { id: row.id, name: row.name, stage: row.stage, timeZone: row.timeZone },
    tenant: { id: row.tenant.id, name: row.tenant.name },
    tier: row.tenant.tier,
    verdict: protection.verdict,
    findings: [...protection.findings].slice(0, 5),
    lastGood:
      good === null || takenAt === null
        ? null
        : { id: good.id, takenAt: takenAt.toISOString(), proof: good.proof },
    dueBy: backupDueBy(settings, row.timeZone, takenAt ?? row.createdAt).toISOString(),
    lastProofAt: lastProof?.at.toISOString() ?? null,
    verifyEveryDays: settings.verifyEveryDays,
    lastFailure:
      failure === null
        ? null
        : { id: failure.id, at: failure.createdAt.toISOString(), sentence: failure.sentence },
  };
  return { item, protection, lastGoodAt: takenAt };
}

const isShrunken = (sentence: string): boolean => sentence.includes(SHRUNKEN);
/** As `judgeBackup` begins what it says of a backup that lost half its size. */
const SHRUNKEN = " Shrunken: ";
