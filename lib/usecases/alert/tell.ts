import "server-only";
import type { LiveEvent } from "@/lib/contracts/events/live";
import type { Database, Tx } from "@/lib/data/client";
import { peopleWith, writeNotices } from "@/lib/data/notices";
import { type EventFact, publishNow, writeEvent, writeEvents } from "@/lib/data/outbox";
import { workflowsHurt } from "@/lib/domain/alert/hurts";
import { type AlertRecord, leadingCause } from "@/lib/domain/alert/record";
import { REOPEN_MS } from "@/lib/domain/alert/state";
import { look } from "@/lib/domain/alert/tell";
import { TIER_NAMES } from "@/lib/domain/alert/tier";
import { INCIDENT_BOUNDS } from "@/lib/domain/incident/state";
import { CONCERNED_ROLES } from "@/lib/domain/notice/notice";
import type { EventChannel } from "@/lib/ports/outside";
import { incidentEvent } from "../incident/rows";
import { asRecord, bookInclude, lockPlace, type Place, saveBook } from "./book";
import { writeDeliveries, writeEnd } from "./deliveries";
import { silencedNow } from "./ground";
import { hurtsOf, hurtsSentence } from "./hurts";
import { alertEvent } from "./raise";

/** Alerts looked at in one go; what is beyond is looked at in the next: pages first, then the oldest. */
const AT_ONCE = 200;
/** More alerts of a tenant told within ten minutes and its people are not told of each beneath the bell. */
const QUIET_ABOVE = 100;
const TEN_MINUTES_MS = 10 * 60_000;

type What = "raised" | "over" | "escalated";
type Told = Record<What, number> & { failed: { alertId: string; error: unknown }[] };

/**
 * Tells what wants to be told and is not silenced, goes on with escalations, and tells ends that have settled. Each
 * alert in a transaction of its own: what dies in between is told by the next look, and told once.
 */
export async function tellAlerts(db: Database, channel: EventChannel, now: Date): Promise<Told> {
  const told: Told = { raised: 0, over: 0, escalated: 0, failed: [] };
  for (const { id, environmentId, tenantId } of await dueAlerts(db, now)) {
    const place = { environmentId, tenantId };
    try {
      const { what, events } = await db.transaction((tx) => tellOne(tx, place, id, now));
      if (what !== null) told[what] += 1;
      // Whoever is not told at once is told by the outbox.
      await publishNow(db, channel, events).catch(() => undefined);
    } catch (error) {
      // One that cannot be told keeps no other from being told, and goes behind them. Many are no matter of theirs.
      told.failed.push({ alertId: id, error });
      if (told.failed.length > MOST_FAILED) throw error;
      await putBehind(db, id, now).catch(() => undefined);
    }
  }
  return told;
}

const TRY_AGAIN_MS = 60_000;
const MOST_FAILED = 5;

const putBehind = (db: Database, id: string, now: Date) =>
  db.prisma.alert.updateMany({
    where: { id, pending: true },
    data: { recheckAt: new Date(now.getTime() + TRY_AGAIN_MS) },
  });

const dueAlerts = (db: Database, now: Date) =>
  db.prisma.alert.findMany({
    where: {
      OR: [
        { pending: true, recheckAt: { lte: now } },
        // One that waits to be told goes on from there, and not before a silence over it has ended.
        { state: "open", pending: false, nextStepAt: { lte: now } },
        { state: "resolved", endTold: false, resolvedAt: { lt: new Date(now.getTime() - REOPEN_MS) } },
      ],
    },
    select: { id: true, environmentId: true, tenantId: true },
    orderBy: [{ tier: "asc" }, { recheckAt: "asc" }],
    take: AT_ONCE,
  });

type One = { what: What | null; events: LiveEvent[] };
const NOTHING: One = { what: null, events: [] };

