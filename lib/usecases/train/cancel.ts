import "server-only";
import { Id } from "@/lib/contracts/api/resources/common";
import { ReasonedTrainMove } from "@/lib/contracts/api/resources/train";
import { command } from "../command";
import { cancelCars, waitingCars } from "./cars";
import { trainDetail } from "./detail";
import { assertOpen, moveTrainRow, trainMoved, trainTarget } from "./target";

/** Cancels a train that has not started, with its changes. It ends here. */
export const cancelTrain = command({
  action: "train.cancel",
  input: ReasonedTrainMove.extend({ trainId: Id }),
  target: trainTarget("train.cancel"),
  run: async ({ tx, ctx, input, target: { row }, announce, note }) => {
    assertOpen(ctx, "cancel", row, input.version);
    const { reason } = input;
    await cancelCars({ tx, ctx }, row, waitingCars(row), reason);
    const data = { sentence: `Cancelled: ${reason}`, finishedAt: ctx.now };
    await moveTrainRow({ tx, ctx, row, event: "cancel", note: reason, data });
    note({ reason });
    await announce(trainMoved(row.id));
    return trainDetail(tx, ctx, row.id);
  },
});
