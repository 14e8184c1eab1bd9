import "server-only";
import type { LiveEvent } from "@/lib/contracts/events/live";
import type { Tx } from "@/lib/data/client";
import { peopleWith, writeNotices } from "@/lib/data/notices";
import { incidentNumber } from "@/lib/domain/incident/state";
import { CONCERNED_ROLES } from "@/lib/domain/notice/notice";

type Row = { id: string; number: number; title: string; tenantId: string; environmentId: string };
type Told = { occasion: string; title: string; text: string; now: Date; byId: string };

/** Tells those who work with the environment, but not who did it. */
export async function tellIncident(tx: Tx, row: Row, told: Told): Promise<LiveEvent[]> {
  const { tenantId, environmentId } = row;
  const people = await peopleWith(tx, row, CONCERNED_ROLES);
  const environment = await tx.environment.findUniqueOrThrow({
    where: { id: environmentId },
    select: { name: true, tenant: { select: { name: true } } },
  });
  const title = `${environment.tenant.name}, ${environment.name}: ${incidentNumber(row.number)} ${told.title}`;
  const where = { tenantId, environmentId, operationId: null, path: `/incidents/${row.id}` };
  const others = people.filter((id) => id !== told.byId);
  const { events } = await writeNotices(tx, where, others, {
    occasion: `incident:${told.occasion}`,
    words: { title, text: told.text },
    now: told.now,
  });
  return events;
}
