import "server-only";
import { Id } from "@/lib/contracts/api/resources/common";
import { DeclareEmergency } from "@/lib/contracts/api/resources/governance";
import { trainRefusal } from "@/lib/domain/change/can";
import { declareRefusal } from "@/lib/domain/change/emergency";
import { Problem } from "@/lib/domain/shared/problem";
import { changeCommand } from "./change-command";
import { keepPaths } from "./paths";
import { changeContentHash, changeMoved, changeTarget, staleVersion, trainOf } from "./target";
import { endTurn, tellTurn, tellWriters, voidDecisions } from "./tell-moves";

/**
 * Makes a change an emergency, with a reason. It is other content: approvals given so far are void, the path is the
 * emergency's, and who declares it has written part of it.
 */
export const declareEmergency = changeCommand({
  action: "change.emergency",
  input: DeclareEmergency.extend({ changeId: Id }),
  target: changeTarget,
  run: async ({ tx, ctx, input, target: { row }, announce, afterCommit, note }) => {
    const refusal = trainRefusal(trainOf(row)) ?? declareRefusal(row.class, row.state);
    if (refusal !== null) throw new Problem("conflict", refusal);
    const { reason, version } = input;
    const written = { class: "emergency", emergencyReason: reason } as const;
    const contentHash = changeContentHash({ ...row, ...written });
    const { count } = await tx.change.updateMany({
      where: { id: row.id, version, state: row.state },
      data: {
        ...written,
        contentHash,
        version: { increment: 1 },
        updatedAt: ctx.now,
        ...(row.authorIds.includes(ctx.actor.id) ? {} : { authorIds: { push: ctx.actor.id } }),
      },
    });
    if (count !== 1) throw staleVersion(row);
    const telling = { tx, ctx, afterCommit };
    const title = `${ctx.actor.name} made it an emergency`;
    await endTurn(telling, row);
    await voidDecisions(telling, row, `${title}: ${reason}`);
    await tellWriters(telling, row, { occasion: "change:emergency", title, text: reason });
    if (row.state !== "draft") {
      await keepPaths(tx, [{ ...row, ...written }]);
      await tellTurn(telling, row.id);
    }
    await tx.changeMove.create({
      data: {
        ...{ changeId: row.id, event: "emergency", fromState: row.state, toState: row.state },
        ...{ actorName: ctx.actor.name, note: reason, at: ctx.now },
      },
    });
    note({ reason, contentHash });
    await announce(changeMoved(row, "change.edited"));
    return row.id;
  },
});
