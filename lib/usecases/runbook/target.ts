import "server-only";
import type { Tx } from "@/lib/data/client";
import type { Target } from "../command";
import { type RunbookRow, runbookInclude, scopeOfRunbook } from "./rows";

/** A runbook that shall be written: it lives with its tenant, or with the fleet. */
export async function runbookTarget(
  tx: Tx,
  { runbookId }: { runbookId: string },
): Promise<Target<RunbookRow> | null> {
  const row = await tx.runbook.findUnique({ where: { id: runbookId }, include: runbookInclude });
  if (row === null) return null;
  const { id, name, tenantId } = row;
  return { row, scope: scopeOfRunbook(row), kind: "runbook", id, name, tenantId, environmentId: null };
}
