import "server-only";
import { Id } from "@/lib/contracts/api/resources/common";
import { ReasonedTrainMove } from "@/lib/contracts/api/resources/train";
import { trainNumber } from "@/lib/domain/train/number";
import { command } from "../command";
import { cancelCars, waitingCars } from "./cars";
import { trainDetail } from "./detail";
import { assertOpen, moveTrainRow, trainMoved, trainTarget } from "./target";

/** Stops a train for good: what has not started is cancelled, what runs comes to its own end, what arrived stays. */
export const stopTrain = command({
  action: "train.stop",
  input: ReasonedTrainMove.extend({ trainId: Id }),
  target: trainTarget("train.stop"),
  run: async ({ tx, ctx, input, target: { row }, announce, note }) => {
    assertOpen(ctx, "stop", row, input.version);
    const { reason } = input;
    const cars = waitingCars(row);
    await cancelCars({ tx, ctx }, row, cars, `${trainNumber(row.number)} was stopped: ${reason}`);
    const data = { sentence: `Stopped by ${ctx.actor.name}: ${reason}`, finishedAt: ctx.now };
    await moveTrainRow({ tx, ctx, row, event: "stop", note: reason, data });
    note({ reason, cancelled: cars.length });
    await announce(trainMoved(row.id));
    return trainDetail(tx, ctx, row.id);
  },
});
