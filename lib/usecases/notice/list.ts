import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { pageOf, pageSize, timeCursor } from "@/lib/data/page";
import { query } from "../query";
import { ownNotices } from "./own";
import { noticeInclude, presentNotice } from "./present";

/** The reader's own notices, newest first. */
export const listNotices = query({
  action: "notice.read",
  input: API.listNotices.query,
  run: async ({ ctx, scope, input }) => {
    const last = timeCursor(input.cursor);
    const rows = await ctx.db.prisma.notice.findMany({
      where: {
        AND: [
          last === null ? {} : { OR: [{ at: { lt: last.at } }, { at: last.at, id: { lt: last.id } }] },
          ownNotices(ctx, scope),
          input.unread === undefined ? {} : { readAt: input.unread === "true" ? null : { not: null } },
        ],
      },
      include: noticeInclude,
      orderBy: [{ at: "desc" }, { id: "desc" }],
      ...pageSize(input.limit),
    });
    return pageOf(rows, input.limit, ({ at, id }) => [at.toISOString(), id], presentNotice);
  },
});
