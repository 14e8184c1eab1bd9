import "server-only";
import { ApproveChange } from "@/lib/contracts/api/resources/change";
import { Id } from "@/lib/contracts/api/resources/common";
import type { Change } from "@/lib/data/generated/client";
import { gateRefusal } from "@/lib/domain/change/can";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
import { keptPlan, settingsByStage } from "./approved-plan";
import { changeDetail } from "./detail";
import { type ChangeFacts, loadChangeFacts } from "./facts";
import { type Acting, assertOpenTo, changeMoved, changeTarget, moveManyByVerb } from "./target";

/** Approves a change whose gates all pass, by someone who did not ask for it. The approval names the content's hash. */
export const approveChange = command({
  action: "change.approve",
  input: ApproveChange.extend({ changeId: Id }),
  target: changeTarget,
  run: async ({ tx, ctx, input, target: { row }, announce, note }) => {
    assertOpenTo(ctx, "approve", row, input.version);
    const facts = await loadChangeFacts(tx, row, { moment: "approve", now: ctx.now });
    const { gates } = facts;
    const refusal = gateRefusal("approve", gates);
    if (refusal !== null) {
      throw new Problem("gate_refused", `It cannot be approved yet. ${refusal}`, {
        gates: gates.filter(({ verdict }) => verdict === "fail"),
      });
    }
    await approveRows({ tx, ctx }, [row], { comment: input.comment, factsOf: () => facts });
    await announce(changeMoved(row, "change.moved"));
    note({ contentHash: row.contentHash, comment: input.comment });
    return changeDetail(tx, ctx, row.id);
  },
});

/**
 * Decisions and moves, for whoever has made sure that they are open and every gate passes; announcing is the caller's.
 * Each decision keeps the plan it is given for: what is started must be the same.
 */
export async function approveRows<Row extends Change>(
  { tx, ctx }: Pick<Acting, "tx" | "ctx">,
  rows: readonly Row[],
  { comment, factsOf }: { comment: string; factsOf: (row: Row) => ChangeFacts | undefined },
): Promise<void> {
  const settings = await settingsByStage(tx);
  const decision = { userId: ctx.actor.id, kind: "approved", comment, at: ctx.now } as const;
  await tx.changeDecision.createMany({
    data: rows.map((row) => {
      const facts = factsOf(row);
      const kept = facts === undefined ? {} : keptPlan(facts, settings);
      return { ...decision, changeId: row.id, contentHash: row.contentHash, ...kept };
    }),
  });
  await moveManyByVerb("approve", { tx, ctx, rows, note: comment });
}
