import "server-only";
import { ReasonedMove } from "@/lib/contracts/api/resources/change";
import { Id } from "@/lib/contracts/api/resources/common";
import { changeCommand } from "./change-command";
import { assertOpenTo, changeMoved, changeTarget, moveByVerb } from "./target";
import { endTurn, tellWriters, voidDecisions } from "./tell-moves";

/** Returns a change to draft so that its content can be edited. Decisions already given stay on record, void. */
export const reviseChange = changeCommand({
  action: "change.revise",
  input: ReasonedMove.extend({ changeId: Id }),
  target: changeTarget,
  run: async ({ tx, ctx, input, target: { row }, announce, afterCommit, note }) => {
    assertOpenTo(ctx, "revise", row, input.version);
    const telling = { tx, ctx, afterCommit };
    const title = `${ctx.actor.name} returned it to draft`;
    await endTurn(telling, row);
    await voidDecisions(telling, row, `${title}: ${input.reason}`);
    await tellWriters(telling, row, { occasion: "change:revised", title, text: input.reason });
    await moveByVerb("revise", { tx, ctx, row, note: input.reason });
    note({ reason: input.reason });
    await announce(changeMoved(row, "change.moved"));
    return row.id;
  },
});
