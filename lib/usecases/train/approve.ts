import "server-only";
import { Id } from "@/lib/contracts/api/resources/common";
import { ApproveTrain } from "@/lib/contracts/api/resources/train";
import type { Tx } from "@/lib/data/client";
import { publishNow } from "@/lib/data/outbox";
import { Problem } from "@/lib/domain/shared/problem";
import { approveRows } from "../change/approve";
import { loadFactsOfMany } from "../change/facts-of-many";
import type { Acting } from "../change/target";
import { command } from "../command";
import { auditCars, waitingCars } from "./cars";
import { trainDetail } from "./detail";
import type { TrainRow } from "./rows";
import { assertOpen, moveTrainRow, staleVersion, trainMoved, trainTarget } from "./target";
import { tellTrainWriters } from "./tell";

/**
 * Gives the approval that is open in each environment of a train, by one person who needs the right in all of them and
 * wrote none of it. With the last one the train is approved. Every gate of every car has to pass.
 */
export const approveTrain = command({
  action: "train.approve",
  input: ApproveTrain.extend({ trainId: Id }),
  target: trainTarget("train.approve"),
  run: async ({ tx, ctx, input, target: { row }, announce, afterCommit, note }) => {
    assertOpen(ctx, "approve", row, input.version);
    const factsOf = await assertGates(tx, row, ctx.now);
    const changes = undecided(row);
    const full = await approveRows({ tx, ctx }, changes, {
      comment: input.comment,
      factsOf: (change) => factsOf.get(change),
    });
    const acts = changes.map((change) => ({
      action: "change.approve" as const,
      change,
      facts: { contentHash: change.contentHash, comment: input.comment },
    }));
    await auditCars(tx, ctx, row, acts);
    await settle({ tx, ctx }, row, { comment: input.comment, open: changes.length - full.length });
    const title = full.length === changes.length ? "approved" : "one of its approvals given";
    const text = `By ${ctx.actor.name}. ${input.comment}`.trim();
    const told = await tellTrainWriters(tx, { train: row, title, text, byId: ctx.actor.id, now: ctx.now });
    afterCommit(() => publishNow(ctx.db, ctx.ports.channel, told));
    note({ contentHash: row.contentHash, comment: input.comment, cars: changes.length });
    await announce(trainMoved(row.id));
    return trainDetail(tx, ctx, row.id);
  },
});

/** The changes of its cars that wait for an approval still. */
const undecided = (row: TrainRow) =>
  waitingCars(row)
    .map(({ change }) => change)
    .filter(({ state }) => state === "submitted" || state === "in_review");

/** Approved once every car is; until then it waits for another person, who decides on what is open. */
async function settle(
  { tx, ctx }: Pick<Acting, "tx" | "ctx">,
  row: TrainRow,
  { comment, open }: { comment: string; open: number },
): Promise<void> {
  if (open === 0) {
    const sentence = "Approved: it waits for somebody to look at its impact and start it.";
    await moveTrainRow({ tx, ctx, row, event: "approve", note: comment, data: { sentence } });
    return;
  }
  const cars = open === 1 ? "one environment waits" : `${open} environments wait`;
  const sentence = `Approved by ${ctx.actor.name}; ${cars} for the approval of another person.`;
  const { count } = await tx.train.updateMany({
    where: { id: row.id, state: row.state, version: row.version },
    data: { sentence, version: { increment: 1 }, updatedAt: ctx.now },
  });
  if (count !== 1) throw staleVersion(row);
}

const NAMED = 5;

async function assertGates(tx: Tx, row: TrainRow, now: Date) {
  const cars = waitingCars(row);
  const asked = cars.map(({ change }) => ({ subject: change, moment: "approve" as const }));
  const factsOf = await loadFactsOfMany(tx, asked, now);
  const failing = cars.flatMap(({ environment, change }) =>
    (factsOf.get(change)?.gates ?? [])
      .filter(({ verdict }) => verdict === "fail")
      .map((gate) => ({ id: environment.id, place: environment.name, gate })),
  );
  if (failing.length === 0) return factsOf;
  const named = failing.slice(0, NAMED).map(({ place, gate }) => `${place}: ${gate.title.toLowerCase()}`);
  const more = failing.length > NAMED ? ` and ${failing.length - NAMED} more` : "";
  throw new Problem("gate_refused", `It cannot be approved yet. Gates stop it: ${named.join("; ")}${more}.`, {
    gates: failing.slice(0, 50).map(({ id, place, gate }) => ({
      ...gate,
      id: `${gate.id}/${id}`,
      title: `${place}: ${gate.title}`,
    })),
  });
}
