import "server-only";
import { ReasonedMove } from "@/lib/contracts/api/resources/change";
import { Id } from "@/lib/contracts/api/resources/common";
import type { Change } from "@/lib/data/generated/client";
import { command } from "../command";
import { changeDetail } from "./detail";
import { type Acting, assertOpenTo, changeMoved, changeTarget, moveByVerb } from "./target";

/** Cancels a change that has not started, with a reason. It ends here. */
export const cancelChange = command({
  action: "change.cancel",
  input: ReasonedMove.extend({ changeId: Id }),
  target: changeTarget,
  run: async ({ tx, ctx, input, target: { row }, announce, note }) => {
    assertOpenTo(ctx, "cancel", row, input.version);
    await cancelRow({ tx, ctx, announce }, row, input.reason);
    note({ reason: input.reason });
    return changeDetail(tx, ctx, row.id);
  },
});

/** The move itself, for whoever has made sure that it is open. */
export async function cancelRow(
  { tx, ctx, announce }: Pick<Acting, "tx" | "ctx" | "announce">,
  row: Change,
  reason: string,
): Promise<void> {
  const outcome = `Cancelled: ${reason}`;
  await moveByVerb("cancel", { tx, ctx, row, note: reason, data: { outcome } });
  await announce(changeMoved(row, "change.moved"));
}
