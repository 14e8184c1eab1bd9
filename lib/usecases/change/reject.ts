import "server-only";
import { ReasonedMove } from "@/lib/contracts/api/resources/change";
import { Id } from "@/lib/contracts/api/resources/common";
import type { Change } from "@/lib/data/generated/client";
import { changeCommand } from "./change-command";
import { type Acting, assertOpenTo, changeMoved, changeTarget, moveManyByVerb } from "./target";
import { endTurn, tellWriters } from "./tell-moves";

/** Rejects a change with a reason, by someone who did not ask for it. It ends here. */
export const rejectChange = changeCommand({
  action: "change.reject",
  input: ReasonedMove.extend({ changeId: Id }),
  target: changeTarget,
  run: async ({ tx, ctx, input, target: { row }, announce, afterCommit, note }) => {
    assertOpenTo(ctx, "reject", row, input.version);
    await rejectRows({ tx, ctx }, [row], input.reason);
    await endTurn({ tx, ctx, afterCommit }, row);
    await tellWriters({ tx, ctx, afterCommit }, row, {
      occasion: "change:rejected",
      title: `rejected by ${ctx.actor.name}`,
      text: input.reason,
    });
    await announce(changeMoved(row, "change.moved"));
    note({ reason: input.reason });
    return row.id;
  },
});

/** Decisions and moves, for whoever has made sure that they are open; announcing is the caller's. */
export async function rejectRows(
  { tx, ctx }: Pick<Acting, "tx" | "ctx">,
  rows: readonly Change[],
  reason: string,
): Promise<void> {
  const decision = { userId: ctx.actor.id, kind: "rejected", comment: reason, at: ctx.now } as const;
  await tx.changeDecision.createMany({
    data: rows.map(({ id, contentHash }) => ({ ...decision, changeId: id, contentHash })),
  });
  const outcome = `Rejected: ${reason}`;
  await moveManyByVerb("reject", { tx, ctx, rows, note: reason, data: { outcome } });
}
