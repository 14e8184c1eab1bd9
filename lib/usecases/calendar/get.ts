import "server-only";
import { API } from "@/lib/contracts/api/registry";
import type { Prisma } from "@/lib/data/generated/client";
import { madeBefore, pageOf, pageSize } from "@/lib/data/page";
import { found, query } from "../query";
import { eventsAbout, eventsIn } from "./covers";
import { shownSelect } from "./event-rows";
import { presentEvent } from "./present";

/** One event, of those that concern what the reader sees. */
export const getCalendarEvent = query({
  action: "calendar.read",
  input: API.getCalendarEvent.params,
  run: async ({ ctx, scope, input }) => {
    const row = await ctx.db.prisma.calendarEvent.findFirst({
      where: { AND: [{ id: input.eventId }, await eventsIn(ctx.db.prisma, scope)] },
      select: shownSelect,
    });
    return presentEvent(ctx, found(row, "event in the calendar"));
  },
});

const NOTHING: Prisma.CalendarEventWhereInput = { id: { in: [] } };

/** Events as they were written, newest first; cancelled ones only when asked for. */
export const listCalendarEvents = query({
  action: "calendar.read",
  input: API.listCalendarEvents.query,
  run: async ({ ctx, scope, input }) => {
    const db = ctx.db.prisma;
    const rows = await db.calendarEvent.findMany({
      where: {
        AND: [
          madeBefore(input.cursor),
          await eventsIn(db, scope),
          (await eventsAbout(db, input)) ?? NOTHING,
          input.cancelled === "true" ? { cancelledAt: { not: null } } : { cancelledAt: null },
        ],
      },
      select: shownSelect,
      orderBy: [{ createdAt: "desc" }, { id: "desc" }],
      ...pageSize(input.limit),
    });
    return pageOf(
      rows,
      input.limit,
      ({ createdAt, id }) => [createdAt.toISOString(), id],
      (row) => presentEvent(ctx, row),
    );
  },
});
