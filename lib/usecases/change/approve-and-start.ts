import "server-only";
import { ApproveChange } from "@/lib/contracts/api/resources/change";
import { Id } from "@/lib/contracts/api/resources/common";
import { decide } from "@/lib/domain/access/decide";
import { gateRefusal } from "@/lib/domain/change/can";
import { Problem } from "@/lib/domain/shared/problem";
import { grantsOf } from "../context";
import { approveRows, assertGates, takenFacts, tellApproved } from "./approve";
import { changeCommand } from "./change-command";
import { loadChangeFacts } from "./facts";
import { assertApproved, startRow } from "./start";
import { takeSteps } from "./take-steps";
import { assertOpenTo, changeTarget } from "./target";

/**
 * An emergency in one act (requirement C6): the approval its path asks for and the start, by somebody who wrote none of
 * it and may do both. What a policy asks for and is not there is written down as owed; what stands in the way by itself
 * refuses as ever. Where another approval is missing still, nothing is done.
 */
export const approveAndStartChange = changeCommand({
  action: "change.approve",
  input: ApproveChange.extend({ changeId: Id }),
  target: changeTarget,
  run: async ({ tx, ctx, input, target, announce, afterCommit, note }) => {
    const { row, scope } = target;
    if (row.class !== "emergency")
      throw new Problem("conflict", "Only an emergency is approved and started in one.");
    assertOpenTo(ctx, "approve", row, input.version);
    const right = decide(grantsOf(ctx.actor), "change.start", scope);
    if (!right.allow) throw new Problem("forbidden", right.reason);
    const [taken] = await takeSteps({ tx, ctx }, [row]);
    const asked = await loadChangeFacts(tx, row, { moment: "approve", now: ctx.now });
    assertGates(asked.gates, "It cannot be approved yet.");
    const full = await approveRows({ tx, ctx }, [row], { comment: input.comment, factsOf: () => asked });
    if (full.length === 0)
      throw new Problem("conflict", "Its path asks for another approval after yours: approve it first.");
    const approved = await tx.change.findUniqueOrThrow({ where: { id: row.id } });
    await assertApproved(tx, approved, ctx.now);
    const facts = await loadChangeFacts(tx, approved, { moment: "start", now: ctx.now });
    const refusal = gateRefusal("start", facts.gates);
    if (refusal !== null) {
      throw new Problem("gate_refused", `It cannot start now. ${refusal}`, {
        gates: facts.gates.filter(({ verdict }) => verdict === "fail"),
      });
    }
    const operationId = await startRow({ tx, ctx, announce, afterCommit }, approved, facts, ctx.actor.id);
    await tellApproved({ tx, ctx, afterCommit }, row, input.comment);
    const owed = facts.gates.filter(({ verdict }) => verdict === "owed").map(({ id }) => id);
    note({ operationId, contentHash: row.contentHash, comment: input.comment, owed, ...takenFacts(taken) });
    return row.id;
  },
});
