import "server-only";
import { type ObservationPolicy, ObservationSettings } from "@/lib/contracts/api/resources/observation";
import { decide } from "@/lib/domain/access/decide";
import type { Stage } from "@/lib/domain/catalog/stage";
import { type Context, grantsOf } from "../context";
import { settingsOf } from "./settings";

/** How a plan watches, as it was made; null when it watches nothing. */
export function observationIn(steps: readonly { parameters?: unknown }[]): ObservationSettings | null {
  for (const { parameters } of steps) {
    if (typeof parameters !== "object" || parameters === null || !("settings" in parameters)) continue;
    const parsed = ObservationSettings.safeParse(parameters.settings);
    if (parsed.success) return parsed.data;
  }
  return null;
}

type Row = { settings: unknown; updatedAt: Date; version: number };

/** How one stage is watched, as its page shows it. Policies belong to the fleet: editing needs a role over all of it. */
export function presentObservationPolicy(ctx: Context, stage: Stage, row: Row | null): ObservationPolicy {
  const decision = decide(grantsOf(ctx.actor), "observation.edit", { level: "fleet" });
  const { thresholds, canaryPercents, ...settings } = settingsOf(stage, row);
  return {
    stage,
    settings: { ...settings, thresholds: [...thresholds] as never, canaryPercents: [...canaryPercents] },
    standard: row === null,
    updatedAt: row?.updatedAt.toISOString() ?? null,
    version: row?.version ?? 0,
    can: { edit: { allowed: decision.allow, reason: decision.allow ? null : decision.reason } },
  };
}
