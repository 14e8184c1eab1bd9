import "server-only";
import { MoveChange } from "@/lib/contracts/api/resources/change";
import { Id } from "@/lib/contracts/api/resources/common";
import { closeRefusal } from "@/lib/domain/change/review";
import { Problem } from "@/lib/domain/shared/problem";
import { changeCommand } from "./change-command";
import { changeMoved, changeTarget, moveThrough, staleVersion } from "./target";

/** Closes a reviewed change once every action of its review is done and an emergency owes nothing. It ends here. */
export const closeChange = changeCommand({
  action: "change.close",
  input: MoveChange.extend({ changeId: Id }),
  target: changeTarget,
  run: async ({ tx, ctx, input, target: { row }, announce }) => {
    if (row.version !== input.version) throw staleVersion(row);
    const actions = await tx.reviewAction.count({ where: { review: { changeId: row.id }, doneAt: null } });
    const debts = await tx.changeDebt.count({ where: { changeId: row.id, paidAt: null } });
    const refusal = closeRefusal(row.state, { actions, debts });
    if (refusal !== null) throw new Problem("conflict", refusal);
    await moveThrough({ tx, ctx, row, events: ["close"], note: "" });
    await announce(changeMoved(row, "change.moved"));
    return row.id;
  },
});
