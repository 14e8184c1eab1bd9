import "server-only";
import { Id } from "@/lib/contracts/api/resources/common";
import { DecideRestore } from "@/lib/contracts/api/resources/restore";
import { restoreNumber } from "@/lib/domain/recovery/restore";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
import { createDataOperation, markChanging, restorePlan } from "./create";
import { refusalNow } from "./facts";
import { assertNotHeld } from "./held";
import { decisionRefusal, restoreDetail } from "./present";
import { moveRow, restoreTarget, startedEvents } from "./rows";

/** Releases somebody else's restore; it starts at once, if what it needs still holds. */
export const approveRestore = command({
  action: "restore.approve",
  input: DecideRestore.extend({ restoreId: Id }),
  target: restoreTarget,
  run: async ({ tx, ctx, input, target: { row }, announce, afterCommit, note }) => {
    const refusal = decisionRefusal(ctx, row);
    if (refusal !== null) throw new Problem(row.state === "requested" ? "forbidden" : "conflict", refusal);
    const place = row.targetEnvironment;
    const gone = await refusalNow(tx, place, row.backup, row.acceptsDamage);
    if (gone !== null) throw new Problem("conflict", gone);
    await assertNotHeld(tx, place.id, ctx.now);
    const operationId = await createDataOperation(tx, "restore", place, {
      requesterId: row.requesterId,
      reason: row.reason,
      correlationId: ctx.correlationId,
      now: ctx.now,
      plan: restorePlan(place, row.backup, row.neutralise),
    });
    await moveRow(tx, row, input.version, {
      state: "running",
      sentence: "",
      operationId,
      approverId: ctx.actor.id,
      decision: input.comment,
      decidedAt: ctx.now,
    });
    await markChanging(
      tx,
      place.id,
      `${restoreNumber(row.number)} brings data of ${row.backup.environment.name} back.`,
    );
    note({ operationId, requester: row.requester.name, comment: input.comment });
    for (const event of startedEvents(place, operationId)) await announce(event);
    afterCommit(() => ctx.ports.bell.ring("operation.run", { operationId }));
    return restoreDetail(tx, ctx, row.id);
  },
});
