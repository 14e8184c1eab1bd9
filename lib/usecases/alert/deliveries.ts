import "server-only";
import type { Tx } from "@/lib/data/client";
import type { AlertRecord } from "@/lib/domain/alert/record";
import {
  MANY,
  MANY_OF_ALL,
  MANY_WINDOW_MS,
  manyOccasion,
  type Route,
  routesFor,
  sendAt,
  stepsDue,
} from "@/lib/domain/alert/route";
import type { AlertTier } from "@/lib/domain/alert/tier";
import { occurrencesBetween } from "@/lib/domain/calendar/occurrences";
import { DAY_MS } from "@/lib/domain/calendar/wall-clock";
import { loadShifts } from "../calendar/standing";
import type { Place } from "./book";

const MOST_ROUTES = 200;
const SHIFT_DAYS = 7;

type Stretch = { from: Date; until: Date };

async function routesOver(tx: Tx, { tenantId }: Place): Promise<Route[]> {
  const rows = await tx.alertRoute.findMany({
    where: { enabled: true, OR: [{ tenantId: null }, ...(tenantId === null ? [] : [{ tenantId }])] },
    orderBy: [{ afterMinutes: "asc" }, { id: "asc" }],
    take: MOST_ROUTES,
  });
  return rows;
}

async function shiftsOver(tx: Tx, environmentId: string | null, now: Date): Promise<readonly Stretch[]> {
  if (environmentId === null) return [];
  const calendar = (await loadShifts(tx, [environmentId]))(environmentId);
  const range = { from: now, until: new Date(now.getTime() + SHIFT_DAYS * DAY_MS) };
  return calendar.events.flatMap((event) => occurrencesBetween(event, range, 10));
}

/** The shifts ahead, where any of these messages would wait for one. */
const shiftsFor = async (
  tx: Tx,
  { environmentId }: Place,
  { routes, tier, now }: { routes: readonly Route[]; tier: AlertTier; now: Date },
): Promise<readonly Stretch[]> =>
  routes.some(({ workHours }) => workHours) && tier !== "page" ? shiftsOver(tx, environmentId, now) : [];

/**
 * Puts messages on their way to those whose step is due, once each, and answers when the next step is. Beyond twenty
 * of one tenant and tier in ten minutes a route gets one message that counts the rest: nothing floods.
 */
export async function writeDeliveries(
  tx: Tx,
  place: Place,
  alert: AlertRecord,
  now: Date,
): Promise<{ written: number; nextStepAt: Date | null }> {
  const { announced, announcedAt, tier } = alert;
  if (announcedAt === null) return { written: 0, nextStepAt: null };
  const routes = routesFor(await routesOver(tx, place), { tenantId: place.tenantId, tier });
  const { due, nextAt } = stepsDue(routes, announcedAt, now);
  const shifts = await shiftsFor(tx, place, { routes: due, tier, now });
  let written = 0;
  for (const route of due) {
    const at = sendAt(route, tier, shifts, now);
    written += await writeOne(tx, place, { route, alert, occasion: `raised:${announced}`, at, now });
  }
  return { written, nextStepAt: nextAt };
}

/** Tells those who heard of it that it is over, when they may be told; what is still on its way is dropped there. */
export async function writeEnd(tx: Tx, place: Place, alert: AlertRecord, now: Date): Promise<number> {
  const told = await tx.alertDelivery.findMany({
    where: { alertId: alert.id, occasion: { startsWith: "raised:" }, state: "sent" },
    select: { route: true },
    distinct: ["routeId"],
    take: MOST_ROUTES,
  });
  const { announced, flaps, tier } = alert;
  const routes = told.map(({ route }) => route);
  const shifts = await shiftsFor(tx, place, { routes, tier, now });
  let written = 0;
  for (const route of routes) {
    const at = sendAt(route, tier, shifts, now);
    written += await writeOne(tx, place, { route, alert, occasion: `over:${announced}.${flaps}`, at, now });
  }
  return written;
}

type One = { route: Route; alert: AlertRecord; occasion: string; at: Date; now: Date };

/** Whether a route has had enough: of this tenant, tier and kind, or of all together. A page waits behind no notice. */
async function isFull(tx: Tx, { tenantId }: Place, { route, alert, occasion, now }: One): Promise<boolean> {
  const recent = { routeId: route.id, createdAt: { gte: new Date(now.getTime() - MANY_WINDOW_MS) } };
  const [kind = occasion] = occasion.split(":");
  const alike = { occasion: { startsWith: `${kind}:` }, alert: { tenantId, tier: alert.tier } };
  if ((await tx.alertDelivery.count({ where: { ...recent, ...alike } })) >= MANY) return true;
  const all = { ...recent, alert: { tier: alert.tier } };
  return (await tx.alertDelivery.count({ where: all })) >= MANY_OF_ALL;
}

async function writeOne(tx: Tx, place: Place, one: One): Promise<number> {
  const { route, alert, occasion, at, now } = one;
  const routeId = route.id;
  if (await isFull(tx, place, one)) {
    const many = { routeId, alertId: null, subject: "many", occasion: manyOccasion(now), createdAt: now };
    await tx.alertDelivery.createMany({
      data: [{ ...many, nextAt: new Date(now.getTime() + MANY_WINDOW_MS) }],
      skipDuplicates: true,
    });
    return 0;
  }
  const { count } = await tx.alertDelivery.createMany({
    data: [{ routeId, alertId: alert.id, subject: alert.id, occasion, nextAt: at, createdAt: now }],
    skipDuplicates: true,
  });
  return count;
}
