import "server-only";
import { ReasonedMove } from "@/lib/contracts/api/resources/change";
import { Id } from "@/lib/contracts/api/resources/common";
import type { Change } from "@/lib/data/generated/client";
import { command } from "../command";
import { changeDetail } from "./detail";
import { type Acting, assertOpenTo, changeMoved, changeTarget, moveByVerb } from "./target";

/** Rejects a change with a reason, by someone who did not ask for it. It ends here. */
export const rejectChange = command({
  action: "change.reject",
  input: ReasonedMove.extend({ changeId: Id }),
  target: changeTarget,
  run: async ({ tx, ctx, input, target: { row }, announce, note }) => {
    assertOpenTo(ctx, "reject", row, input.version);
    await rejectRow({ tx, ctx, announce }, row, input.reason);
    note({ reason: input.reason });
    return changeDetail(tx, ctx, row.id);
  },
});

/** Decision and move, for whoever has made sure that they are open. */
export async function rejectRow(
  { tx, ctx, announce }: Pick<Acting, "tx" | "ctx" | "announce">,
  row: Change,
  reason: string,
): Promise<void> {
  await tx.changeDecision.create({
    data: {
      changeId: row.id,
      userId: ctx.actor.id,
      kind: "rejected",
      comment: reason,
      contentHash: row.contentHash,
      at: ctx.now,
    },
  });
  const outcome = `Rejected: ${reason}`;
  await moveByVerb("reject", { tx, ctx, row, note: reason, data: { outcome } });
  await announce(changeMoved(row, "change.moved"));
}
