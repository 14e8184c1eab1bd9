import "server-only";
import { API } from "@/lib/contracts/api/registry";
import type { CalendarOpening } from "@/lib/contracts/api/resources/calendar";
import type { Tx } from "@/lib/data/client";
import type { Prisma } from "@/lib/data/generated/client";
import { environmentsIn } from "@/lib/data/scope";
import type { ReadScope } from "@/lib/domain/access/decide";
import { CALENDAR_KIND_NAMES, type CalendarEvent } from "@/lib/domain/calendar/event";
import { familyName } from "@/lib/domain/calendar/family";
import { nextClosing, nextOpening } from "@/lib/domain/calendar/opening";
import { reliesOn } from "@/lib/domain/calendar/site";
import { calendarOf, type Stand, type Standing, standing } from "@/lib/domain/calendar/standing";
import { momentIn } from "@/lib/domain/shared/moment";
import { listed } from "@/lib/domain/shared/words";
import type { Context } from "../context";
import { found, query } from "../query";
import { asCalendarEvent, eventSelect } from "./as-event";
import { eventsIn } from "./covers";

const MOST_ENVIRONMENTS = 50;
const MOST_EVENTS = 2_000;

const select = {
  id: true,
  name: true,
  stage: true,
  timeZone: true,
  tenantId: true,
  tenant: {
    select: {
      id: true,
      name: true,
      industry: true,
      sites: { select: { id: true, environments: { select: { environmentId: true } } } },
    },
  },
} satisfies Prisma.EnvironmentSelect;

type Row = Prisma.EnvironmentGetPayload<{ select: typeof select }>;

/** Whether a change of whatever modules may begin at an environment now, and when that changes. */
export const getOpening = query({
  action: "calendar.read",
  input: API.getOpening.params,
  run: async ({ ctx, scope, input }) => {
    const row = await ctx.db.prisma.environment.findFirst({
      where: { AND: [{ id: input.environmentId }, environmentsIn(scope)] },
      select,
    });
    const environment = found(row, "environment");
    return openingOf(ctx, environment, await comingEvents(ctx.db.prisma, scope));
  },
});

type Narrowed = { tenantId?: string | undefined; environmentId?: string | undefined };

/** The same for production, or for the one environment that is asked about; at most fifty, by tenant. */
export async function openingsOf(
  ctx: Context,
  scope: ReadScope,
  { tenantId, environmentId }: Narrowed,
): Promise<CalendarOpening[]> {
  const rows = await ctx.db.prisma.environment.findMany({
    where: {
      AND: [
        environmentsIn(scope),
        tenantId === undefined ? {} : { tenantId },
        environmentId === undefined ? { stage: "production" } : { id: environmentId },
      ],
    },
    select,
    orderBy: [{ tenant: { name: "asc" } }, { name: "asc" }],
    take: MOST_ENVIRONMENTS,
  });
  const events = await comingEvents(ctx.db.prisma, scope);
  return rows.map((row) => openingOf(ctx, row, events));
}

async function comingEvents(db: Tx, scope: ReadScope): Promise<readonly CalendarEvent[]> {
  const rows = await db.calendarEvent.findMany({
    where: {
      AND: [
        await eventsIn(db, scope),
        { cancelledAt: null, nextFrom: { not: null }, effect: { in: ["blocks", "opens"] } },
      ],
    },
    select: eventSelect,
    orderBy: { nextFrom: "asc" },
    take: MOST_EVENTS,
  });
  return rows.map(asCalendarEvent);
}

function openingOf(ctx: Context, row: Row, events: readonly CalendarEvent[]): CalendarOpening {
  const place = {
    environmentId: row.id,
    tenantId: row.tenantId,
    industry: row.tenant.industry,
    siteIds: row.tenant.sites
      .filter(({ environments }) =>
        reliesOn(
          environments.map((each) => each.environmentId),
          row.id,
        ),
      )
      .map(({ id }) => id),
    stage: row.stage,
  };
  const calendar = calendarOf(events, { place, modules: null }, ctx.now);
  const now = standing(calendar, ctx.now);
  const opens = now.open ? null : nextOpening(calendar, ctx.now).at;
  const closes = now.open ? nextClosing(calendar, ctx.now) : null;
  const at = (moment: Date) => momentIn(moment, row.timeZone);
  return {
    environment: { id: row.id, name: row.name },
    tenant: { id: row.tenant.id, name: row.tenant.name },
    timeZone: row.timeZone,
    open: now.open,
    sentence: now.open
      ? closes === null
        ? "Open for changes; nothing in sight closes it."
        : `Open for changes until ${at(closes.at)}: ${closesBy(closes.by)}.`
      : `${closedBy(now)}; ${opens === null ? "no opening is in sight" : `opens ${at(opens)}`}.`,
    nextOpen: opens?.toISOString() ?? null,
    nextClose: closes?.at.toISOString() ?? null,
  };
}

const nameOf = ({ event }: Stand): string => `${CALENDAR_KIND_NAMES[event.kind]} “${event.title}”`;

const closesBy = (by: Stand): string =>
  by.event.effect === "opens" ? `${nameOf(by)} ends` : `${nameOf(by)} begins`;

function closedBy({ blocks }: Standing): string {
  const [first] = blocks;
  if (first === undefined) return "Closed outside its maintenance windows";
  const families = first.event.moduleFamilies;
  const whose = families.length === 0 ? "" : ` to ${listed(families.map(familyName))}`;
  return `${nameOf(first)} blocks changes${whose}`;
}
