import "server-only";
import type { Tx } from "@/lib/data/client";
import type { Prisma } from "@/lib/data/generated/client";
import { NOT_MEASURED } from "@/lib/domain/alert/course";
import { workflowsHurt } from "@/lib/domain/alert/hurts";
import type { MessageFacts } from "@/lib/domain/alert/message";
import { MANY_WINDOW_MS } from "@/lib/domain/alert/route";
import type { AlertDomain } from "@/lib/domain/alert/source";
import { alertNumber } from "@/lib/domain/alert/state";
import { hurtsOf, hurtsSentence } from "./hurts";

export const deliveryInclude = {
  route: { include: { rota: true } },
  alert: {
    include: {
      causes: { select: { key: true, endedAt: true } },
      tenant: { select: { name: true, timeZone: true } },
      environment: { select: { name: true, timeZone: true } },
    },
  },
} satisfies Prisma.AlertDeliveryInclude;
export type DeliveryRow = Prisma.AlertDeliveryGetPayload<{ include: typeof deliveryInclude }>;

/** What binds a route's sealed address or secret to its row. */
export const routeSeal = (routeId: string, part: "url" | "secret"): string =>
  `alert_route:${routeId}:${part}`;

/** What a message says, as things stand when it is sent. */
export async function messageOf(
  tx: Tx,
  row: DeliveryRow,
  baseUrl: string | null,
  now: Date,
): Promise<MessageFacts> {
  const { alert } = row;
  const link = (path: string) => (baseUrl === null ? null : `${baseUrl.replace(/\/+$/, "")}${path}`);
  if (row.occasion.startsWith("test:")) return testMessage(row, link("/policies/alerting"), now);
  if (alert === null) return manyMessage(tx, row, link("/alerts"), now);
  const place = alert.environment === null ? null : `${alert.tenant?.name ?? ""}, ${alert.environment.name}`;
  const doing = workflowsHurt({ causes: alert.causes, more: alert.moreCauses });
  const hurts = hurtsSentence(await hurtsOf(tx, alert.environmentId, doing));
  return {
    id: row.id,
    occasion: row.occasion.startsWith("over:") ? "over" : "raised",
    number: alertNumber(alert.number),
    ...{
      tier: alert.tier,
      domain: alert.domain as AlertDomain,
      title: alert.title,
      sentence: endedUnmeasured(alert)
        ? `it is not measured any more. It was: ${alert.sentence}`
        : alert.sentence,
    },
    ...{ place, hurts, since: alert.raisedAt },
    zone: alert.environment?.timeZone ?? "UTC",
    ...{ count: 0, link: link(`/alerts/${alert.id}`) },
  };
}

const endedUnmeasured = ({ state, resolvedNote }: { state: string; resolvedNote: string }): boolean =>
  state === "resolved" && resolvedNote === NOT_MEASURED;

async function manyMessage(tx: Tx, row: DeliveryRow, link: string | null, now: Date): Promise<MessageFacts> {
  const { tenantId, id: routeId, tiers } = row.route;
  const window = {
    gte: new Date(row.createdAt.getTime() - MANY_WINDOW_MS),
    lte: new Date(row.createdAt.getTime() + MANY_WINDOW_MS),
  };
  const [told, sent] = await Promise.all([
    tx.alert.count({
      where: { announcedAt: window, tier: { in: tiers }, ...(tenantId === null ? {} : { tenantId }) },
    }),
    tx.alertDelivery.count({
      where: { routeId, createdAt: window, occasion: { startsWith: "raised:" } },
    }),
  ]);
  return { ...about(row, now, link), occasion: "many", count: Math.max(told - sent, 1) };
}

/** A message that is about no alert. */
const about = ({ id }: DeliveryRow, since: Date, link: string | null) => ({
  ...{ id, number: "", tier: "page" as const, domain: "platform" as const, title: "", sentence: "" },
  ...{ place: null, hurts: "", since, zone: "UTC", count: 0, link },
});

function testMessage(row: DeliveryRow, link: string | null, now: Date): MessageFacts {
  const by = row.subject.replace(/^test by /, "");
  return {
    ...about(row, now, link),
    occasion: "test",
    title: row.route.name,
    sentence: `Asked for by ${by}.`,
  };
}
