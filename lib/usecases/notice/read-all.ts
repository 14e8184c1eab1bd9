import "server-only";
import { ReadAllNotices } from "@/lib/contracts/api/resources/notice";
import { noticeEvents, publishNow } from "@/lib/data/outbox";
import { command } from "../command";
import { ownNotices, ownScope } from "./own";
import { countUnread } from "./present";

/** Marks one's own notices read up to a time; what came after it, unseen, stays unread. */
export const readAllNotices = command({
  action: "notice.read",
  input: ReadAllNotices,
  target: async (_tx, _input, ctx) => ({
    row: null,
    scope: ownScope(ctx),
    kind: "notice",
    id: ctx.actor.id,
    name: "own notices",
    tenantId: null,
    environmentId: null,
  }),
  run: async ({ tx, ctx, input, afterCommit, note }) => {
    const where = ownNotices(ctx);
    const { count } = await tx.notice.updateMany({
      where: { AND: [where, { readAt: null, at: { lte: new Date(input.until) } }] },
      data: { readAt: ctx.now },
    });
    note({ count });
    const events = await noticeEvents(tx, "notice.read", [ctx.actor.id]);
    afterCommit(() => publishNow(ctx.db, ctx.ports.channel, events));
    return countUnread(tx, where);
  },
});
