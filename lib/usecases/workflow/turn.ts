import "server-only";
import type { Database, Tx } from "@/lib/data/client";
import type { CriticalityTier, Stage } from "@/lib/domain/catalog/stage";
import { WORKFLOW_IDS, type Workflow } from "@/lib/domain/health/domains";
import { SETTLE_SECONDS, type WorkflowCourse } from "@/lib/domain/workflow/course";
import type { WorkflowSettings } from "@/lib/domain/workflow/settings";
import { workflowSettings } from "./settings";

export type TurnPlace = {
  id: string;
  tenantId: string;
  clusterId: string;
  namespace: string;
  timeZone: string;
  released: boolean;
  tier: CriticalityTier;
  stage: Stage;
};

export type DueWorkflow = {
  workflow: Workflow;
  settings: WorkflowSettings;
  course: WorkflowCourse;
  /** Who wants it now; null when its time has come. */
  asked: { id: string; name: string } | null;
};

const courseSelect = {
  ...{ recent: true, failingSince: true, knownAt: true, lastOutcome: true, lastDetail: true },
} as const;

/** What of an environment is due by now; null when the environment is gone. */
export async function dueWorkflows(
  db: Database,
  environmentId: string,
  now: Date,
): Promise<{ place: TurnPlace; due: DueWorkflow[] } | null> {
  const row = await db.prisma.environment.findUnique({
    where: { id: environmentId },
    select: {
      ...{ id: true, tenantId: true, clusterId: true, namespace: true, timeZone: true, stage: true },
      releaseId: true,
      tenant: { select: { tier: true } },
      workflows: {
        where: { nextAt: { lte: now } },
        select: {
          ...courseSelect,
          ...{ workflow: true, settings: true, askedBy: { select: { id: true, name: true } } },
        },
        orderBy: { nextAt: "asc" },
      },
    },
  });
  if (row === null) return null;
  const { tenant, releaseId, workflows, ...place } = row;
  const { tier } = tenant;
  const due = workflows.flatMap(({ workflow: name, settings, askedBy, ...course }): DueWorkflow[] => {
    const workflow = WORKFLOW_IDS.find((id) => id === name);
    if (workflow === undefined) return [];
    return [{ workflow, settings: workflowSettings(settings, tier, place.stage), course, asked: askedBy }];
  });
  const order = ({ workflow }: DueWorkflow) => WORKFLOW_IDS.indexOf(workflow);
  return {
    place: { ...place, tier, released: releaseId !== null },
    due: due.sort((one, other) => order(one) - order(other)),
  };
}

const IDLE_MS = 86_400_000;

/** What is tried on demand only is looked at again in a day. */
export const postpone = (tx: Tx, environmentId: string, workflow: Workflow, now: Date) =>
  tx.workflow.updateMany({
    where: { environmentId, workflow, askedById: null },
    data: { nextAt: new Date(now.getTime() + IDLE_MS) },
  });

/** A try by schedule that gives way comes again soon, and nothing is written of it: nobody missed anything. */
export const giveWay = (tx: Tx, environmentId: string, workflow: Workflow, now: Date) =>
  tx.workflow.updateMany({
    where: { environmentId, workflow, askedById: null },
    data: { nextAt: new Date(now.getTime() + SETTLE_SECONDS * 1_000) },
  });
