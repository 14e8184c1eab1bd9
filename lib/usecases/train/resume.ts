import "server-only";
import { Id } from "@/lib/contracts/api/resources/common";
import { ResumeTrain } from "@/lib/contracts/api/resources/train";
import { Problem } from "@/lib/domain/shared/problem";
import { waitsForHealth } from "@/lib/domain/train/advance";
import { allCars } from "@/lib/domain/train/facts";
import { trainNumber } from "@/lib/domain/train/number";
import { command } from "../command";
import { cancelCars, waitingCars } from "./cars";
import { trainDetail } from "./detail";
import { loadTrainFacts } from "./facts";
import { assertOpen, moveTrainRow, trainMoved, trainTarget } from "./target";

/**
 * Lets a halted train go on. Failed cars stay out and count no more; a ring that was not well after its bake time is
 * accepted as it is; cars named in `leaveOut` never start. Every other car is asked its gates again.
 */
export const resumeTrain = command({
  action: "train.resume",
  input: ResumeTrain.extend({ trainId: Id }),
  target: trainTarget("train.resume"),
  run: async ({ tx, ctx, input, target: { row }, announce, note }) => {
    assertOpen(ctx, "resume", row, input.version);
    const { reason } = input;
    const waiting = waitingCars(row);
    const out = waiting.filter(({ id }) => input.leaveOut.includes(id));
    if (out.length !== new Set(input.leaveOut).size) {
      throw new Problem(
        "conflict",
        "Only cars that have not started can be left out. Reload and choose again.",
        {
          stale: true,
        },
      );
    }
    await cancelCars({ tx, ctx }, row, out, `Left out of ${trainNumber(row.number)}: ${reason}`);
    const { facts } = await loadTrainFacts(tx, row, ctx.now);
    const ill = waitsForHealth(facts);
    if (ill !== null) {
      await tx.trainRing.updateMany({
        where: { trainId: row.id, position: ill.position },
        data: { acceptedAt: ctx.now },
      });
    }
    const failed = allCars(facts).filter(({ state }) => state === "failed").length;
    const data = { sentence: "Goes on.", resumedAt: ctx.now, acceptedFailures: failed };
    await moveTrainRow({ tx, ctx, row, event: "resume", note: reason, data });
    note({ reason, leftOut: out.length, acceptedFailures: failed, acceptedRing: ill?.name ?? null });
    await announce(trainMoved(row.id));
    return trainDetail(tx, ctx, row.id);
  },
});
