import "server-only";
import type { Protection } from "@/lib/contracts/api/resources/backup";
import { environmentsIn } from "@/lib/data/scope";
import { backupDueBy, worstFirst } from "@/lib/domain/recovery/policy";
import { Nothing, query } from "../query";
import { judgeProtection, type ProtectionRow, protectionInclude, relianceOf } from "./protection";
import { backupSettings } from "./settings";

const MOST = 500;

/** Every environment in scope with what its backups promise, worst first. */
export const getRecovery = query({
  action: "backup.read",
  input: Nothing,
  run: async ({ ctx, scope }) => {
    const where = environmentsIn(scope);
    const [rows, total, settingsFor] = await Promise.all([
      ctx.db.prisma.environment.findMany({
        where,
        include: protectionInclude,
        orderBy: [{ createdAt: "asc" }, { id: "asc" }],
        take: MOST,
      }),
      ctx.db.prisma.environment.count({ where }),
      backupSettings(ctx.db.prisma),
    ]);
    const reliance = await relianceOf(
      ctx.db.prisma,
      rows.map(({ id }) => id),
    );
    const judged = rows.map((row) => {
      const settings = settingsFor(row.tenant.tier);
      return judge(row, { settings, reliance: reliance(row.id), now: ctx.now });
    });
    return { items: worstFirst(judged).map(({ item }) => item), more: Math.max(0, total - rows.length) };
  },
});

function judge(row: ProtectionRow, known: Parameters<typeof judgeProtection>[1]) {
  const { protection, failure } = judgeProtection(row, known);
  const { settings, reliance } = known;
  const { good, provenAt } = reliance;
  const takenAt = good?.takenAt ?? null;
  const nothing = row.releaseId === null ? ["Nothing runs here yet."] : [];
  const item: Protection = {
    environment: { id: row.id, name: row.name, stage: row.stage, timeZone: row.timeZone },
    tenant: { id: row.tenant.id, name: row.tenant.name },
    tier: row.tenant.tier,
    verdict: protection.verdict,
    findings: [...nothing, ...protection.findings.map(({ sentence }) => sentence)].slice(0, 5),
    lastGood: good === null ? null : { id: good.id, takenAt: good.takenAt.toISOString(), proof: good.proof },
    dueBy: backupDueBy(settings, row.timeZone, takenAt ?? row.createdAt).toISOString(),
    lastProofAt: provenAt?.toISOString() ?? null,
    verifyEveryDays: settings.verifyEveryDays,
    lastFailure:
      failure === null
        ? null
        : { id: failure.id, at: failure.createdAt.toISOString(), sentence: failure.sentence },
  };
  return { item, protection, lastGoodAt: takenAt };
}
