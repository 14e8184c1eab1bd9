import "server-only";
import { RiskSettings as Schema } from "@/lib/contracts/api/resources/risk";
import type { Tx } from "@/lib/data/client";
import { RISK_DEFAULTS, type RiskSettings } from "@/lib/domain/risk/settings";

/** The one row of the fleet. */
export const RISK_POLICY_ID = "fleet";

/** What a stored row says; what cannot be read any more falls back to the defaults. */
export function riskSettingsOf(row: { settings: unknown } | null): RiskSettings {
  const parsed = row === null ? null : Schema.safeParse(row.settings);
  return parsed?.success ? parsed.data : RISK_DEFAULTS;
}

export const riskSettings = async (db: Tx): Promise<RiskSettings> =>
  riskSettingsOf(await db.riskPolicy.findUnique({ where: { id: RISK_POLICY_ID } }));
