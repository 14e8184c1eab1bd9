import "server-only";
import type { Tx } from "@/lib/data/client";
import type { AlertRecord } from "@/lib/domain/alert/record";
import {
  MANY,
  MANY_WINDOW_MS,
  manyOccasion,
  type Route,
  routesFor,
  sendAt,
  stepsDue,
} from "@/lib/domain/alert/route";
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

/**
 * Puts messages on their way to those whose step is due, once each, and answers when the next step is. Beyond twenty
 * in ten minutes a route gets one message that counts the rest: nothing floods.
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
  const waiting = due.some(({ workHours }) => workHours) && tier !== "page";
  const shifts = waiting ? await shiftsOver(tx, place.environmentId, now) : [];
  let written = 0;
  for (const route of due) {
    const at = sendAt(route, tier, shifts, now);
    written += await writeOne(tx, { route, alertId: alert.id, occasion: `raised:${announced}`, at, now });
  }
  return { written, nextStepAt: nextAt };
}

/** Tells those who were told of it that it is over. */
export async function writeEnd(tx: Tx, alert: AlertRecord, now: Date): Promise<number> {
  const told = await tx.alertDelivery.findMany({
    where: { alertId: alert.id, occasion: { startsWith: "raised:" }, state: { in: ["queued", "sent"] } },
    select: { route: true },
    distinct: ["routeId"],
    take: MOST_ROUTES,
  });
  let written = 0;
  for (const { route } of told)
    written += await writeOne(tx, {
      ...{ route, alertId: alert.id, occasion: `over:${alert.announced}.${alert.flaps}`, at: now, now },
    });
  return written;
}

type One = { route: Route; alertId: string; occasion: string; at: Date; now: Date };

async function writeOne(tx: Tx, { route, alertId, occasion, at, now }: One): Promise<number> {
  const since = new Date(now.getTime() - MANY_WINDOW_MS);
  const recent = await tx.alertDelivery.count({ where: { routeId: route.id, createdAt: { gte: since } } });
  const routeId = route.id;
  if (recent >= MANY) {
    const many = { routeId, alertId: null, subject: "many", occasion: manyOccasion(now), createdAt: now };
    await tx.alertDelivery.createMany({
      data: [{ ...many, nextAt: new Date(now.getTime() + MANY_WINDOW_MS) }],
      skipDuplicates: true,
    });
    return 0;
  }
  const { count } = await tx.alertDelivery.createMany({
    data: [{ routeId, alertId, subject: alertId, occasion, nextAt: at, createdAt: now }],
    skipDuplicates: true,
  });
  return count;
}
