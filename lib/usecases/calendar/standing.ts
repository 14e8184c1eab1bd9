import "server-only";
import type { Tx } from "@/lib/data/client";
import type { CalendarEvent } from "@/lib/domain/calendar/event";
import { reliesOn } from "@/lib/domain/calendar/site";
import { type CalendarPlace, concerns } from "@/lib/domain/calendar/standing";
import type { CriticalityTier } from "@/lib/domain/catalog/stage";
import { asCalendarEvent, eventSelect } from "./as-event";

/** Events read for one question; the nearest come first, so that what would fall off lies furthest ahead. */
const READ_LIMIT = 5_000;

export type PlaceCalendar = {
  place: CalendarPlace;
  tier: CriticalityTier;
  /** Events over the place that stand or are still to come. */
  events: readonly CalendarEvent[];
};
export type CalendarOver = (environmentId: string) => PlaceCalendar;

/**
 * The calendar over these environments, in two queries however many they are. What is over for good stays in the
 * database: every write of an event, and a sweep, keep the row's next occurrence.
 */
export async function loadCalendar(db: Tx, environmentIds: readonly string[]): Promise<CalendarOver> {
  const places = await calendarPlaces(db, environmentIds);
  const events = await eventsOver(
    db,
    places.map(({ place }) => place),
  );
  const known = new Map(
    places.map(({ place, tier }) => [
      place.environmentId,
      { place, tier, events: events.filter((event) => concerns(event, { place, modules: null })) },
    ]),
  );
  return (environmentId) => {
    const found = known.get(environmentId);
    if (found === undefined) throw new Error(`The calendar of environment ${environmentId} was not loaded.`);
    return found;
  };
}

/** Environments as the calendar sees them: their tenant, its industry, and the sites that rely on them. */
export async function calendarPlaces(
  db: Tx,
  environmentIds: readonly string[],
): Promise<readonly { tier: CriticalityTier; place: CalendarPlace }[]> {
  const rows = await db.environment.findMany({
    where: { id: { in: [...new Set(environmentIds)] } },
    select: {
      id: true,
      tenantId: true,
      stage: true,
      tenant: {
        select: {
          industry: true,
          tier: true,
          sites: { select: { id: true, environments: { select: { environmentId: true } } } },
        },
      },
    },
  });
  return rows.map(({ id, tenantId, stage, tenant }) => ({
    tier: tenant.tier,
    place: {
      ...{ environmentId: id, tenantId, stage, industry: tenant.industry },
      siteIds: tenant.sites.filter((site) => reliesOn(environmentsOf(site), id)).map((site) => site.id),
    },
  }));
}

async function eventsOver(db: Tx, places: readonly CalendarPlace[]): Promise<readonly CalendarEvent[]> {
  if (places.length === 0) return [];
  const distinct = (values: readonly string[]) => [...new Set(values)];
  const rows = await db.calendarEvent.findMany({
    where: {
      cancelledAt: null,
      nextFrom: { not: null },
      stages: { hasSome: [...new Set(places.map(({ stage }) => stage))] },
      OR: [
        { level: "fleet" },
        { level: "industry", industry: { in: distinct(places.map(({ industry }) => industry)) } },
        { level: "tenant", tenantId: { in: distinct(places.map(({ tenantId }) => tenantId)) } },
        { level: "site", siteId: { in: distinct(places.flatMap(({ siteIds }) => siteIds)) } },
        {
          level: "environment",
          environmentId: { in: distinct(places.map(({ environmentId }) => environmentId)) },
        },
      ],
    },
    select: eventSelect,
    orderBy: { nextFrom: "asc" },
    take: READ_LIMIT,
  });
  return rows.map(asCalendarEvent);
}

const environmentsOf = ({ environments }: { environments: readonly { environmentId: string }[] }) =>
  environments.map(({ environmentId }) => environmentId);
