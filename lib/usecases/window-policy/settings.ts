import "server-only";
import { WindowSettings as Schema } from "@/lib/contracts/api/resources/window-policy";
import type { Tx } from "@/lib/data/client";
import { type WindowSettings, windowDefaults } from "@/lib/domain/calendar/window-policy";
import type { CriticalityTier } from "@/lib/domain/catalog/stage";

/** What a stored row says; what cannot be read any more falls back to the tier's defaults. */
export function settingsOf(tier: CriticalityTier, row: { settings: unknown } | null): WindowSettings {
  const parsed = row === null ? null : Schema.safeParse(row.settings);
  return parsed?.success ? parsed.data : windowDefaults(tier);
}

/** How strictly each tier fits its changes into windows: what was set and can be read, else the defaults. */
export async function windowSettings(db: Tx): Promise<(tier: CriticalityTier) => WindowSettings> {
  const rows = await db.windowPolicy.findMany({ take: 3 });
  return (tier) => settingsOf(tier, rows.find((row) => row.tier === tier) ?? null);
}
