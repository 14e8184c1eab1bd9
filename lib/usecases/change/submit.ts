import "server-only";
import { MoveChange } from "@/lib/contracts/api/resources/change";
import { Id } from "@/lib/contracts/api/resources/common";
import { command } from "../command";
import { changeDetail } from "./detail";
import { assertOpenTo, changeMoved, changeTarget, moveByVerb } from "./target";

/** Asks for a decision. */
export const submitChange = command({
  action: "change.submit",
  input: MoveChange.extend({ changeId: Id }),
  target: changeTarget,
  run: async ({ tx, ctx, input, target: { row }, announce, note }) => {
    assertOpenTo(ctx, "submit", row, input.version);
    await moveByVerb("submit", { tx, ctx, row, note: "", data: { submittedAt: ctx.now } });
    note({ contentHash: row.contentHash });
    await announce(changeMoved(row, "change.moved"));
    return changeDetail(tx, ctx, row.id);
  },
});
