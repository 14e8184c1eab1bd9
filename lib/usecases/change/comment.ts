import "server-only";
import { Id } from "@/lib/contracts/api/resources/common";
import { AddComment } from "@/lib/contracts/api/resources/governance";
import { publishNow } from "@/lib/data/outbox";
import { mentionedIn } from "@/lib/domain/change/mention";
import { Problem } from "@/lib/domain/shared/problem";
import { changeCommand } from "./change-command";
import { peopleOver } from "./decision-facts";
import { changeMoved, changeTarget } from "./target";
import { tellPeople } from "./tell";

/** What a discussion of one change holds at most. */
const MOST_COMMENTS = 200;

/** Says something about a change, for good. People named with @ who see the change are told. */
export const commentChange = changeCommand({
  action: "change.comment",
  input: AddComment.extend({ changeId: Id }),
  target: changeTarget,
  run: async ({ tx, ctx, input: { text }, target: { row }, announce, afterCommit, note }) => {
    const count = await tx.changeComment.count({ where: { changeId: row.id } });
    if (count >= MOST_COMMENTS)
      throw new Problem("conflict", `A change holds at most ${MOST_COMMENTS} comments; this one is full.`);
    const mentioned = mentionedIn(text, await peopleOver(tx, row)).map(({ id }) => id);
    const { id } = await tx.changeComment.create({
      data: { changeId: row.id, authorId: ctx.actor.id, text, mentionedIds: mentioned, at: ctx.now },
      select: { id: true },
    });
    const told = await tellPeople(tx, row, mentioned, {
      occasion: "change:mention",
      title: `${ctx.actor.name} names you in a comment`,
      text,
      byId: ctx.actor.id,
      now: ctx.now,
    });
    afterCommit(() => publishNow(ctx.db, ctx.ports.channel, told));
    note({ commentId: id, mentioned: mentioned.length });
    await announce(changeMoved(row, "change.commented"));
    return row.id;
  },
});
