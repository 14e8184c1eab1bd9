import "server-only";
import { Id } from "@/lib/contracts/api/resources/common";
import { ReviewChange } from "@/lib/contracts/api/resources/governance";
import { publishNow } from "@/lib/data/outbox";
import { reviewProblem, reviewRefusal } from "@/lib/domain/change/review";
import { Problem } from "@/lib/domain/shared/problem";
import { changeCommand } from "./change-command";
import { peopleOver } from "./decision-facts";
import { approverIdsOf } from "./governance-parts";
import { changeDetailInclude } from "./rows";
import { changeMoved, changeTarget, moveThrough, staleVersion } from "./target";
import { tellPeople } from "./tell";

/** Writes down how a change went, why, and what follows from it. An emergency's review pays its debt of being looked at. */
export const reviewChange = changeCommand({
  action: "change.review",
  input: ReviewChange.safeExtend({ changeId: Id }),
  target: changeTarget,
  run: async ({ tx, ctx, input, target: { row }, announce, afterCommit, note }) => {
    const { changeId, version, actions, ...written } = input;
    const decisions = await tx.changeDecision.findMany({
      where: { changeId, kind: "approved", voidedAt: null },
      select: {
        kind: true,
        user: { select: { id: true, name: true } },
        onBehalfOf: { select: { id: true, name: true } },
      },
      take: 100,
    });
    const [operation] = await tx.operation.findMany({
      ...changeDetailInclude.operations,
      where: { ...changeDetailInclude.operations.where, changeId },
    });
    const ground = { state: row.state, emergency: row.class === "emergency" };
    const refusal = reviewRefusal({
      ...{ ...ground, personId: ctx.actor.id },
      ...{ authorIds: row.authorIds, approverIds: approverIdsOf(decisions) },
      starterId: operation?.requesterId ?? null,
    });
    if (refusal !== null)
      throw new Problem(/somebody else/.test(refusal) ? "forbidden" : "conflict", refusal);
    if (row.version !== version) throw staleVersion(row);
    const problem = reviewProblem(ground, written);
    if (problem !== null) throw new Problem("invalid_input", problem.message, { issues: [problem] });
    const people = new Set((await peopleOver(tx, row)).map(({ id }) => id));
    if (actions.some(({ ownerId }) => !people.has(ownerId)))
      throw new Problem("invalid_input", "An action's owner has to be somebody who sees this change.");
    await tx.changeReview.create({
      data: {
        ...{ changeId, reviewerId: ctx.actor.id, at: ctx.now, ...written },
        actions: { create: actions.map(({ dueOn, ...action }) => ({ ...action, dueOn: new Date(dueOn) })) },
      },
    });
    await moveThrough({ tx, ctx, row, events: ["review"], note: "" });
    const told = await tellPeople(
      tx,
      row,
      actions.map(({ ownerId }) => ownerId),
      {
        ...{ occasion: "change:action", title: "an action of its review is yours", byId: ctx.actor.id },
        text: actions
          .map(({ title, dueOn }) => `${title} (by ${dueOn})`)
          .join(" · ")
          .slice(0, 1500),
        now: ctx.now,
      },
    );
    afterCommit(() => publishNow(ctx.db, ctx.ports.channel, told));
    note({ outcome: input.outcome, causes: input.causes, actions: actions.length });
    await announce(changeMoved(row, "change.moved"));
    return changeId;
  },
});
