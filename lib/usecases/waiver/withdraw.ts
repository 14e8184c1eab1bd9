import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { waiverWithdrawRefusal } from "@/lib/domain/policy/waiver-rules";
import { Problem } from "@/lib/domain/shared/problem";
import { changeCommand } from "../change/change-command";
import { changeMoved } from "../change/target";
import { waiverFacts, waiverTarget } from "./target";

/** Takes a waiver back, asked for or confirmed: the gate says again what it says. */
export const withdrawWaiver = changeCommand({
  action: "gate.waive",
  input: API.withdrawWaiver.params,
  target: waiverTarget,
  run: async ({ tx, ctx, input, target: { row }, announce, note }) => {
    const refusal = waiverWithdrawRefusal(waiverFacts(row, ctx.actor.id, ctx.now));
    if (refusal !== null) throw new Problem("conflict", refusal);
    const { count } = await tx.gateWaiver.updateMany({
      where: { id: input.waiverId, withdrawnAt: null },
      data: { withdrawnById: ctx.actor.id, withdrawnAt: ctx.now },
    });
    if (count !== 1) throw new Problem("conflict", "This waiver was taken back meanwhile.", { stale: true });
    note({ waiverId: row.id, gate: row.gateId });
    await announce(changeMoved(row.change, "change.waiver_withdrawn"));
    return row.changeId;
  },
});
