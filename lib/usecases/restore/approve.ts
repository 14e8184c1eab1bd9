import "server-only";
import { Id } from "@/lib/contracts/api/resources/common";
import { DecideRestore } from "@/lib/contracts/api/resources/restore";
import { publishNow } from "@/lib/data/outbox";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
import { beginReleased } from "./begin";
import { decisionRefusal, restoreDetail } from "./present";
import { moveRow, restoreTarget, startedEvents } from "./rows";
import { tellDecided } from "./tell";

/** Releases somebody else's restore; it starts at once, if what it needs still holds. */
export const approveRestore = command({
  action: "restore.approve",
  input: DecideRestore.extend({ restoreId: Id }),
  target: restoreTarget,
  run: async ({ tx, ctx, input, target: { row }, announce, afterCommit, note }) => {
    const refusal = decisionRefusal(ctx, row);
    if (refusal !== null) throw new Problem(row.state === "requested" ? "forbidden" : "conflict", refusal);
    const place = row.targetEnvironment;
    const operationId = await beginReleased(tx, ctx, row);
    await moveRow(tx, row, input.version, {
      state: "running",
      sentence: "",
      operationId,
      approverId: ctx.actor.id,
      decision: input.comment,
      decidedAt: ctx.now,
    });
    note({ operationId, requester: row.requester.name, comment: input.comment });
    for (const event of startedEvents(place, operationId)) await announce(event);
    const decided = { decision: "approve", actor: ctx.actor, comment: input.comment, now: ctx.now } as const;
    const told = await tellDecided(tx, row.id, decided);
    afterCommit(() => publishNow(ctx.db, ctx.ports.channel, told));
    afterCommit(() => ctx.ports.bell.ring("operation.run", { operationId }));
    return restoreDetail(tx, ctx, row.id);
  },
});
