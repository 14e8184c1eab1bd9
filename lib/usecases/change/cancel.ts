import "server-only";
import { ReasonedMove } from "@/lib/contracts/api/resources/change";
import { Id } from "@/lib/contracts/api/resources/common";
import type { Change } from "@/lib/data/generated/client";
import { changeCommand } from "./change-command";
import { type Acting, assertOpenTo, changeMoved, changeTarget, moveManyByVerb } from "./target";
import { endTurn, tellWriters } from "./tell-moves";

/** Cancels a change that has not started, with a reason. It ends here. */
export const cancelChange = changeCommand({
  action: "change.cancel",
  input: ReasonedMove.extend({ changeId: Id }),
  target: changeTarget,
  run: async ({ tx, ctx, input, target: { row }, announce, afterCommit, note }) => {
    assertOpenTo(ctx, "cancel", row, input.version);
    await cancelRows({ tx, ctx }, [row], input.reason);
    await endTurn({ tx, ctx, afterCommit }, row);
    await tellWriters({ tx, ctx, afterCommit }, row, {
      occasion: "change:cancelled",
      title: `cancelled by ${ctx.actor.name}`,
      text: input.reason,
    });
    await announce(changeMoved(row, "change.moved"));
    note({ reason: input.reason });
    return row.id;
  },
});

/** The moves themselves, for whoever has made sure that they are open; announcing is the caller's. */
export const cancelRows = (
  { tx, ctx }: Pick<Acting, "tx" | "ctx">,
  rows: readonly Change[],
  reason: string,
): Promise<void> =>
  moveManyByVerb("cancel", { tx, ctx, rows, note: reason, data: { outcome: `Cancelled: ${reason}` } });
