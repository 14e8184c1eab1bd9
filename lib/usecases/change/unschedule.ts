import "server-only";
import { MoveChange } from "@/lib/contracts/api/resources/change";
import { Id } from "@/lib/contracts/api/resources/common";
import { Problem } from "@/lib/domain/shared/problem";
import { approvalsMissing } from "./approvals";
import { changeCommand } from "./change-command";
import { assertOpenTo, changeMoved, changeTarget, moveByVerb } from "./target";

/** Takes a change off the schedule. It stays approved, and its wait ends with the move (a trigger holds to that). */
export const unscheduleChange = changeCommand({
  action: "change.unschedule",
  input: MoveChange.extend({ changeId: Id }),
  target: changeTarget,
  run: async ({ tx, ctx, input, target: { row }, announce, note }) => {
    assertOpenTo(ctx, "unschedule", row, input.version);
    const missing = await approvalsMissing(tx, row);
    if (missing !== null) {
      const text = `No approval stands for this content any more: ${missing} Return it to draft instead.`;
      throw new Problem("conflict", text);
    }
    await moveByVerb("unschedule", { tx, ctx, row, note: "" });
    await tx.change.update({ where: { id: row.id }, data: { plannedStart: null }, select: { id: true } });
    await announce(changeMoved(row, "change.moved"));
    note({ contentHash: row.contentHash });
    return row.id;
  },
});
