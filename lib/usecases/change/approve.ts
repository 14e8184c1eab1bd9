import "server-only";
import { ApproveChange } from "@/lib/contracts/api/resources/change";
import { Id } from "@/lib/contracts/api/resources/common";
import type { Change } from "@/lib/data/generated/client";
import { gateRefusal } from "@/lib/domain/change/can";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
import { changeDetail } from "./detail";
import { loadChangeFacts } from "./facts";
import { type Acting, assertOpenTo, changeMoved, changeTarget, moveByVerb } from "./target";

/** Approves a change whose gates all pass, by someone who did not ask for it. The approval names the content's hash. */
export const approveChange = command({
  action: "change.approve",
  input: ApproveChange.extend({ changeId: Id }),
  target: changeTarget,
  run: async ({ tx, ctx, input, target: { row }, announce, note }) => {
    assertOpenTo(ctx, "approve", row, input.version);
    const { gates } = await loadChangeFacts(tx, row, { moment: "approve", now: ctx.now });
    const refusal = gateRefusal("approve", gates);
    if (refusal !== null) {
      throw new Problem("gate_refused", `It cannot be approved yet. ${refusal}`, {
        gates: gates.filter(({ verdict }) => verdict === "fail"),
      });
    }
    await approveRow({ tx, ctx, announce }, row, input.comment);
    note({ contentHash: row.contentHash, comment: input.comment });
    return changeDetail(tx, ctx, row.id);
  },
});

/** Decision and move, for whoever has made sure that they are open and that every gate passes. */
export async function approveRow(
  { tx, ctx, announce }: Pick<Acting, "tx" | "ctx" | "announce">,
  row: Change,
  comment: string,
): Promise<void> {
  await tx.changeDecision.create({
    data: {
      changeId: row.id,
      userId: ctx.actor.id,
      kind: "approved",
      comment,
      contentHash: row.contentHash,
      at: ctx.now,
    },
  });
  await moveByVerb("approve", { tx, ctx, row, note: comment });
  await announce(changeMoved(row, "change.moved"));
}
