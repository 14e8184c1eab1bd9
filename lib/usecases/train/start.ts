import "server-only";
import { Id } from "@/lib/contracts/api/resources/common";
import { StartTrain } from "@/lib/contracts/api/resources/train";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
import { trainDetail } from "./detail";
import { loadImpact } from "./impact";
import { assertOpen, moveTrainRow, trainMoved, trainTarget } from "./target";

/**
 * Starts a train, by somebody who looked at its impact list as it is now. From the commit on the sweep starts its cars
 * ring by ring, each through its own gates.
 */
export const startTrain = command({
  action: "train.start",
  input: StartTrain.extend({ trainId: Id }),
  target: trainTarget("train.start"),
  run: async ({ tx, ctx, input, target: { row }, announce, note }) => {
    assertOpen(ctx, "start", row, input.version);
    const impact = await loadImpact(tx, row, ctx.now);
    if (impact.hash !== input.impactHash) {
      throw new Problem(
        "conflict",
        "What the train would touch has changed since you looked: another release, gate or conflict stands there now. Look at the impact list again.",
        { stale: true },
      );
    }
    const sentence = "Started; its first ring is about to begin.";
    const data = { sentence, startedAt: ctx.now, startedById: ctx.actor.id };
    await moveTrainRow({ tx, ctx, row, event: "start", note: "", data });
    note({ contentHash: row.contentHash, impactHash: impact.hash, totals: impact.totals });
    await announce(trainMoved(row.id));
    return trainDetail(tx, ctx, row.id);
  },
});
