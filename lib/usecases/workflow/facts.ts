import "server-only";
import type { Database } from "@/lib/data/client";
import { workflowFacts } from "@/lib/data/ledger/workflow-rows";
import { WORKFLOW_IDS } from "@/lib/domain/health/domains";
import type { WorkflowFact } from "@/lib/domain/workflow/course";
import { workflowSettings } from "./settings";

/** How the workflows of a cluster's environments stand that are tried by schedule, for the reading of health. */
export async function scheduledWorkflows(
  db: Database,
  clusterId: string,
): Promise<(environmentId: string) => readonly WorkflowFact[]> {
  const known = new Map<string, WorkflowFact[]>();
  for (const { environmentId, workflow: name, settings, tier, stage, ...course } of await workflowFacts(
    db,
    clusterId,
  )) {
    const workflow = WORKFLOW_IDS.find((id) => id === name);
    const { enabled, everyMinutes } = workflowSettings(settings, tier, stage);
    if (workflow === undefined || !enabled) continue;
    const facts = known.get(environmentId) ?? [];
    facts.push({ workflow, everyMinutes, ...course });
    known.set(environmentId, facts);
  }
  return (environmentId) => known.get(environmentId) ?? [];
}
