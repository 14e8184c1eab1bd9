import "server-only";
import { Id } from "@/lib/contracts/api/resources/common";
import { MoveTrain } from "@/lib/contracts/api/resources/train";
import { changeNumber } from "@/lib/domain/change/number";
import { draftRow } from "../change/draft";
import { loadFactsOfMany } from "../change/facts-of-many";
import { submitRow } from "../change/submit";
import { command } from "../command";
import { auditCar } from "./cars";
import { trainDetail } from "./detail";
import { carsOf, type RingRow, type TrainRow } from "./rows";
import { assertOpen, moveTrainRow, trainMoved, trainTarget } from "./target";

/** Asks for a decision: every environment gets a change of its own, submitted with the train. */
export const submitTrain = command({
  action: "train.submit",
  input: MoveTrain.extend({ trainId: Id }),
  target: trainTarget("train.submit"),
  run: async ({ tx, ctx, input, target: { row }, announce, note }) => {
    assertOpen(ctx, "submit", row, input.version);
    const contents = row.rings.flatMap((ring) =>
      ring.cars.map((car) => ({ car, content: contentOf(row, ring, car) })),
    );
    const asked = contents.map(({ content }) => ({ subject: content, moment: "draft" as const }));
    const factsOf = await loadFactsOfMany(tx, asked, ctx.now);
    const origin = { requesterId: row.requesterId, authorIds: row.authorIds };
    for (const { car, content } of contents) {
      const { trainRingId, ...written } = content;
      const facts = factsOf.get(content) ?? { differences: [] };
      const change = await draftRow({ tx, ctx, announce }, written, facts, { ...origin, trainRingId });
      await tx.trainCar.update({
        where: { id: car.id },
        data: { changeId: change.id },
        select: { id: true },
      });
      await submitRow({ tx, ctx, announce }, change);
      const told = { change: changeNumber(change.number), contentHash: change.contentHash };
      await auditCar(tx, ctx, row, { action: "change.submit", change, facts: told });
    }
    const count = carsOf(row).length;
    const sentence = `Waits for a decision over ${count === 1 ? "one environment" : `${count} environments`}.`;
    await moveTrainRow({ tx, ctx, row, event: "submit", note: "", data: { sentence } });
    note({ contentHash: row.contentHash, cars: count });
    await announce(trainMoved(row.id));
    return trainDetail(tx, ctx, row.id);
  },
});

const contentOf = (train: TrainRow, ring: RingRow, car: RingRow["cars"][number]) => ({
  environmentId: car.environmentId,
  tenantId: car.tenantId,
  releaseId: train.releaseId,
  title: train.title,
  reason: train.reason,
  rollbackPlan: train.rollbackPlan,
  fallback: train.fallback,
  communication: train.communication,
  trainRingId: ring.id,
});
