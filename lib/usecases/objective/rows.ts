import "server-only";
import type { BusinessProcess } from "@/lib/contracts/api/resources/objective";
import type { Prisma } from "@/lib/data/generated/client";
import type { EventFact } from "@/lib/data/outbox";
import { decide } from "@/lib/domain/access/decide";
import { type Context, grantsOf } from "../context";

export const processInclude = {
  tenant: { select: { id: true, name: true } },
  environment: { select: { id: true, name: true } },
} satisfies Prisma.BusinessProcessInclude;

export type ProcessRow = Prisma.BusinessProcessGetPayload<{ include: typeof processInclude }>;

/** Whether the reader may write the objectives of a tenant, and why not. */
export function canEditObjectives(
  ctx: Context,
  tenantId: string,
): { allowed: boolean; reason: string | null } {
  const decision = decide(grantsOf(ctx.actor), "objective.edit", { level: "tenant", tenantId });
  if (decision.allow) return { allowed: true, reason: null };
  // Who sees part of a tenant knows that the tenant exists: nothing is given away by saying so.
  const reason =
    decision.reveal === "nothing"
      ? "Objectives are set with a role over the whole tenant; yours covers a part."
      : decision.reason;
  return { allowed: false, reason };
}

export function presentProcess(ctx: Context, row: ProcessRow): BusinessProcess {
  return {
    id: row.id,
    tenant: row.tenant,
    environment: row.environment,
    name: row.name,
    ownerName: row.ownerName,
    ownerContact: row.ownerContact,
    rpoSeconds: row.rpoSeconds,
    rtoSeconds: row.rtoSeconds,
    fallback: row.fallback,
    updatedAt: row.updatedAt.toISOString(),
    version: row.version,
    can: { edit: canEditObjectives(ctx, row.tenantId) },
  };
}

/** What the audit log keeps of a process. */
export const processFacts = (row: ProcessRow) => ({
  name: row.name,
  environment: row.environment?.name ?? null,
  owner: row.ownerName,
  rpoSeconds: row.rpoSeconds,
  rtoSeconds: row.rtoSeconds,
});

/** Live readers look again at promises, proofs and the gates that follow from them. */
export const objectiveEvent = (type: string, tenantId: string | null, id: string): EventFact => ({
  type,
  tenantId,
  environmentId: null,
  subject: { kind: "objective", id },
});
