import "server-only";
import { Id } from "@/lib/contracts/api/resources/common";
import { KeepScratch } from "@/lib/contracts/api/resources/scratch";
import { scratchEvent } from "@/lib/data/ledger/scratch-rows";
import { keepingRefusal, keptFor } from "@/lib/domain/scratch/keeping";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
import { lockCopy } from "./lock";
import { keepRefusal, scratchDetail } from "./present";
import { scratchTarget } from "./rows";

/** Says anew until when a copy stands, counted from now: longer, within the bound, or shorter. */
export const keepScratch = command({
  action: "scratch.keep",
  input: KeepScratch.extend({ scratchId: Id }),
  target: scratchTarget,
  run: async ({ tx, ctx, input, target, announce, note }) => {
    const row = await lockCopy(tx, target.row.id, input.version);
    const keptUntil = keptFor(input.hours, ctx.now);
    const refusal =
      keepRefusal(row) ?? keepingRefusal(keptUntil, { madeAt: row.madeAt ?? row.createdAt, now: ctx.now });
    if (refusal !== null) throw new Problem("conflict", refusal);
    await tx.scratchCopy.update({
      where: { id: row.id },
      data: { keptUntil, version: { increment: 1 } },
    });
    note({ keptUntil: keptUntil.toISOString(), reason: input.reason });
    await announce(scratchEvent(row));
    return scratchDetail(tx, ctx, row.id);
  },
});
