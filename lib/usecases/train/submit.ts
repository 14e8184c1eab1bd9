import "server-only";
import { Id } from "@/lib/contracts/api/resources/common";
import { MoveTrain } from "@/lib/contracts/api/resources/train";
import type { LiveEvent } from "@/lib/contracts/events/live";
import type { Tx } from "@/lib/data/client";
import type { Change } from "@/lib/data/generated/client";
import { publishNow } from "@/lib/data/outbox";
import { draftRows } from "../change/draft";
import { loadFactsOfMany } from "../change/facts-of-many";
import { preApprove } from "../change/pre-approve";
import { submitRows } from "../change/submit";
import type { Acting } from "../change/target";
import { loadProposals } from "../change/touches";
import { command } from "../command";
import { auditCars } from "./cars";
import { trainDetail } from "./detail";
import { carsOf, type RingRow, type TrainRow } from "./rows";
import { assertOpen, moveTrainRow, trainMoved, trainTarget } from "./target";
import { tellTrainTurn } from "./tell";

/** Asks for a decision: every environment gets a change of its own, submitted with the train. */
export const submitTrain = command({
  action: "train.submit",
  input: MoveTrain.extend({ trainId: Id }),
  target: trainTarget("train.submit"),
  run: async ({ tx, ctx, input, target: { row }, announce, afterCommit, note }) => {
    assertOpen(ctx, "submit", row, input.version);
    const contents = row.rings.flatMap((ring) => ring.cars.map((car) => contentOf(row, ring, car)));
    const asked = contents.map((subject) => ({ subject, moment: "draft" as const }));
    const factsOf = await loadFactsOfMany(tx, asked, ctx.now);
    const { requesterId, authorIds } = row;
    const proposalOf = await loadProposals(tx, ctx.now);
    const drafts = contents.flatMap((content) => {
      const { trainRingId, ...written } = content;
      const facts = factsOf.get(content);
      if (facts === undefined) return [];
      const proposal = proposalOf(facts, { authorIds });
      return [{ content: written, facts, proposal, origin: { requesterId, authorIds, trainRingId } }];
    });
    const changes = await draftRows({ tx, ctx }, drafts);
    await coupleCars(tx, row.id);
    await submitRows({ tx, ctx }, changes);
    const beforehand = await preApproveCars({ tx, ctx }, changes, proposalOf);
    const acts = changes.map((change) => ({
      action: "change.submit" as const,
      change,
      facts: {
        contentHash: change.contentHash,
        ...(beforehand.has(change.id) ? { approvedBeforehand: true } : {}),
      },
    }));
    await auditCars(tx, ctx, row, acts);
    const count = carsOf(row).length;
    const events = await submitted({ tx, ctx }, row, { count, beforehand: beforehand.size });
    afterCommit(() => publishNow(ctx.db, ctx.ports.channel, events));
    note({ contentHash: row.contentHash, cars: count, approvedBeforehand: beforehand.size });
    await announce(trainMoved(row.id));
    return trainDetail(tx, ctx, row.id);
  },
});

/** The ids of the cars' changes that a template of standard changes approves: within its limits, every gate open. */
async function preApproveCars(
  { tx, ctx }: Pick<Acting, "tx" | "ctx">,
  drafted: readonly Change[],
  proposalOf: Awaited<ReturnType<typeof loadProposals>>,
): Promise<ReadonlySet<string>> {
  const standard = drafted
    .filter((change) => change.class === "standard")
    .map((change) => ({ ...change, state: "submitted" as const, version: change.version + 1 }));
  const asked = standard.map((subject) => ({ subject, moment: "approve" as const }));
  const factsOf = await loadFactsOfMany(tx, asked, ctx.now);
  const covered = standard.flatMap((row) => {
    const facts = factsOf.get(row);
    const template = facts === undefined ? null : proposalOf(facts, row).template;
    return facts === undefined || template === null ? [] : [{ row, facts, template }];
  });
  return new Set((await preApprove({ tx, ctx }, covered)).map(({ id }) => id));
}

/** The train's own move: approved at once when templates cover every car, else it waits for people, who are told. */
async function submitted(
  { tx, ctx }: Pick<Acting, "tx" | "ctx">,
  row: TrainRow,
  { count, beforehand }: { count: number; beforehand: number },
): Promise<LiveEvent[]> {
  const open = count - beforehand;
  const already = beforehand === 0 ? "" : ` Templates approved ${beforehand} of ${count} beforehand.`;
  const sentence = `Waits for a decision over ${open === 1 ? "one environment" : `${open} environments`}.${already}`;
  await moveTrainRow({ tx, ctx, row, event: "submit", note: "", data: { sentence } });
  if (open > 0) {
    const text = `${sentence} ${row.reason}`;
    const title = "your approval is asked for";
    return tellTrainTurn(tx, { train: row, title, text, byId: ctx.actor.id, now: ctx.now });
  }
  const approved =
    "Approved beforehand by templates: it waits for somebody to look at its impact and start it.";
  const now = { ...row, state: "in_review" as const, version: row.version + 1 };
  const later = { ...ctx, now: new Date(ctx.now.getTime() + 1) };
  await moveTrainRow({
    tx,
    ctx: later,
    row: now,
    event: "approve",
    note: "by templates",
    data: { sentence: approved },
  });
  return [];
}

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
