import { ObservationSettings } from "@/lib/contracts/api/resources/observation";
import { STAGES } from "@/lib/domain/catalog/stage";
import { observationDefaults } from "@/lib/domain/health/observation";
import { recoveryDefaults } from "@/lib/domain/recovery/recovery-policy";
import type { Context } from "@/lib/usecases/context";
import { editObservationPolicy } from "@/lib/usecases/observation/edit";
import { editRecoveryPolicy } from "@/lib/usecases/recovery-policy/edit";
import type { Scenario } from "../scenarios/scenario";

/** Sets what tiers ask of their recovery proof. */
export async function seedRecoveryPolicies(ctx: Context, { proving = {} }: Scenario): Promise<void> {
  for (const tier of ["tier1", "tier2", "tier3"] as const) {
    const wanted = proving[tier];
    if (wanted === undefined) continue;
    const settings = { ...recoveryDefaults(tier), ...wanted };
    await editRecoveryPolicy({ ...ctx, now: new Date() }, { tier, version: 0, settings });
  }
}

/** Sets how stages are watched, before any plan is made: what an approval is given for follows it. */
export async function seedPolicies(ctx: Context, { watching = {} }: Scenario): Promise<void> {
  for (const stage of STAGES) {
    const wanted = watching[stage];
    if (wanted === undefined) continue;
    const settings = ObservationSettings.parse({ ...observationDefaults(stage), ...wanted });
    await editObservationPolicy({ ...ctx, now: new Date() }, { stage, version: 0, settings });
  }
}
