import "server-only";
import { Id } from "@/lib/contracts/api/resources/common";
import { ReasonedTrainMove } from "@/lib/contracts/api/resources/train";
import { publishNow } from "@/lib/data/outbox";
import { rejectRows } from "../change/reject";
import { command } from "../command";
import { auditCars, waitingCars } from "./cars";
import { trainDetail } from "./detail";
import { assertOpen, moveTrainRow, trainMoved, trainTarget } from "./target";
import { tellTrainWriters } from "./tell";

/** Rejects a train and all of its changes, with a reason, by someone who wrote none of it. It ends here. */
export const rejectTrain = command({
  action: "train.reject",
  input: ReasonedTrainMove.extend({ trainId: Id }),
  target: trainTarget("train.reject"),
  run: async ({ tx, ctx, input, target: { row }, announce, afterCommit, note }) => {
    assertOpen(ctx, "reject", row, input.version);
    const { reason } = input;
    const changes = waitingCars(row).map(({ change }) => change);
    await rejectRows({ tx, ctx }, changes, reason);
    const acts = changes.map((change) => ({ action: "change.reject" as const, change, facts: { reason } }));
    await auditCars(tx, ctx, row, acts);
    const data = { sentence: `Rejected: ${reason}`, finishedAt: ctx.now };
    await moveTrainRow({ tx, ctx, row, event: "reject", note: reason, data });
    const title = `rejected by ${ctx.actor.name}`;
    const moved = { train: row, title, text: reason, byId: ctx.actor.id, now: ctx.now };
    const told = await tellTrainWriters(tx, moved);
    afterCommit(() => publishNow(ctx.db, ctx.ports.channel, told));
    note({ reason });
    await announce(trainMoved(row.id));
    return trainDetail(tx, ctx, row.id);
  },
});
