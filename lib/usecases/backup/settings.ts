import "server-only";
import { BackupPolicySettings } from "@/lib/contracts/api/resources/backup";
import type { Tx } from "@/lib/data/client";
import { type BackupSettings, backupDefaults } from "@/lib/domain/recovery/policy";

export type Tier = Parameters<typeof backupDefaults>[0];

/** What a stored row says; what cannot be read any more falls back to the tier's defaults. */
export function settingsOf(tier: Tier, row: { settings: unknown } | null): BackupSettings {
  const parsed = row === null ? null : BackupPolicySettings.safeParse(row.settings);
  return parsed?.success ? parsed.data : backupDefaults(tier);
}

/** How each tier is backed up: what was set, else the defaults. */
export async function backupSettings(db: Tx): Promise<(tier: Tier) => BackupSettings> {
  const rows = await db.backupPolicy.findMany({ take: 3 });
  return (tier) => settingsOf(tier, rows.find((row) => row.tier === tier) ?? null);
}
