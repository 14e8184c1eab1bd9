import "server-only";
import type { Tx } from "@/lib/data/client";
import type { Target } from "../command";
import { type IntegrationRow, integrationInclude } from "./rows";

/** An integration that somebody acts on; it lives with its environment. */
export async function integrationTarget(
  tx: Tx,
  { integrationId }: { integrationId: string },
): Promise<Target<IntegrationRow> | null> {
  const row = await tx.integration.findUnique({ where: { id: integrationId }, include: integrationInclude });
  if (row === null) return null;
  const { id, tenantId, environmentId } = row;
  const scope = { level: "environment" as const, tenantId, environmentId };
  const name = `${row.name} of ${row.environment.name}`;
  return { row, scope, kind: "integration", id, name, tenantId, environmentId };
}
