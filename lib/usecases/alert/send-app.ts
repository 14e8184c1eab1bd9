import "server-only";
import type { Database, Tx } from "@/lib/data/client";
import { writeNotices } from "@/lib/data/notices";
import { type EventFact, writeEvent } from "@/lib/data/outbox";
import { decide, type Scope } from "@/lib/domain/access/decide";
import { bodyLines, headline, type MessageFacts } from "@/lib/domain/alert/message";
import { inTurn } from "@/lib/domain/alert/rota";
import { RefusedFailure } from "@/lib/ports/failure";
import { personNow } from "../session/person-now";
import { scopeOfRoute } from "./alerting";
import type { DeliveryRow } from "./message";
import { scopeOfAlert } from "./present";
import { alertEvent } from "./raise";

type OnCall = { id: string; name: string; email: string };

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

/** Whoever gets a message may see what it is about: its alert, or all that its route is for. */
const scopeOfMessage = ({ alert, route }: DeliveryRow): Scope =>
  alert === null ? scopeOfRoute(route) : scopeOfAlert(alert);

/**
 * Who is on call now by the rota of a message's route: whose week it is, or else the next in turn. Whoever has left,
 * or may not see what it is about any more, is passed over. @throws RefusedFailure when nobody is left
 */
export async function onCallPerson(tx: Tx, row: DeliveryRow, now: Date): Promise<OnCall> {
  const { rota } = row.route;
  if (rota === null) throw new RefusedFailure("The route has no rota.");
  for (const id of inTurn(rota, now)) {
    const person = await personNow(tx, id, { now, mark: "on call" });
    if (person === null || !decide(person.grants, "alert.read", scopeOfMessage(row)).allow) continue;
    return tx.user.findUniqueOrThrow({ where: { id }, select: { id: true, name: true, email: true } });
  }
  throw new RefusedFailure(
    `Nobody is on call: nobody of the rota “${rota.name}” signs in any more and may see this. Mend the rota.`,
  );
}

/** Writes beneath the bell of whoever is on call, in one commit with the receipt: told once, whatever dies. */
export async function sendInApp(
  db: Database,
  row: DeliveryRow,
  facts: MessageFacts,
  now: Date,
): Promise<string> {
  return db.transaction(async (tx) => {
    const { id: userId, name } = await onCallPerson(tx, row, now);
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
