import "server-only";
import type { Tx } from "@/lib/data/client";
import type { EventFact } from "@/lib/data/outbox";
import { WORKFLOWS, type Workflow } from "@/lib/domain/health/domains";
import { type WorkflowPlace, type WorkflowRow, workflowInclude, workflowPlace } from "./rows";

type Asked = { environmentId: string; workflow: Workflow };

/** A workflow that somebody acts on; its row is made where no worker has seen it yet. */
export async function workflowTarget(tx: Tx, { environmentId, workflow }: Asked) {
  const place = await tx.environment.findUnique({ where: { id: environmentId }, select: workflowPlace });
  if (place === null) return null;
  const { tenantId, name } = place;
  return {
    ...{ row: place, scope: { level: "environment" as const, tenantId, environmentId } },
    ...{ kind: "workflow", id: environmentId, name: `${WORKFLOWS[workflow]}, ${name}` },
    ...{ tenantId, environmentId },
  };
}

/** The row to write on. */
export async function workflowRow(tx: Tx, place: WorkflowPlace, workflow: Workflow): Promise<WorkflowRow> {
  const key = { environmentId: place.id, workflow };
  await tx.workflow.createMany({ data: [{ ...key, tenantId: place.tenantId }], skipDuplicates: true });
  return tx.workflow.findUniqueOrThrow({
    where: { environmentId_workflow: key },
    include: workflowInclude,
  });
}

/** Has a worker look at the environment's workflows now. */
export const dueNow = (tx: Tx, environmentId: string, now: Date) =>
  tx.workflowTurn.upsert({
    where: { environmentId },
    create: { environmentId, dueAt: now },
    update: { dueAt: now },
  });

export const workflowEvent = ({ id, tenantId }: WorkflowPlace): EventFact => ({
  ...{ type: "environment.workflow", tenantId, environmentId: id },
  subject: { kind: "environment", id },
});
