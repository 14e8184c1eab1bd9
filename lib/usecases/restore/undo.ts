import "server-only";
import { Id } from "@/lib/contracts/api/resources/common";
import { UndoRestore } from "@/lib/contracts/api/resources/restore";
import { lossWords } from "@/lib/domain/recovery/loss";
import { restoreNumber } from "@/lib/domain/recovery/restore";
import { planUndo } from "@/lib/domain/recovery/restore-plan";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
import { countWritten } from "./count";
import { closingOf, createDataOperation, markChanging } from "./create";
import { assertNotHeld } from "./held";
import { restoreDetail, undoRefusal } from "./present";
import { moveRow, restoreTarget, startedEvents } from "./rows";

/** Puts the data from before a restore back, while they are kept. What was written since is counted and kept beside. */
export const undoRestore = command({
  action: "restore.undo",
  input: UndoRestore.extend({ restoreId: Id }),
  target: restoreTarget,
  prepare: ({ ctx, row }) => countWritten(ctx, row.targetEnvironment, row.finishedAt ?? row.createdAt),
  run: async ({ tx, ctx, input, target: { row }, prepared: loss, announce, afterCommit, note }) => {
    const refusal = undoRefusal(row, ctx.now);
    if (refusal !== null || row.operationId === null)
      throw new Problem("conflict", refusal ?? "Nothing was exchanged.");
    const place = row.targetEnvironment;
    await assertNotHeld(tx, place.id, ctx.now);
    const operationId = await createDataOperation(tx, "undo_restore", place, {
      requesterId: ctx.actor.kind === "person" ? ctx.actor.id : null,
      reason: input.reason,
      correlationId: ctx.correlationId,
      now: ctx.now,
      plan: planUndo(row.operationId, closingOf(place)),
    });
    await moveRow(tx, row, input.version, { state: "undoing", undoOperationId: operationId });
    await markChanging(tx, place.id, `${restoreNumber(row.number)} is taken back.`);
    note({ operationId, reason: input.reason, writtenSince: lossWords(loss) });
    for (const event of startedEvents(place, operationId)) await announce(event);
    afterCommit(() => ctx.ports.bell.ring("operation.run", { operationId }));
    return restoreDetail(tx, ctx, row.id);
  },
});
