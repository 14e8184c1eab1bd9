import "server-only";
import { ReasonedMove } from "@/lib/contracts/api/resources/change";
import { Id } from "@/lib/contracts/api/resources/common";
import { changeCommand } from "./change-command";
import { assertOpenTo, changeMoved, changeTarget, moveByVerb } from "./target";

/** Returns a change to draft so that its content can be edited. Decisions already given stay on record, void. */
export const reviseChange = changeCommand({
  action: "change.revise",
  input: ReasonedMove.extend({ changeId: Id }),
  target: changeTarget,
  run: async ({ tx, ctx, input, target: { row }, announce, note }) => {
    assertOpenTo(ctx, "revise", row, input.version);
    await tx.changeDecision.updateMany({
      where: { changeId: row.id, voidedAt: null },
      data: { voidedAt: ctx.now },
    });
    await moveByVerb("revise", { tx, ctx, row, note: input.reason });
    note({ reason: input.reason });
    await announce(changeMoved(row, "change.moved"));
    return row.id;
  },
});
