import "server-only";
import { Id } from "@/lib/contracts/api/resources/common";
import { ReasonedTrainMove } from "@/lib/contracts/api/resources/train";
import { rejectRows } from "../change/reject";
import { command } from "../command";
import { auditCars, waitingCars } from "./cars";
import { trainDetail } from "./detail";
import { assertOpen, moveTrainRow, trainMoved, trainTarget } from "./target";

/** Rejects a train and all of its changes, with a reason, by someone who wrote none of it. It ends here. */
export const rejectTrain = command({
  action: "train.reject",
  input: ReasonedTrainMove.extend({ trainId: Id }),
  target: trainTarget("train.reject"),
  run: async ({ tx, ctx, input, target: { row }, announce, note }) => {
    assertOpen(ctx, "reject", row, input.version);
    const { reason } = input;
    const changes = waitingCars(row).map(({ change }) => change);
    await rejectRows({ tx, ctx }, changes, reason);
    const acts = changes.map((change) => ({ action: "change.reject" as const, change, facts: { reason } }));
    await auditCars(tx, ctx, row, acts);
    const data = { sentence: `Rejected: ${reason}`, finishedAt: ctx.now };
    await moveTrainRow({ tx, ctx, row, event: "reject", note: reason, data });
    note({ reason });
    await announce(trainMoved(row.id));
    return trainDetail(tx, ctx, row.id);
  },
});
