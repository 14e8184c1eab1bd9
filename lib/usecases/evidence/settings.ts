import "server-only";
import { EvidenceSettings as Schema } from "@/lib/contracts/api/resources/evidence";
import type { Tx } from "@/lib/data/client";
import type { CriticalityTier } from "@/lib/domain/catalog/stage";
import type { EvidenceSettings } from "@/lib/domain/evidence/kind";
import { evidenceDefaults } from "@/lib/domain/evidence/settings";

/** What a stored row says; what cannot be read any more falls back to the tier's defaults. */
export function settingsOf(tier: CriticalityTier, row: { settings: unknown } | null): EvidenceSettings {
  const parsed = row === null ? null : Schema.safeParse(row.settings);
  return parsed?.success ? parsed.data : evidenceDefaults(tier);
}

/** What each tier asks for: what was set and can be read, else the defaults. One query. */
export async function evidenceSettings(db: Tx): Promise<(tier: CriticalityTier) => EvidenceSettings> {
  const rows = await db.evidencePolicy.findMany({ take: 3 });
  return (tier) => settingsOf(tier, rows.find((row) => row.tier === tier) ?? null);
}
