import "server-only";
import { KeepChangeQueue, MOST_QUEUES } from "@/lib/contracts/api/resources/change-queue";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
import { ownScope } from "../notice/own";
import { queuesOf } from "./list";

/** Keeps a filter of the list of changes under a name of one's own; of all of them one at most opens the list. */
export const keepChangeQueue = command({
  action: "change_queue.keep",
  input: KeepChangeQueue,
  target: async (_tx, { name }, ctx) => ({
    row: null,
    scope: ownScope(ctx),
    ...{ kind: "change_queue", id: ctx.actor.id, name, tenantId: null, environmentId: null },
  }),
  run: async ({ tx, ctx, input: { name, filter, isDefault } }) => {
    const userId = ctx.actor.id;
    const others = await tx.changeQueue.count({ where: { userId, name: { not: name } } });
    if (others >= MOST_QUEUES)
      throw new Problem("conflict", `${MOST_QUEUES} queues are kept at most. Forget one first.`);
    if (isDefault) await tx.changeQueue.updateMany({ where: { userId }, data: { isDefault: false } });
    const kept = { filter: Object.fromEntries(Object.entries(filter)), isDefault };
    await tx.changeQueue.upsert({
      where: { userId_name: { userId, name } },
      create: { userId, name, ...kept },
      update: kept,
    });
    return queuesOf(tx, ctx);
  },
});
