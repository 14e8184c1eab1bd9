import "server-only";
import { ReasonedMove } from "@/lib/contracts/api/resources/change";
import { Id } from "@/lib/contracts/api/resources/common";
import { command } from "../command";
import { changeDetail } from "./detail";
import { assertOpenTo, changeMoved, changeTarget, moveByVerb } from "./target";

/** Rejects a change with a reason, by someone who did not ask for it. It ends here. */
export const rejectChange = command({
  action: "change.reject",
  input: ReasonedMove.extend({ changeId: Id }),
  target: changeTarget,
  run: async ({ tx, ctx, input, target: { row }, announce, note }) => {
    assertOpenTo(ctx, "reject", row, input.version);
    await tx.changeDecision.create({
      data: {
        changeId: row.id,
        userId: ctx.actor.id,
        kind: "rejected",
        comment: input.reason,
        contentHash: row.contentHash,
        at: ctx.now,
      },
    });
    const outcome = `Rejected: ${input.reason}`;
    await moveByVerb("reject", { tx, ctx, row, note: input.reason, data: { outcome } });
    note({ reason: input.reason });
    await announce(changeMoved(row, "change.moved"));
    return changeDetail(tx, ctx, row.id);
  },
});
