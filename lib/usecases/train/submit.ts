import "server-only";
import { Id } from "@/lib/contracts/api/resources/common";
import { MoveTrain } from "@/lib/contracts/api/resources/train";
import type { Tx } from "@/lib/data/client";
import { proposedClass } from "@/lib/domain/change/classify";
import { draftRows } from "../change/draft";
import { loadFactsOfMany } from "../change/facts-of-many";
import { submitRows } from "../change/submit";
import { command } from "../command";
import { auditCars } from "./cars";
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
    const contents = row.rings.flatMap((ring) => ring.cars.map((car) => contentOf(row, ring, car)));
    const asked = contents.map((subject) => ({ subject, moment: "draft" as const }));
    const factsOf = await loadFactsOfMany(tx, asked, ctx.now);
    const { requesterId, authorIds } = row;
    const drafts = contents.flatMap((content) => {
      const { trainRingId, ...written } = content;
      const facts = factsOf.get(content);
      if (facts === undefined) return [];
      const proposal = { ...proposedClass(facts.findings, facts.differences, null), template: null };
      return [{ content: written, facts, proposal, origin: { requesterId, authorIds, trainRingId } }];
    });
    const changes = await draftRows({ tx, ctx }, drafts);
    await coupleCars(tx, row.id);
    await submitRows({ tx, ctx }, changes);
    const acts = changes.map((change) => ({
      action: "change.submit" as const,
      change,
      facts: { contentHash: change.contentHash },
    }));
    await auditCars(tx, ctx, row, acts);
    const count = carsOf(row).length;
    const sentence = `Waits for a decision over ${count === 1 ? "one environment" : `${count} environments`}.`;
    await moveTrainRow({ tx, ctx, row, event: "submit", note: "", data: { sentence } });
    note({ contentHash: row.contentHash, cars: count });
    await announce(trainMoved(row.id));
    return trainDetail(tx, ctx, row.id);
  },
});

/** Each car gets the change that was written for its ring and environment. */
const coupleCars = (tx: Tx, trainId: string) => tx.$executeRaw`
  UPDATE train_car SET change_id = change.id FROM change
  WHERE train_car.train_id = ${trainId}::uuid
    AND change.train_ring_id = train_car.ring_id AND change.environment_id = train_car.environment_id`;

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
