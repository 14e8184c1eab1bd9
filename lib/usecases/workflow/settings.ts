import "server-only";
import { WorkflowSettings } from "@/lib/contracts/api/resources/workflow";
import type { CriticalityTier, Stage } from "@/lib/domain/catalog/stage";
import { type WorkflowSettings as Settings, workflowDefaults } from "@/lib/domain/workflow/settings";

/** How a workflow is tried: what was set, else what its tier and stage have; so is what cannot be read any more. */
export function workflowSettings(stored: unknown, tier: CriticalityTier, stage: Stage): Settings {
  const parsed = stored === null || stored === undefined ? null : WorkflowSettings.safeParse(stored);
  return parsed?.success ? parsed.data : workflowDefaults(tier, stage);
}
