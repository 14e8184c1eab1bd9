import "server-only";
import { z } from "zod";
import type { Tx } from "@/lib/data/client";
import { type BackupSettings, backupDefaults } from "@/lib/domain/recovery/policy";

type Tier = Parameters<typeof backupDefaults>[0];
const Count = z.int().min(0).max(10_000);
const Settings = z.object({
  cron: z.string().max(100),
  keep: z.object({
    last: Count,
    hourly: Count,
    daily: Count,
    weekly: Count,
    monthly: Count,
    yearly: Count,
  }),
  verifyEveryDays: z.int().min(1).max(365),
});

/** How each tier is backed up: what was set and can be read, else the defaults. */
export async function backupSettings(db: Tx): Promise<(tier: Tier) => BackupSettings> {
  const rows = await db.backupPolicy.findMany({ take: 3 });
  const set = new Map(rows.map(({ tier, settings }) => [tier, Settings.safeParse(settings)]));
  return (tier) => {
    const parsed = set.get(tier);
    return parsed?.success ? parsed.data : backupDefaults(tier);
  };
}
