import "server-only";
import { Id } from "@/lib/contracts/api/resources/common";
import { ReasonedTrainMove } from "@/lib/contracts/api/resources/train";
import { publishNow } from "@/lib/data/outbox";
import { command } from "../command";
import { trainDetail } from "./detail";
import { assertOpen, moveTrainRow, trainMoved, trainTarget } from "./target";
import { tellHalted } from "./tell";

/** Halts a train: from the commit on nothing more starts. What is under way runs to its own end. */
export const haltTrain = command({
  action: "train.halt",
  input: ReasonedTrainMove.extend({ trainId: Id }),
  target: trainTarget("train.halt"),
  run: async ({ tx, ctx, input, target: { row }, announce, afterCommit, note }) => {
    assertOpen(ctx, "halt", row, input.version);
    const { reason } = input;
    const data = { sentence: `Halted by ${ctx.actor.name}: ${reason}` };
    await moveTrainRow({ tx, ctx, row, event: "halt", note: reason, data });
    const told = {
      train: row,
      sentence: data.sentence,
      byId: ctx.actor.kind === "person" ? ctx.actor.id : null,
      now: ctx.now,
    };
    const events = await tellHalted(tx, told);
    afterCommit(() => publishNow(ctx.db, ctx.ports.channel, events));
    note({ reason });
    await announce(trainMoved(row.id));
    return trainDetail(tx, ctx, row.id);
  },
});
