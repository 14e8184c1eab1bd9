import "server-only";
import { Id } from "@/lib/contracts/api/resources/common";
import { WithdrawRestore } from "@/lib/contracts/api/resources/restore";
import { publishNow } from "@/lib/data/outbox";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
import { restoreDetail, withdrawRefusal } from "./present";
import { changedEvents, moveRow, restoreTarget } from "./rows";
import { tellDecided } from "./tell";

/** Takes a request back that waits for a second person: the requester's own, or somebody else's whose requester is told. */
export const withdrawRestore = command({
  action: "restore.withdraw",
  input: WithdrawRestore.extend({ restoreId: Id }),
  target: restoreTarget,
  run: async ({ tx, ctx, input, target: { row }, announce, afterCommit, note }) => {
    const refusal = withdrawRefusal(row);
    if (refusal !== null) throw new Problem("conflict", refusal);
    const { reason } = input;
    await moveRow(tx, row, input.version, {
      state: "cancelled",
      sentence: `Withdrawn by ${ctx.actor.name}: ${reason}`,
      finishedAt: ctx.now,
    });
    note({ reason, requester: row.requester.name });
    for (const event of changedEvents(row)) await announce(event);
    const decided = { decision: "withdraw", actor: ctx.actor, comment: reason, now: ctx.now } as const;
    const told = await tellDecided(tx, row.id, decided);
    afterCommit(() => publishNow(ctx.db, ctx.ports.channel, told));
    return restoreDetail(tx, ctx, row.id);
  },
});
