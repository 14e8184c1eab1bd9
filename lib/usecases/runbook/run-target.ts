import "server-only";
import type { Tx } from "@/lib/data/client";
import type { Target } from "../command";
import { type RunRow, runInclude } from "./run-rows";

/** A runbook that is followed lives with the environment it is followed for. */
export async function runTarget(tx: Tx, { runId }: { runId: string }): Promise<Target<RunRow> | null> {
  const row = await tx.runbookRun.findUnique({ where: { id: runId }, include: runInclude });
  if (row === null) return null;
  const { tenantId, environmentId } = row;
  const scope = { level: "environment" as const, tenantId, environmentId };
  const name = `${row.runbookVersion.runbook.name} for ${row.environment.name}`;
  return { row, scope, kind: "runbook_run", id: row.id, name, tenantId, environmentId };
}
