import "server-only";
import { Nothing, query } from "../query";
import { ownNotices } from "./own";
import { countUnread } from "./present";

/** The number at the reader's bell. */
export const countUnreadNotices = query({
  action: "notice.read",
  input: Nothing,
  run: ({ ctx, scope }) => countUnread(ctx.db.prisma, ownNotices(ctx, scope)),
});
