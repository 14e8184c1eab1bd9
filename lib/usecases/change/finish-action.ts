import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { changeNumber } from "@/lib/domain/change/number";
import { Problem } from "@/lib/domain/shared/problem";
import { changeCommand } from "./change-command";
import { changeMoved } from "./target";

/** Says that what a review asked for is done, and how. */
export const finishReviewAction = changeCommand({
  action: "change.review",
  input: API.finishReviewAction.body.extend(API.finishReviewAction.params.shape),
  target: async (tx, { actionId }) => {
    const row = await tx.reviewAction.findUnique({
      where: { id: actionId },
      include: { review: { include: { change: true } } },
    });
    if (row === null) return null;
    const { id, number, tenantId, environmentId } = row.review.change;
    const scope = { level: "environment" as const, tenantId, environmentId };
    return { row, scope, kind: "change", id, name: changeNumber(number), tenantId, environmentId };
  },
  run: async ({ tx, ctx, input, target: { row }, announce, note }) => {
    const { count } = await tx.reviewAction.updateMany({
      where: { id: row.id, doneAt: null },
      data: { doneAt: ctx.now, note: input.note },
    });
    if (count !== 1) throw new Problem("conflict", "This action is done already.", { stale: true });
    note({ action: row.title, said: input.note });
    await announce(changeMoved(row.review.change, "change.settled"));
    return row.review.changeId;
  },
});
