import "server-only";
import { ObservationSettings } from "@/lib/contracts/api/resources/observation";
import type { Tx } from "@/lib/data/client";
import type { Stage } from "@/lib/domain/catalog/stage";
import { observationDefaults, type ObservationSettings as Settings } from "@/lib/domain/health/observation";

/** What a stored row says; what cannot be read any more falls back to the stage's defaults. */
export function settingsOf(stage: Stage, row: { settings: unknown } | null): Settings {
  const parsed = row === null ? null : ObservationSettings.safeParse(row.settings);
  return parsed?.success ? parsed.data : observationDefaults(stage);
}

/** How environments of this stage are watched after a release: what was set, else the defaults. For plans. */
export async function observationSettings(db: Tx, stage: Stage): Promise<Settings> {
  return settingsOf(stage, await db.observationPolicy.findUnique({ where: { stage } }));
}
