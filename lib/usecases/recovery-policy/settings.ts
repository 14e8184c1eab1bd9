import "server-only";
import { RecoverySettings as Schema } from "@/lib/contracts/api/resources/recovery-policy";
import type { Tx } from "@/lib/data/client";
import type { CriticalityTier } from "@/lib/domain/catalog/stage";
import { type RecoverySettings, recoveryDefaults } from "@/lib/domain/recovery/recovery-policy";

/** What a stored row says; what cannot be read any more falls back to the tier's defaults. */
export function settingsOf(tier: CriticalityTier, row: { settings: unknown } | null): RecoverySettings {
  const parsed = row === null ? null : Schema.safeParse(row.settings);
  return parsed?.success ? parsed.data : recoveryDefaults(tier);
}

/** How each tier proves its recovery: what was set and can be read, else the defaults. */
export async function recoverySettings(db: Tx): Promise<(tier: CriticalityTier) => RecoverySettings> {
  const rows = await db.recoveryPolicy.findMany({ take: 3 });
  return (tier) => settingsOf(tier, rows.find((row) => row.tier === tier) ?? null);
}
