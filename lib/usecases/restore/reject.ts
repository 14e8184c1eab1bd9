import "server-only";
import { Id } from "@/lib/contracts/api/resources/common";
import { DecideRestore } from "@/lib/contracts/api/resources/restore";
import { publishNow } from "@/lib/data/outbox";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
import { decisionRefusal, restoreDetail } from "./present";
import { changedEvents, moveRow, restoreTarget } from "./rows";
import { tellDecided } from "./tell";

/** Refuses somebody else's restore. */
export const rejectRestore = command({
  action: "restore.reject",
  input: DecideRestore.extend({ restoreId: Id }),
  target: restoreTarget,
  run: async ({ tx, ctx, input, target: { row }, announce, afterCommit, note }) => {
    const refusal = decisionRefusal(ctx, row);
    if (refusal !== null) throw new Problem(row.state === "requested" ? "forbidden" : "conflict", refusal);
    await moveRow(tx, row, input.version, {
      state: "rejected",
      sentence: `Refused by ${ctx.actor.name}.`,
      approverId: ctx.actor.id,
      decision: input.comment,
      decidedAt: ctx.now,
      finishedAt: ctx.now,
    });
    note({ comment: input.comment, requester: row.requester.name });
    for (const event of changedEvents(row)) await announce(event);
    const decided = { decision: "reject", actor: ctx.actor, comment: input.comment, now: ctx.now } as const;
    const told = await tellDecided(tx, row.id, decided);
    afterCommit(() => publishNow(ctx.db, ctx.ports.channel, told));
    return restoreDetail(tx, ctx, row.id);
  },
});
