import "server-only";
import { MoveChange } from "@/lib/contracts/api/resources/change";
import { Id } from "@/lib/contracts/api/resources/common";
import type { Change } from "@/lib/data/generated/client";
import { command } from "../command";
import { changeDetail } from "./detail";
import { type Acting, assertOpenTo, changeMoved, changeTarget, moveByVerb } from "./target";

/** Asks for a decision. */
export const submitChange = command({
  action: "change.submit",
  input: MoveChange.extend({ changeId: Id }),
  target: changeTarget,
  run: async ({ tx, ctx, input, target: { row }, announce, note }) => {
    assertOpenTo(ctx, "submit", row, input.version);
    await submitRow({ tx, ctx, announce }, row);
    note({ contentHash: row.contentHash });
    return changeDetail(tx, ctx, row.id);
  },
});

/** The move itself, for whoever has made sure that it is open. */
export async function submitRow(
  { tx, ctx, announce }: Pick<Acting, "tx" | "ctx" | "announce">,
  row: Change,
): Promise<void> {
  await moveByVerb("submit", { tx, ctx, row, note: "", data: { submittedAt: ctx.now } });
  await announce(changeMoved(row, "change.moved"));
}
