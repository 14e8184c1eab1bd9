import "server-only";
import { ApproveChange } from "@/lib/contracts/api/resources/change";
import { Id } from "@/lib/contracts/api/resources/common";
import { gateRefusal } from "@/lib/domain/change/can";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
import { changeDetail } from "./detail";
import { loadChangeFacts } from "./facts";
import { assertOpenTo, changeMoved, changeTarget, moveByVerb } from "./target";

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
    await tx.changeDecision.create({
      data: {
        changeId: row.id,
        userId: ctx.actor.id,
        kind: "approved",
        comment: input.comment,
        contentHash: row.contentHash,
        at: ctx.now,
      },
    });
    await moveByVerb("approve", { tx, ctx, row, note: input.comment });
    note({ contentHash: row.contentHash, comment: input.comment });
    await announce(changeMoved(row, "change.moved"));
    return changeDetail(tx, ctx, row.id);
  },
});
