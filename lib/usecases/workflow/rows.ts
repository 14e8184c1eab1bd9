import "server-only";
import type { Prisma } from "@/lib/data/generated/client";
import type { Workflow } from "@/lib/domain/health/domains";

export const workflowInclude = {
  runbook: { select: { id: true, name: true } },
  askedBy: { select: { name: true } },
} satisfies Prisma.WorkflowInclude;

export const workflowPlace = {
  ...{ id: true, name: true, stage: true, timeZone: true, tenantId: true },
  tenant: { select: { id: true, name: true, tier: true, contactName: true, contactEmail: true } },
} satisfies Prisma.EnvironmentSelect;

export type WorkflowRow = Prisma.WorkflowGetPayload<{ include: typeof workflowInclude }>;
export type WorkflowPlace = Prisma.EnvironmentGetPayload<{ select: typeof workflowPlace }>;

/** How a workflow stands that no worker has seen yet. */
export const unseenRow = ({ id, tenantId }: WorkflowPlace, workflow: Workflow, now: Date): WorkflowRow => ({
  ...{ environmentId: id, tenantId, workflow, settings: null, ownerName: "", ownerContact: "", fallback: "" },
  ...{ runbookId: null, runbook: null, nextAt: now, askedById: null, askedBy: null, askedAt: null },
  ...{ recent: [], failingSince: null, knownAt: null, lastOutcome: null, lastAt: null, lastDetail: "" },
  ...{ updatedAt: now, version: 0 },
});

/** Who owns a workflow: as somebody wrote down for it, else the tenant's contact. */
export function workflowOwner(
  row: Pick<WorkflowRow, "ownerName" | "ownerContact"> | null,
  tenant: Pick<WorkflowPlace["tenant"], "contactName" | "contactEmail">,
): { name: string; contact: string; own: boolean } {
  return row !== null && row.ownerName !== ""
    ? { name: row.ownerName, contact: row.ownerContact, own: true }
    : { name: tenant.contactName, contact: tenant.contactEmail, own: false };
}
