import "server-only";
import { Id } from "@/lib/contracts/api/resources/common";
import { DecideRestore } from "@/lib/contracts/api/resources/restore";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
import { decisionRefusal, restoreDetail } from "./present";
import { moveRow, restoreTarget } from "./rows";

/** Refuses somebody else's restore. */
export const rejectRestore = command({
  action: "restore.reject",
  input: DecideRestore.extend({ restoreId: Id }),
  target: restoreTarget,
  run: async ({ tx, ctx, input, target: { row }, note }) => {
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
    return restoreDetail(tx, ctx, row.id);
  },
});
