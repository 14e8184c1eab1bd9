import "server-only";
import { API } from "@/lib/contracts/api/registry";
import type { Tx } from "@/lib/data/client";
import { incidentNumber } from "@/lib/domain/incident/state";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
import { presentIncidentNow } from "./present";
import { incidentEvent, scopeOfIncident, writeEntries } from "./rows";

async function actionTarget(tx: Tx, { actionId }: { actionId: string }) {
  const row = await tx.incidentAction.findUnique({ where: { id: actionId }, include: { incident: true } });
  if (row === null) return null;
  const { tenantId, environmentId, number } = row.incident;
  const name = `action of ${incidentNumber(number)}`;
  return {
    row,
    scope: scopeOfIncident(row.incident),
    kind: "incident_action",
    id: row.id,
    name,
    tenantId,
    environmentId,
  };
}

/** Says what was done about an action of a review. */
export const finishIncidentAction = command({
  action: "incident.review",
  input: API.finishIncidentAction.body.extend(API.finishIncidentAction.params.shape),
  target: actionTarget,
  run: async ({ tx, ctx, input, target: { row }, announce, note }) => {
    const { count } = await tx.incidentAction.updateMany({
      where: { id: row.id, version: input.version, doneAt: null },
      data: { doneAt: ctx.now, doneNote: input.note, doneByName: ctx.actor.name, version: { increment: 1 } },
    });
    if (count !== 1)
      throw new Problem("conflict", "This action was done or changed meanwhile.", { stale: true });
    const text = `Done: ${row.text} (${input.note})`;
    await writeEntries(tx, row.incidentId, { name: ctx.actor.name, now: ctx.now }, [
      { kind: "action", text },
    ]);
    note({ action: row.text, note: input.note });
    await announce(incidentEvent("incident.changed", row.incident));
    return presentIncidentNow(ctx, tx, row.incidentId);
  },
});
