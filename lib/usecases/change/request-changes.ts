import "server-only";
import { ReasonedMove } from "@/lib/contracts/api/resources/change";
import { Id } from "@/lib/contracts/api/resources/common";
import { changeCommand } from "./change-command";
import { assertOpenTo, changeMoved, changeTarget, moveThrough } from "./target";
import { endTurn, tellWriters, voidDecisions } from "./tell-moves";

/**
 * Neither yes nor no: the change goes back to draft with what should be different, and its authors are told. Decisions
 * given so far stay on record, void.
 */
export const requestChanges = changeCommand({
  action: "change.request_changes",
  input: ReasonedMove.extend({ changeId: Id }),
  target: changeTarget,
  run: async ({ tx, ctx, input, target: { row }, announce, afterCommit, note }) => {
    assertOpenTo(ctx, "reject", row, input.version);
    const { reason } = input;
    const telling = { tx, ctx, afterCommit };
    const title = `${ctx.actor.name} asks for changes`;
    await endTurn(telling, row);
    await voidDecisions(telling, row, `${title}: ${reason}`);
    await tx.changeDecision.create({
      data: {
        ...{ changeId: row.id, userId: ctx.actor.id, kind: "changes_requested", comment: reason },
        ...{ contentHash: row.contentHash, at: ctx.now },
      },
    });
    await moveThrough({ tx, ctx, row, events: ["revise"], note: reason, data: { openRoles: [] } });
    await tellWriters(telling, row, { occasion: "change:changes_requested", title, text: reason });
    note({ reason });
    await announce(changeMoved(row, "change.moved"));
    return row.id;
  },
});
