import "server-only";
import { API } from "@/lib/contracts/api/registry";
import type { CalendarOpening } from "@/lib/contracts/api/resources/calendar";
import type { Prisma } from "@/lib/data/generated/client";
import { environmentsIn } from "@/lib/data/scope";
import type { ReadScope } from "@/lib/domain/access/decide";
import { CALENDAR_KIND_NAMES } from "@/lib/domain/calendar/event";
import { familyName } from "@/lib/domain/calendar/family";
import { nextClosing, nextOpening } from "@/lib/domain/calendar/opening";
import {
  type Calendar,
  calendarOf,
  type Stand,
  type Standing,
  standing,
  UNREAD,
} from "@/lib/domain/calendar/standing";
import { momentIn } from "@/lib/domain/shared/moment";
import { listed } from "@/lib/domain/shared/words";
import type { Context } from "../context";
import { found, query } from "../query";
import { loadLastWindows } from "./last-windows";
import { loadCalendar } from "./standing";

const MOST_ENVIRONMENTS = 50;

const select = {
  id: true,
  name: true,
  timeZone: true,
  tenant: { select: { id: true, name: true } },
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
    const [opening] = await openingsAt(ctx, [found(row, "environment")]);
    return found(opening ?? null, "environment");
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
  return openingsAt(ctx, rows);
}

/** From the very events its gates look at, whoever may see those: what closes a place is no secret of its own. */
async function openingsAt(ctx: Context, rows: readonly Row[]): Promise<CalendarOpening[]> {
  const db = ctx.db.prisma;
  const over = await loadCalendar(
    db,
    rows.map(({ id }) => id),
  );
  const asked = rows.map((row) => {
    const { place, ...known } = over(row.id);
    return { row, place, calendar: calendarOf(known, { place, modules: null }, ctx.now) };
  });
  const windowless = asked.filter(({ calendar }) => calendar.complete && !calendar.hasWindows);
  const places = windowless.map(({ place }) => place);
  const lastWindow = await loadLastWindows(db, places, ctx.now);
  return asked.map(({ row, place, calendar }) =>
    openingOf(ctx, row, calendar, places.includes(place) ? lastWindow(place) : null),
  );
}

function openingOf(ctx: Context, row: Row, calendar: Calendar, last: Stand | null): CalendarOpening {
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
      ? `${openSentence(closes, at)}${lastSentence(last, at)}`
      : `${calendar.complete ? closedBy(now) : UNREAD}; ${opens === null ? "no opening is in sight" : `opens ${at(opens)}`}.`,
    nextOpen: opens?.toISOString() ?? null,
    nextClose: closes?.at.toISOString() ?? null,
  };
}

type Clock = (moment: Date) => string;

const openSentence = (closes: ReturnType<typeof nextClosing>, at: Clock): string =>
  closes === null
    ? "Open for changes; nothing in sight closes it."
    : `Open for changes until ${at(closes.at)}: ${closesBy(closes.by)}.`;

/** A place whose windows have run out is not closed for good but open at all hours: somebody should know. */
const lastSentence = (last: Stand | null, at: Clock): string =>
  last === null
    ? ""
    : ` Its last window, ${nameOf(last)}, ended ${at(last.occurrence.until)}: open at all hours since.`;

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
