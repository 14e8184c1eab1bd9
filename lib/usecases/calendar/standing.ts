import "server-only";
import type { Tx } from "@/lib/data/client";
import type { Prisma } from "@/lib/data/generated/client";
import type { CalendarEvent } from "@/lib/domain/calendar/event";
import { reliesOn } from "@/lib/domain/calendar/site";
import { type CalendarPlace, concerns } from "@/lib/domain/calendar/standing";
import type { CriticalityTier } from "@/lib/domain/catalog/stage";
import { asCalendarEvent, eventSelect } from "./as-event";

/** Events read over one place; the nearest come first, so that what would fall off lies furthest ahead. */
const READ_LIMIT = 10_000;

type Place = { place: CalendarPlace; tier: CriticalityTier };

export type PlaceCalendar = Place & {
  /** Events over the place that stand or are still to come, and bear upon when a change may begin. */
  events: readonly CalendarEvent[];
  /** Whether these are all of them: what was not read may close the place. */
  complete: boolean;
};
export type CalendarOver = (environmentId: string) => PlaceCalendar;

/**
 * The calendar over these environments, in two queries however many they are. What is over for good stays in the
 * database: every write of an event, and a sweep, keep the row's next occurrence. What only informs is left out.
 */
export async function loadCalendar(
  db: Tx,
  environmentIds: readonly string[],
  limit = READ_LIMIT,
): Promise<CalendarOver> {
  const ask = { which: { effect: { in: ["blocks", "warns", "opens"] } }, limit } satisfies Ask;
  return byEnvironment(await calendarsOver(db, await calendarPlaces(db, environmentIds), ask));
}

/** When people work there: the shifts over these environments, whatever else they mean for a change. */
export async function loadShifts(db: Tx, environmentIds: readonly string[]): Promise<CalendarOver> {
  const ask = { which: { kind: "shift" }, limit: READ_LIMIT } satisfies Ask;
  return byEnvironment(await calendarsOver(db, await calendarPlaces(db, environmentIds), ask));
}

function byEnvironment(calendars: readonly PlaceCalendar[]): CalendarOver {
  const known = new Map(calendars.map((calendar) => [calendar.place.environmentId, calendar]));
  return (environmentId) => {
    const found = known.get(environmentId);
    if (found === undefined) throw new Error(`The calendar of environment ${environmentId} was not loaded.`);
    return found;
  };
}

/** Environments as the calendar sees them: their tenant, its industry, and the sites that rely on them. */
export async function calendarPlaces(db: Tx, environmentIds: readonly string[]): Promise<readonly Place[]> {
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

type Ask = { which: Prisma.CalendarEventWhereInput; limit: number };

/**
 * Each place with its own events. One read serves all of them; where it meets the limit, those it was too little for
 * are read in halves, so that no place loses an event to its neighbours.
 */
async function calendarsOver(db: Tx, places: readonly Place[], ask: Ask): Promise<readonly PlaceCalendar[]> {
  if (places.length === 0) return [];
  const read = await eventsOver(
    db,
    places.map(({ place }) => place),
    ask,
  );
  const complete = read.length <= ask.limit;
  const found = places.map((each): PlaceCalendar => {
    const events = read.filter((event) => concerns(event, { place: each.place, modules: null }));
    return { ...each, events, complete };
  });
  if (complete || places.length === 1) return found;
  const full = found.filter(({ events }) => events.length > ask.limit);
  const rest = found.filter(({ events }) => events.length <= ask.limit);
  const half = Math.ceil(rest.length / 2);
  return [
    ...full,
    ...(await calendarsOver(db, rest.slice(0, half), ask)),
    ...(await calendarsOver(db, rest.slice(half), ask)),
  ];
}

/** Which events are over any of these places, as SQL. */
export function overPlaces(places: readonly CalendarPlace[]): Prisma.CalendarEventWhereInput {
  const distinct = (values: readonly string[]) => [...new Set(values)];
  return {
    cancelledAt: null,
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
  };
}

/** One more than the limit, to see that there are more. */
async function eventsOver(
  db: Tx,
  places: readonly CalendarPlace[],
  { which, limit }: Ask,
): Promise<readonly CalendarEvent[]> {
  const rows = await db.calendarEvent.findMany({
    where: { AND: [overPlaces(places), which, { nextFrom: { not: null } }] },
    select: eventSelect,
    orderBy: [{ nextFrom: "asc" }, { id: "asc" }],
    take: limit + 1,
  });
  return rows.map(asCalendarEvent);
}

const environmentsOf = ({ environments }: { environments: readonly { environmentId: string }[] }) =>
  environments.map(({ environmentId }) => environmentId);
