import "server-only";
import { ServiceLevelSettings } from "@/lib/contracts/api/resources/service-level";
import type { Tx } from "@/lib/data/client";
import type { CriticalityTier } from "@/lib/domain/catalog/stage";
import {
  type ServiceLevelSettings as Settings,
  serviceLevelDefaults,
} from "@/lib/domain/service-level/policy";

export const TIERS = ["tier1", "tier2", "tier3"] as const satisfies readonly CriticalityTier[];

/** What a stored row says; what cannot be read any more falls back to the tier's defaults. */
export function settingsOf(tier: CriticalityTier, row: { settings: unknown } | null): Settings {
  const parsed = row === null ? null : ServiceLevelSettings.safeParse(row.settings);
  return parsed?.success ? parsed.data : serviceLevelDefaults(tier);
}

export type SettingsByTier = (tier: CriticalityTier) => Settings;

/** What every tier promises, as set or by default. */
export async function serviceLevelSettings(db: Pick<Tx, "serviceLevelPolicy">): Promise<SettingsByTier> {
  const rows = await db.serviceLevelPolicy.findMany({ take: TIERS.length });
  const known = new Map(
    TIERS.map((tier) => [tier, settingsOf(tier, rows.find((row) => row.tier === tier) ?? null)] as const),
  );
  return (tier) => known.get(tier) ?? serviceLevelDefaults(tier);
}
