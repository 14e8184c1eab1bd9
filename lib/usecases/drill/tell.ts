import "server-only";
import type { LiveEvent } from "@/lib/contracts/events/live";
import type { Tx } from "@/lib/data/client";
import { peopleWith, writeNotices } from "@/lib/data/notices";
import { drillNumber } from "@/lib/domain/drill/state";
import { CONCERNED_ROLES } from "@/lib/domain/notice/notice";

type DrillFacts = {
  id: string;
  number: number;
  tenantId: string;
  environmentId: string;
  operationId: string;
};

const placeName = async (tx: Tx, environmentId: string): Promise<string> => {
  const { name, tenant } = await tx.environment.findUniqueOrThrow({
    where: { id: environmentId },
    select: { name: true, tenant: { select: { name: true } } },
  });
  return `${tenant.name}, ${name}`;
};

/** Tells those concerned that a drill recovered and missed what is promised; one that did not is told with its operation. */
export async function tellMissed(
  tx: Tx,
  drill: DrillFacts,
  sentence: string,
  now: Date,
): Promise<LiveEvent[]> {
  const { tenantId, environmentId, operationId, id, number } = drill;
  const people = await peopleWith(tx, drill, CONCERNED_ROLES);
  const title = `${await placeName(tx, environmentId)}: ${drillNumber(number)} missed what is promised`;
  const where = { tenantId, environmentId, operationId, path: `/drills/${id}` };
  return (
    await writeNotices(tx, where, people, {
      occasion: "finding:drill",
      words: { title, text: sentence },
      now,
    })
  ).events;
}

type Given = { drill: Omit<DrillFacts, "operationId">; ownerId: string | null; text: string; dueOn: string };

/** Tells whoever shall mend a finding; not who took it on themselves. */
export async function tellOwner(
  tx: Tx,
  { drill, ownerId, text, dueOn }: Given,
  by: { id: string; now: Date },
): Promise<LiveEvent[]> {
  if (ownerId === null || ownerId === by.id) return [];
  const { tenantId, environmentId, id, number } = drill;
  const title = `${await placeName(tx, environmentId)}: a finding of ${drillNumber(number)} is yours to mend by ${dueOn}`;
  const where = { tenantId, environmentId, operationId: null, path: `/drills/${id}` };
  return (
    await writeNotices(tx, where, [ownerId], {
      occasion: "finding:given",
      words: { title, text },
      now: by.now,
    })
  ).events;
}
