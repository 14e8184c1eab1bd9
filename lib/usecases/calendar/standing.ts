import "server-only";
import type { Tx } from "@/lib/data/client";
import { Prisma } from "@/lib/data/generated/client";
import type { CalendarEvent } from "@/lib/domain/calendar/event";
import { reliesOn } from "@/lib/domain/calendar/site";
import { type CalendarPlace, concerns } from "@/lib/domain/calendar/standing";
import type { CriticalityTier, Stage } from "@/lib/domain/catalog/stage";
import { readCalendarEvents } from "./as-event";

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
 * The calendar over these environments, in three statements however many they are. What is over for good stays in the
 * database: every write of an event, and a sweep, keep the row's next occurrence. What only informs is left out.
 */
export async function loadCalendar(
  db: Tx,
  environmentIds: readonly string[],
  limit = READ_LIMIT,
): Promise<CalendarOver> {
  const ask = { which: Prisma.sql`event.effect <> 'informs'`, limit } satisfies Ask;
  return byEnvironment(await calendarsOver(db, await calendarPlaces(db, environmentIds), ask));
}

/** When people work there: the shifts over these environments, whatever else they mean for a change. */
export async function loadShifts(db: Tx, environmentIds: readonly string[]): Promise<CalendarOver> {
  const ask = { which: Prisma.sql`event.kind = 'shift'`, limit: READ_LIMIT } satisfies Ask;
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

type PlaceRow = { id: string; tenantId: string; stage: Stage; industry: string; tier: CriticalityTier };
type SiteRow = { id: string; tenantId: string; environmentIds: readonly string[] };

/** Environments as the calendar sees them: their tenant, its industry, and the sites that rely on them. */
export async function calendarPlaces(db: Tx, environmentIds: readonly string[]): Promise<readonly Place[]> {
  const ids = [...new Set(environmentIds)];
  const rows = await db.$queryRaw<PlaceRow[]>`
    SELECT environment.id, environment.tenant_id AS "tenantId", environment.stage::text AS stage,
           tenant.industry, tenant.tier::text AS tier
    FROM environment JOIN tenant ON tenant.id = environment.tenant_id
    WHERE environment.id = ANY (${ids}::uuid[])`;
  const sites = await db.$queryRaw<SiteRow[]>`
    SELECT site.id, site.tenant_id AS "tenantId",
           ARRAY(SELECT relied.environment_id FROM site_environment relied WHERE relied.site_id = site.id)
             AS "environmentIds"
    FROM site WHERE site.tenant_id = ANY (${[...new Set(rows.map(({ tenantId }) => tenantId))]}::uuid[])`;
  return rows.map(({ id, tenantId, stage, industry, tier }) => ({
    tier,
    place: {
      ...{ environmentId: id, tenantId, stage, industry },
      siteIds: sites
        .filter((site) => site.tenantId === tenantId && reliesOn(site.environmentIds, id))
        .map((site) => site.id),
    },
  }));
}

type Ask = { which: Prisma.Sql; limit: number };

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

/** Which events are over any of these places, as SQL about a row of `calendar_event` called event. */
export function overPlaces(places: readonly CalendarPlace[]): Prisma.Sql {
  const any = (values: readonly string[]) => Prisma.sql`ANY (${[...new Set(values)]}::uuid[])`;
  const industries = [...new Set(places.map(({ industry }) => industry))];
  return Prisma.sql`
    event.cancelled_at IS NULL
    AND event.stages && ${[...new Set(places.map(({ stage }) => stage))]}::stage[]
    AND (event.level = 'fleet'
         OR (event.level = 'industry' AND event.industry = ANY (${industries}::text[]))
         OR (event.level = 'tenant' AND event.tenant_id = ${any(places.map(({ tenantId }) => tenantId))})
         OR (event.level = 'site' AND event.site_id = ${any(places.flatMap(({ siteIds }) => siteIds))})
         OR (event.level = 'environment'
             AND event.environment_id = ${any(places.map(({ environmentId }) => environmentId))}))`;
}

/** One more than the limit, to see that there are more. */
const eventsOver = (
  db: Tx,
  places: readonly CalendarPlace[],
  { which, limit }: Ask,
): Promise<readonly CalendarEvent[]> =>
  readCalendarEvents(db, {
    where: Prisma.sql`${overPlaces(places)} AND ${which} AND event.next_from IS NOT NULL`,
    order: Prisma.sql`event.next_from, event.id`,
    limit: limit + 1,
  });
