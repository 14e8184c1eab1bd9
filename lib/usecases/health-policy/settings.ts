import "server-only";
import { HealthSettings as Schema } from "@/lib/contracts/api/resources/health-policy";
import type { Tx } from "@/lib/data/client";
import type { CriticalityTier } from "@/lib/domain/catalog/stage";
import { HEALTH_DEFAULTS, type HealthSettings, type LimitsOf, limitsBy } from "@/lib/domain/health/policy";

/** What a stored row says; what cannot be read any more falls back to Holdfast's own. */
export function settingsOf(row: { settings: unknown } | null): HealthSettings {
  const parsed = row === null ? null : Schema.safeParse(row.settings);
  return parsed?.success ? parsed.data : HEALTH_DEFAULTS;
}

/** The limits every tier's signals are judged by: what was set and can be read, else Holdfast's own. */
export async function healthLimits(db: Pick<Tx, "healthPolicy">): Promise<LimitsOf> {
  const rows = await db.healthPolicy.findMany({ take: 3 });
  const byTier = new Map<CriticalityTier, HealthSettings>(rows.map((row) => [row.tier, settingsOf(row)]));
  return limitsBy((tier) => byTier.get(tier) ?? HEALTH_DEFAULTS);
}
