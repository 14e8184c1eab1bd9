import "server-only";
import { ReasonedMove } from "@/lib/contracts/api/resources/change";
import { Id } from "@/lib/contracts/api/resources/common";
import { command } from "../command";
import { changeDetail } from "./detail";
import { assertOpenTo, changeMoved, changeTarget, moveByVerb } from "./target";

/** Cancels a change that has not started, with a reason. It ends here. */
export const cancelChange = command({
  action: "change.cancel",
  input: ReasonedMove.extend({ changeId: Id }),
  target: changeTarget,
  run: async ({ tx, ctx, input, target: { row }, announce, note }) => {
    assertOpenTo(ctx, "cancel", row, input.version);
    const outcome = `Cancelled: ${input.reason}`;
    await moveByVerb("cancel", { tx, ctx, row, note: input.reason, data: { outcome } });
    note({ reason: input.reason });
    await announce(changeMoved(row, "change.moved"));
    return changeDetail(tx, ctx, row.id);
  },
});
