import "server-only";
import type { Tx } from "@/lib/data/client";
import { workflowsHurt } from "@/lib/domain/alert/hurts";
import { INCIDENT_BOUNDS } from "@/lib/domain/incident/state";
import { type Hurts, hurtsOf } from "../alert/hurts";

/** Whom an incident hurts, as its alerts say: where nothing but some workflows fails, those alone. */
export async function incidentHurts(tx: Tx, incident: { id: string; environmentId: string }): Promise<Hurts> {
  const alerts = await tx.alert.findMany({
    where: { incidentId: incident.id },
    select: { moreCauses: true, causes: { select: { key: true, endedAt: true } } },
    orderBy: { raisedAt: "asc" },
    take: INCIDENT_BOUNDS.alerts,
  });
  const causes = alerts.flatMap((alert) => alert.causes);
  const more = alerts.reduce((sum, { moreCauses }) => sum + moreCauses, 0);
  return hurtsOf(tx, incident.environmentId, workflowsHurt({ causes, more }));
}
