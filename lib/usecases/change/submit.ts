import "server-only";
import { MoveChange } from "@/lib/contracts/api/resources/change";
import { Id } from "@/lib/contracts/api/resources/common";
import type { Change } from "@/lib/data/generated/client";
import { command } from "../command";
import { changeDetail } from "./detail";
import { type Acting, assertOpenTo, changeMoved, changeTarget, moveManyByVerb } from "./target";

/** Asks for a decision. */
export const submitChange = command({
  action: "change.submit",
  input: MoveChange.extend({ changeId: Id }),
  target: changeTarget,
  run: async ({ tx, ctx, input, target: { row }, announce, note }) => {
    assertOpenTo(ctx, "submit", row, input.version);
    await submitRows({ tx, ctx }, [row]);
    await announce(changeMoved(row, "change.moved"));
    note({ contentHash: row.contentHash });
    return changeDetail(tx, ctx, row.id);
  },
});

/** The move itself, for whoever has made sure that it is open; announcing is the caller's. */
export const submitRows = ({ tx, ctx }: Pick<Acting, "tx" | "ctx">, rows: readonly Change[]): Promise<void> =>
  moveManyByVerb("submit", { tx, ctx, rows, note: "", data: { submittedAt: ctx.now } });
