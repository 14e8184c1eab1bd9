import "server-only";
import type { Incident } from "@/lib/contracts/api/resources/incident";
import type { Tx } from "@/lib/data/client";
import { changeNumber } from "@/lib/domain/change/number";
import { presentRunBrief } from "../runbook/present-run";
import { runInclude } from "../runbook/run-rows";
import type { IncidentRow } from "./rows";

const MOST = 20;
const MOST_TEXTS = 50;

/** Runbooks that are followed in it, and those begun for its environment while it stood. */
export async function runbooksOf(tx: Tx, row: IncidentRow): Promise<Incident["runbooks"]> {
  const runs = await tx.runbookRun.findMany({
    where: {
      environmentId: row.environmentId,
      OR: [
        { incidentId: row.id },
        {
          ...{ drillId: null, incidentId: null },
          startedAt: { gte: row.openedAt, ...(row.closedAt === null ? {} : { lte: row.closedAt }) },
        },
      ],
    },
    include: runInclude,
    orderBy: { startedAt: "desc" },
    take: MOST,
  });
  return runs.map((run) => {
    const { id, runbook, startedAt, finishedAt, progress } = presentRunBrief(run);
    const { done, skipped, all } = progress;
    return {
      id,
      name: runbook.name,
      startedAt,
      finished: finishedAt !== null,
      done: done + skipped,
      steps: all,
    };
  });
}

/** Changes that were drafted to mend it, the newest first. */
export async function changesFor(tx: Tx, { id }: IncidentRow): Promise<Incident["changes"]> {
  const rows = await tx.change.findMany({
    where: { incidentId: id },
    select: { id: true, number: true, title: true, state: true },
    orderBy: { createdAt: "desc" },
    take: MOST,
  });
  return rows.map(({ number, ...row }) => ({ ...row, number: changeNumber(number) }));
}

/** What the tenant's people were told, the newest first. */
export async function statusHistory(tx: Tx, { id }: IncidentRow): Promise<Incident["statusHistory"]> {
  const rows = await tx.incidentEntry.findMany({
    where: { incidentId: id, kind: { in: ["status", "status_taken"] } },
    orderBy: { at: "desc" },
    take: MOST_TEXTS,
  });
  return rows.map((row) => ({
    ...{ id: row.id, text: row.kind === "status" ? row.text : null, by: row.actorName },
    at: row.at.toISOString(),
  }));
}
