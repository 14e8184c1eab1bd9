import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { command } from "../command";
import { ownScope } from "../notice/own";
import { queuesOf } from "./list";

/** Forgets one of one's own queues. Somebody else's does not exist. */
export const dropChangeQueue = command({
  action: "change_queue.keep",
  input: API.dropChangeQueue.params,
  target: async (tx, { queueId }, ctx) => {
    const row = await tx.changeQueue.findFirst({ where: { id: queueId, userId: ctx.actor.id } });
    return (
      row && {
        row,
        scope: ownScope(ctx),
        ...{ kind: "change_queue", id: row.id, name: row.name, tenantId: null, environmentId: null },
      }
    );
  },
  run: async ({ tx, ctx, target }) => {
    await tx.changeQueue.deleteMany({ where: { id: target.id } });
    return queuesOf(tx, ctx);
  },
});
