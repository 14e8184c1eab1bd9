import "server-only";
import { ConnectorCheck } from "@/lib/contracts/api/resources/connector-check";
import type { IntegrationBrief } from "@/lib/contracts/api/resources/integration";
import type { Prisma } from "@/lib/data/generated/client";
import type { EventFact } from "@/lib/data/outbox";
import { decide } from "@/lib/domain/access/decide";
import { isWorkflow, WORKFLOWS } from "@/lib/domain/health/domains";
import { integrationNow } from "@/lib/domain/integration/now";
import { type Context, grantsOf } from "../context";

export const integrationInclude = {
  tenant: { select: { id: true, name: true, contactName: true, contactEmail: true } },
  environment: { select: { id: true, name: true, stage: true, timeZone: true } },
} satisfies Prisma.IntegrationInclude;

export type IntegrationRow = Prisma.IntegrationGetPayload<{ include: typeof integrationInclude }>;

/** A stored check; null for none, and for one of a form that is not known any more. */
export const readCheck = (stored: unknown): ConnectorCheck | null =>
  stored === null ? null : (ConnectorCheck.safeParse(stored).data ?? null);

/** What a sealed secret of an integration is bound to. */
export const integrationSeal = (integrationId: string): string => `integration/${integrationId}/secret`;

const NOBODY_CHECKS = "Nobody checks it, so nothing is known.";

const NOBODY_LOOKS = "Its last check is too long ago to say how it stands now.";

export function presentBrief(row: IntegrationRow, now: Date): IntegrationBrief {
  const { id, name, system, kind, direction, criticality, environment, since } = row;
  const tenant = { id: row.tenant.id, name: row.tenant.name };
  const checked = readCheck(row.check) !== null;
  const state = checked ? integrationNow(row, now) : "unknown";
  const said = state === "unknown" && row.state !== "unknown" ? NOBODY_LOOKS : row.sentence;
  return {
    ...{ id, name, system, kind, direction, criticality, environment, tenant, checked },
    workflows: row.workflows
      .filter(isWorkflow)
      .map((workflow) => ({ id: workflow, title: WORKFLOWS[workflow] })),
    state,
    since: since.toISOString(),
    sentence: checked ? said || "Not checked yet." : NOBODY_CHECKS,
    checkedAt: row.checkedAt?.toISOString() ?? null,
  };
}

type Place = { tenantId: string; environmentId: string };

/** Whether the reader may write down or check integrations of an environment, and why not. */
export function mayIntegration(ctx: Context, action: "integration.edit" | "integration.check", place: Place) {
  const decision = decide(grantsOf(ctx.actor), action, { level: "environment", ...place });
  return { allowed: decision.allow, reason: decision.allow ? null : decision.reason };
}

/** What the audit log keeps of an integration; never its secret. */
export const integrationFacts = (row: IntegrationRow) => ({
  ...{ name: row.name, system: row.system, kind: row.kind, criticality: row.criticality },
  ...{ check: row.check, secret: row.sealedSecret !== null, modules: row.modules, workflows: row.workflows },
});

/** Live readers look again at the integration and at its environment. */
export const integrationEvent = (
  type: string,
  id: string,
  { tenantId, environmentId }: Place,
): EventFact => ({
  ...{ type, tenantId, environmentId },
  subject: { kind: "integration", id },
});