async function tellOne(tx: Tx, place: Place, id: string, now: Date): Promise<One> {
  await lockPlace(tx, place);
  const row = await tx.alert.findUnique({ where: { id }, include: bookInclude });
  if (row === null) return NOTHING;
  const alert = asRecord(row);
  const silenced = await silencedNow(tx, { ...place, domain: alert.domain }, now);
  const { alert: next, tell } = look(alert, silenced, now);
  await saveBook(tx, place, [alert], [next]);
  if (tell === "over") {
    await writeEnd(tx, place, next, now);
    return { what: "over", events: [await writeEvent(tx, alertEvent("alert.over", place, id))] };
  }
  if (tell === "raised") {
    const joined = row.incidentId === null ? await joinIncident(tx, place, id) : [];
    const { what, events } = await raised(tx, place, next, now);
    return { what, events: [...events, ...(await writeEvents(tx, joined))] };
  }
  const due = row.nextStepAt !== null && row.nextStepAt <= now && next.state === "open" && !next.pending;
  if (due && silenced === null) return escalated(tx, place, next, now);
  if (due && silenced !== null)
    await tx.alert.update({ where: { id }, data: { nextStepAt: silenced.until } });
  const changed = next === alert ? [] : [alertEvent("alert.changed", place, id)];
  return { what: null, events: await writeEvents(tx, changed) };
}

/** What is told while an incident of its environment stands belongs to it: to the newest, where several do. */
async function joinIncident(tx: Tx, { environmentId }: Place, id: string): Promise<EventFact[]> {
  if (environmentId === null) return [];
  const incident = await tx.incident.findFirst({
    where: { environmentId, state: { in: ["open", "mitigated"] } },
    select: { id: true, tenantId: true, environmentId: true, _count: { select: { alerts: true } } },
    orderBy: { openedAt: "desc" },
  });
  if (incident === null || incident._count.alerts >= INCIDENT_BOUNDS.alerts) return [];
  await tx.alert.update({ where: { id }, data: { incidentId: incident.id } });
  return [incidentEvent("incident.changed", incident)];
}

async function raised(tx: Tx, place: Place, alert: AlertRecord, now: Date): Promise<One> {
  const { nextStepAt } = await writeDeliveries(tx, place, alert, now);
  await tx.alert.update({ where: { id: alert.id }, data: { nextStepAt } });
  const event = await writeEvent(tx, alertEvent("alert.raised", place, alert.id));
  return { what: "raised", events: [event, ...(await tellPeople(tx, place, alert, now))] };
}

async function escalated(tx: Tx, place: Place, alert: AlertRecord, now: Date): Promise<One> {
  const { written, nextStepAt } = await writeDeliveries(tx, place, alert, now);
  await tx.alert.update({ where: { id: alert.id }, data: { nextStepAt } });
  if (written === 0) return NOTHING;
  return {
    what: "escalated",
    events: [await writeEvent(tx, alertEvent("alert.escalated", place, alert.id))],
  };
}

/** Those who work with the environment, beneath the bell; what is only written down rings no bell. */
async function tellPeople(tx: Tx, place: Place, alert: AlertRecord, now: Date): Promise<LiveEvent[]> {
  const { environmentId, tenantId } = place;
  if (alert.tier === "notice" || environmentId === null || tenantId === null) return [];
  const since = new Date(now.getTime() - TEN_MINUTES_MS);
  if ((await tx.alert.count({ where: { tenantId, announcedAt: { gte: since } } })) > QUIET_ABOVE) return [];
  const people = await peopleWith(tx, { tenantId, environmentId }, CONCERNED_ROLES);
  const environment = await tx.environment.findUniqueOrThrow({
    where: { id: environmentId },
    select: { name: true, tenant: { select: { name: true } } },
  });
  const cause = leadingCause(alert.causes);
  const hurts = await hurtsOf(
    tx,
    environmentId,
    workflowsHurt({ causes: alert.causes, more: alert.rest.size }),
  );
  const words = {
    title: `${TIER_NAMES[alert.tier]}: ${environment.tenant.name}, ${environment.name}: ${cause?.title ?? "Alert"}`,
    text: [cause?.sentence ?? "", hurtsSentence(hurts)].join(" ").trim(),
  };
  const where = { tenantId, environmentId, operationId: null, path: `/alerts/${alert.id}` };
  return (await writeNotices(tx, where, people, { occasion: `alert:${alert.announced}`, words, now })).events;
}
