import "server-only";
import { API } from "@/lib/contracts/api/registry";
import type { Coming } from "@/lib/contracts/api/resources/calendar";
import type { Prisma } from "@/lib/data/generated/client";
import type { Context } from "../context";
import { query } from "../query";
import { eventsAbout, eventsIn } from "./covers";
import { entriesIn } from "./entries";
import { shownSelect } from "./event-rows";
import { coveredName } from "./present";

const AHEAD_MS = 30 * 86_400_000;
const NOTHING: Prisma.CalendarEventWhereInput = { id: { in: [] } };
const PATHS = { change: "/changes", drill: "/drills", train: "/trains" } as const;

/** What stands now or comes next within 30 days, earliest first: of an event that repeats only its next time. */
export const getComing = query({
  action: "calendar.read",
  input: API.getComing.query,
  run: async ({ ctx, scope, input }): Promise<Coming> => {
    const db = ctx.db.prisma;
    const until = new Date(ctx.now.getTime() + AHEAD_MS);
    const about = (await eventsAbout(db, input)) ?? NOTHING;
    const rows = await db.calendarEvent.findMany({
      where: {
        AND: [
          await eventsIn(db, scope),
          about,
          { cancelledAt: null, nextFrom: { lt: until }, nextUntil: { gt: ctx.now } },
        ],
      },
      select: shownSelect,
      orderBy: [{ nextFrom: "asc" }, { id: "asc" }],
      take: input.limit,
    });
    const entries = await entriesIn(ctx, scope, { from: ctx.now, until }, input);
    const events = rows.flatMap((row) => {
      const { nextFrom, nextUntil } = row;
      if (nextFrom === null || nextUntil === null) return [];
      return [
        {
          key: row.id,
          kind: row.kind,
          effect: row.effect,
          title: row.title,
          where: coveredName(row),
          from: nextFrom.toISOString(),
          until: nextUntil.toISOString(),
          timeZone: row.zone,
          now: nextFrom <= ctx.now,
          path: calendarPath(nextFrom, ctx.now, row.id),
        },
      ];
    });
    const planned = entries.map((entry) => ({
      key: `${entry.kind} ${entry.id}`,
      kind: entry.kind,
      effect: null,
      title: entry.title,
      where: [entry.tenant?.name, entry.environment?.name].filter(Boolean).join(", "),
      from: entry.from,
      until: entry.until,
      timeZone: entry.timeZone,
      now: isNow(ctx, entry.from),
      path: `${PATHS[entry.kind]}/${entry.id}`,
    }));
    const items = [...events, ...planned].toSorted((one, other) => one.from.localeCompare(other.from));
    return { items: items.slice(0, input.limit) };
  },
});

const isNow = (ctx: Context, from: string): boolean => Date.parse(from) <= ctx.now.getTime();

/** Where the console shows an event: on its day, or today when it stands already. */
function calendarPath(from: Date, now: Date, eventId: string): string {
  const day = from > now ? from : now;
  return `/calendar?view=week&day=${day.toISOString().slice(0, 10)}&event=${eventId}`;
}
