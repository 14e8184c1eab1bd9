import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { isOutgrown } from "@/lib/domain/policy/waiver";
import { waiverConfirmRefusal } from "@/lib/domain/policy/waiver-rules";
import { Problem } from "@/lib/domain/shared/problem";
import { askingOf, startedBy } from "../change/asking";
import { changeCommand } from "../change/change-command";
import { loadChangeFacts } from "../change/facts";
import { changeDetailInclude } from "../change/rows";
import { changeMoved } from "../change/target";
import { waiverFacts, waiverTarget } from "./target";

/** Confirms a waiver as the second person: from now on the gate counts as waived, until it ends or the content changes. */
export const confirmWaiver = changeCommand({
  action: "gate.waive",
  input: API.confirmWaiver.params,
  target: waiverTarget,
  run: async ({ tx, ctx, input, target: { row }, announce, note }) => {
    const [operation] = await tx.operation.findMany({
      ...changeDetailInclude.operations,
      where: { ...changeDetailInclude.operations.where, changeId: row.changeId },
    });
    const { gates } = await loadChangeFacts(tx, row.change, {
      ...askingOf(row.change),
      now: ctx.now,
      ...startedBy(operation),
    });
    const facts = { ...waiverFacts(row, ctx.actor.id, ctx.now), outgrown: isOutgrown(row, gates) };
    const refusal = waiverConfirmRefusal(facts);
    if (refusal !== null)
      throw new Problem(facts.over || facts.confirmed || facts.outgrown ? "conflict" : "forbidden", refusal);
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
