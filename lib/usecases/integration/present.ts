import "server-only";
import type { Integration } from "@/lib/contracts/api/resources/integration";
import type { Tx } from "@/lib/data/client";
import { environmentsIn } from "@/lib/data/scope";
import { readScope } from "@/lib/domain/access/decide";
import { WORKFLOW_IDS, WORKFLOWS } from "@/lib/domain/health/domains";
import { type Context, grantsOf } from "../context";
import { workflowOwner } from "../workflow/rows";
import { type IntegrationRow, mayIntegration, presentBrief, readCheck } from "./rows";

const READINGS = 200;
const SHARED = 50;

/** One integration with its last checks and who else of its tenant talks to the same system. */
export async function presentIntegration(ctx: Context, tx: Tx, row: IntegrationRow): Promise<Integration> {
  const readings = await tx.integrationReading.findMany({
    where: { integrationId: row.id },
    orderBy: { at: "desc" },
    take: READINGS,
  });
  const scope = readScope(grantsOf(ctx.actor), "catalog.read");
  const shared = await tx.integration.findMany({
    where: {
      ...{ tenantId: row.tenantId, system: { equals: row.system, mode: "insensitive" } },
      environmentId: { not: row.environmentId },
      environment: environmentsIn(scope),
    },
    select: { id: true, name: true, environment: { select: { id: true, name: true } } },
    orderBy: { name: "asc" },
    take: SHARED,
  });
  const { endpoint, ownerName, ownerContact, modules, intervalSeconds, lastError, version } = row;
  return {
    ...presentBrief(row, ctx.now),
    ...{ endpoint, ownerName, ownerContact, modules, intervalSeconds, lastError, version },
    check: readCheck(row.check),
    hasSecret: row.sealedSecret !== null,
    lastErrorAt: row.lastErrorAt?.toISOString() ?? null,
    answeredAt: row.answeredAt?.toISOString() ?? null,
    readings: readings
      .reverse()
      .map(({ integrationId: _, at, ...reading }) => ({ at: at.toISOString(), ...reading })),
    sharedWith: shared,
    carries: await carriedWorkflows(tx, row),
    can: {
      edit: mayIntegration(ctx, "integration.edit", row),
      check: canCheck(ctx, row),
    },
  };
}

/** The workflows that rest on it, each with whom to tell when it fails. */
async function carriedWorkflows(
  tx: Tx,
  { environmentId, tenant, workflows }: IntegrationRow,
): Promise<Integration["carries"]> {
  const rows = await tx.workflow.findMany({
    where: { environmentId, workflow: { in: [...workflows] } },
    select: { workflow: true, ownerName: true, ownerContact: true },
  });
  return WORKFLOW_IDS.filter((id) => workflows.includes(id)).map((id) => {
    const owner = workflowOwner(rows.find(({ workflow }) => workflow === id) ?? null, tenant);
    return { id, title: WORKFLOWS[id], owner };
  });
}

function canCheck(ctx: Context, row: IntegrationRow) {
  const may = mayIntegration(ctx, "integration.check", row);
  if (!may.allowed || readCheck(row.check) !== null) return may;
  return { allowed: false, reason: "Nobody has said how it is checked." };
}
