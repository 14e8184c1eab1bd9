import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { noticeEvents, publishNow } from "@/lib/data/outbox";
import { command } from "../command";
import { ownNotices, ownScope } from "./own";
import { noticeInclude, presentNotice } from "./present";

/** Marks one of one's own notices read; a second time changes nothing. Someone else's notice does not exist. */
export const readNotice = command({
  action: "notice.read",
  input: API.readNotice.params,
  target: async (tx, input, ctx) => {
    const row = await tx.notice.findFirst({ where: { AND: [{ id: input.noticeId }, ownNotices(ctx)] } });
    return (
      row && {
        row,
        scope: ownScope(ctx),
        kind: "notice",
        id: row.id,
        name: row.title,
        tenantId: row.tenantId,
        environmentId: row.environmentId,
      }
    );
  },
  run: async ({ tx, ctx, target, afterCommit }) => {
    await tx.notice.updateMany({ where: { id: target.id, readAt: null }, data: { readAt: ctx.now } });
    const events = await noticeEvents(tx, "notice.read", [ctx.actor.id]);
    afterCommit(() => publishNow(ctx.db, ctx.ports.channel, events));
    return presentNotice(
      await tx.notice.findUniqueOrThrow({ where: { id: target.id }, include: noticeInclude }),
    );
  },
});
