import "server-only";
import type { Tx } from "@/lib/data/client";
import type { Target } from "../command";
import { type ProcessRow, processInclude } from "./rows";

/** A business process lives with its tenant: to write it takes a role over all of that. */
export async function processTarget(
  tx: Tx,
  { processId }: { processId: string },
): Promise<Target<ProcessRow> | null> {
  const row = await tx.businessProcess.findUnique({ where: { id: processId }, include: processInclude });
  if (row === null) return null;
  const { id, name, tenantId } = row;
  const scope = { level: "tenant" as const, tenantId };
  return { row, scope, kind: "business_process", id, name, tenantId, environmentId: null };
}
