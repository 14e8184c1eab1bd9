import "server-only";
import { ApproveChange } from "@/lib/contracts/api/resources/change";
import { Id } from "@/lib/contracts/api/resources/common";
import type { Change } from "@/lib/data/generated/client";
import { gateRefusal } from "@/lib/domain/change/can";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
import { changeDetail } from "./detail";
import { loadChangeFacts } from "./facts";
import { type Acting, assertOpenTo, changeMoved, changeTarget, moveManyByVerb } from "./target";

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
    await approveRows({ tx, ctx }, [row], input.comment);
    await announce(changeMoved(row, "change.moved"));
    note({ contentHash: row.contentHash, comment: input.comment });
    return changeDetail(tx, ctx, row.id);
  },
});

/** Decisions and moves, for whoever has made sure that they are open and every gate passes; announcing is the caller's. */
export async function approveRows(
  { tx, ctx }: Pick<Acting, "tx" | "ctx">,
  rows: readonly Change[],
  comment: string,
): Promise<void> {
  const decision = { userId: ctx.actor.id, kind: "approved", comment, at: ctx.now } as const;
  await tx.changeDecision.createMany({
    data: rows.map(({ id, contentHash }) => ({ ...decision, changeId: id, contentHash })),
  });
  await moveManyByVerb("approve", { tx, ctx, rows, note: comment });
}
