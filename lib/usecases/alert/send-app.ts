import "server-only";
import type { Database, Tx } from "@/lib/data/client";
import { writeNotices } from "@/lib/data/notices";
import { type EventFact, writeEvent } from "@/lib/data/outbox";
import { bodyLines, headline, type MessageFacts } from "@/lib/domain/alert/message";
import { onCallAt } from "@/lib/domain/alert/rota";
import { RefusedFailure } from "@/lib/ports/failure";
import type { DeliveryRow } from "./message";
import { alertEvent } from "./raise";

type OnCall = { id: string; name: string; email: string };
type RotaContent = { timeZone: string; startsAt: string; memberIds: string[] };

/** A message went out, or never will. */
export const sentEvent = (row: DeliveryRow): EventFact => {
  const environmentId = row.alert?.environmentId ?? null;
  const tenantId = row.alert?.tenantId ?? row.route.tenantId;
  return alertEvent("alert.sent", { tenantId, environmentId }, row.alertId ?? row.routeId);
};

function pathOf({ alertId, occasion }: DeliveryRow): string {
  if (alertId !== null) return `/alerts/${alertId}`;
  return occasion.startsWith("test:") ? "/policies/alerting" : "/alerts";
}

/** Who is on call by a rota now. @throws RefusedFailure when whoever's week it is has left */
export async function onCallPerson(tx: Pick<Tx, "user">, rota: RotaContent, now: Date): Promise<OnCall> {
  const turn = onCallAt(rota, now);
  const person =
    turn === null
      ? null
      : await tx.user.findFirst({
          where: { id: turn.memberId, disabledAt: null },
          select: { id: true, name: true, email: true },
        });
  if (person === null)
    throw new RefusedFailure("Nobody is on call: whose week it is has left. Mend the rota.");
  return person;
}

/** Writes beneath the bell of whoever is on call, in one commit with the receipt: told once, whatever dies. */
export async function sendInApp(
  db: Database,
  row: DeliveryRow,
  facts: MessageFacts,
  now: Date,
): Promise<string> {
  const { rota } = row.route;
  if (rota === null) throw new RefusedFailure("The route has no rota.");
  return db.transaction(async (tx) => {
    const { id: userId, name } = await onCallPerson(tx, rota, now);
    const { count } = await tx.alertDelivery.updateMany({
      where: { id: row.id, state: "queued" },
      data: { state: "sent", sentAt: now, sentTo: name, lastError: "", leaseUntil: null },
    });
    if (count !== 1) return name;
    const where = {
      tenantId: row.alert?.tenantId ?? row.route.tenantId,
      environmentId: row.alert?.environmentId ?? null,
      operationId: null,
      path: pathOf(row),
    };
    await writeEvent(tx, sentEvent(row));
    const words = {
      title: `On call: ${headline(facts)}`,
      text: bodyLines({ ...facts, link: null }).join(" "),
    };
    await writeNotices(tx, where, [userId], { occasion: `alert:${row.occasion}`, words, now });
    return name;
  });
}
