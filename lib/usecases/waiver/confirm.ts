import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { waiverConfirmRefusal } from "@/lib/domain/policy/waiver-rules";
import { Problem } from "@/lib/domain/shared/problem";
import { changeCommand } from "../change/change-command";
import { changeMoved } from "../change/target";
import { waiverFacts, waiverTarget } from "./target";

/** Confirms a waiver as the second person: from now on the gate counts as waived, until it ends or the content changes. */
export const confirmWaiver = changeCommand({
  action: "gate.waive",
  input: API.confirmWaiver.params,
  target: waiverTarget,
  run: async ({ tx, ctx, input, target: { row }, announce, note }) => {
    const facts = waiverFacts(row, ctx.actor.id, ctx.now);
    const refusal = waiverConfirmRefusal(facts);
    if (refusal !== null)
      throw new Problem(facts.over || facts.confirmed ? "conflict" : "forbidden", refusal);
    const { count } = await tx.gateWaiver.updateMany({
      where: { id: input.waiverId, confirmedAt: null, withdrawnAt: null },
      data: { confirmedById: ctx.actor.id, confirmedAt: ctx.now },
    });
    if (count !== 1) throw new Problem("conflict", "This waiver was decided on meanwhile.", { stale: true });
    note({ waiverId: row.id, gate: row.gateId, reason: row.reason, expiresAt: row.expiresAt.toISOString() });
    await announce(changeMoved(row.change, "change.waived"));
    return row.changeId;
  },
});
