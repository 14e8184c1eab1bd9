import "server-only";
import { ReasonedMove } from "@/lib/contracts/api/resources/change";
import { Id } from "@/lib/contracts/api/resources/common";
import { publishNow } from "@/lib/data/outbox";
import { changeCommand } from "./change-command";
import { assertOpenTo, changeMoved, changeTarget, moveThrough } from "./target";
import { tellAuthors } from "./tell";

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
    await tx.changeDecision.updateMany({
      where: { changeId: row.id, voidedAt: null },
      data: { voidedAt: ctx.now },
    });
    await tx.changeDecision.create({
      data: {
        ...{ changeId: row.id, userId: ctx.actor.id, kind: "changes_requested", comment: reason },
        ...{ contentHash: row.contentHash, at: ctx.now },
      },
    });
    await moveThrough({ tx, ctx, row, events: ["revise"], note: reason, data: { openRoles: [] } });
    const told = await tellAuthors(tx, row, {
      occasion: "change:changes_requested",
      title: `${ctx.actor.name} asks for changes`,
      text: reason,
      byId: ctx.actor.id,
      now: ctx.now,
    });
    afterCommit(() => publishNow(ctx.db, ctx.ports.channel, told));
    note({ reason });
    await announce(changeMoved(row, "change.moved"));
    return row.id;
  },
});
