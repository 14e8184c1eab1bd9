import "server-only";
import { API } from "@/lib/contracts/api/registry";
import type { BackupPolicy, BackupPolicyPreview } from "@/lib/contracts/api/resources/backup";
import type { Tx } from "@/lib/data/client";
import { decide } from "@/lib/domain/access/decide";
import type { BackupSettings } from "@/lib/domain/recovery/policy";
import { keptPreview, nextTimes, scheduleProblem } from "@/lib/domain/recovery/policy-preview";
import { cronWords } from "@/lib/domain/schedule/cron-words";
import { type Context, grantsOf } from "../context";
import { Nothing, query } from "../query";
import { settingsOf, type Tier } from "./settings";

const BACKUP_TIERS = ["tier1", "tier2", "tier3"] as const satisfies readonly Tier[];
const NEXT = 3;

/** How each tier is backed up, with what that comes to. It belongs to no tenant. */
export const listBackupPolicies = query({
  action: "backup.read",
  input: Nothing,
  run: async ({ ctx }) => ({
    items: await Promise.all(BACKUP_TIERS.map((tier) => presentBackupPolicy(ctx, ctx.db.prisma, tier))),
  }),
});

/** What a policy that is being written would come to. */
export const previewBackupPolicy = query({
  action: "backup.read",
  input: API.previewBackupPolicy.query,
  run: async ({ ctx, input }) => {
    const { tier, cron, ...keep } = input;
    const { timeZone } = await placesOf(ctx.db.prisma, tier);
    return previewOf({ cron, keep }, timeZone, ctx.now);
  },
});

/** The policy of one tier as its page shows it; call it in the caller's transaction or in none. */
export async function presentBackupPolicy(ctx: Context, db: Tx, tier: Tier): Promise<BackupPolicy> {
  const row = await db.backupPolicy.findUnique({ where: { tier } });
  const { timeZone, environments } = await placesOf(db, tier);
  const settings = settingsOf(tier, row);
  const decision = decide(grantsOf(ctx.actor), "backup_policy.edit", { level: "fleet" });
  return {
    tier,
    settings,
    environments,
    preview: previewOf(settings, timeZone, ctx.now),
    standard: row === null,
    updatedAt: row?.updatedAt.toISOString() ?? null,
    version: row?.version ?? 0,
    can: { edit: { allowed: decision.allow, reason: decision.allow ? null : decision.reason } },
  };
}

/** How many environments follow a tier's policy, and the clock most of them are on. */
async function placesOf(db: Tx, tier: Tier): Promise<{ environments: number; timeZone: string }> {
  const zones = await db.environment.groupBy({
    by: ["timeZone"],
    where: { tenant: { tier } },
    _count: { id: true },
    orderBy: [{ _count: { id: "desc" } }, { timeZone: "asc" }],
  });
  const environments = zones.reduce((sum, { _count }) => sum + _count.id, 0);
  return { environments, timeZone: zones[0]?.timeZone ?? "UTC" };
}

function previewOf(
  settings: Pick<BackupSettings, "cron" | "keep">,
  timeZone: string,
  now: Date,
): BackupPolicyPreview {
  const problem = scheduleProblem(settings.cron, now);
  if (problem !== null) return { problem, schedule: "", timeZone, next: [], points: 0, oldestDays: 0 };
  return {
    problem,
    timeZone,
    schedule: cronWords(settings.cron),
    next: nextTimes(settings.cron, timeZone, now, NEXT).map((time) => time.toISOString()),
    ...keptPreview(settings, timeZone, now),
  };
}
