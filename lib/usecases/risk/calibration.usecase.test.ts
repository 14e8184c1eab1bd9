import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { at, type ChangeWorld, makeChangeWorld } from "@/lib/testing/change-world";
import { getRiskCalibration } from "./calibration";
import { loadHistory } from "./history";

let world: ChangeWorld;
beforeAll(async () => {
  world = await makeChangeWorld();
});
afterAll(() => world.close());

/** So many deployments with this score at their start, of which the first `failed` failed, a week apart each third. */
async function ended(score: number, count: number, failed: number): Promise<void> {
  const { prisma } = world.db;
  const { change, environment, wanted } = await world.approved();
  const { number: _number, ...row } = await prisma.change.findUniqueOrThrow({ where: { id: change.id } });
  const place = await prisma.environment.findUniqueOrThrow({ where: { id: environment.id } });
  const ids = Array.from({ length: count }, () => randomUUID());
  const { approvalPath: _path, flagReasons: _reasons, ...plain } = row;
  await prisma.change.createMany({ data: ids.map((id) => ({ ...plain, id, state: "cancelled" })) });
  const judged = { moment: "start", policyNumber: 0, document: {}, verdicts: {} };
  await prisma.changeJudgement.createMany({
    data: ids.map((changeId) => ({ ...judged, changeId, riskScore: score, riskBand: "low" })),
  });
  await prisma.operation.createMany({
    data: ids.map((changeId, index) => {
      const finishedAt = new Date(Date.now() - Math.floor(index / 3) * 7 * 86_400_000 - 60_000);
      return {
        ...{ kind: "deploy" as const, state: index < failed ? ("failed" as const) : ("succeeded" as const) },
        ...{ changeId, releaseId: wanted.id, clusterId: place.clusterId, tenantId: place.tenantId },
        ...{ environmentId: place.id, correlationId: "test", finishedAt, deadlineAt: finishedAt },
      };
    }),
  });
}

it("with enough outcomes the bands are told apart, the score is held against the overall rate, week by week", async () => {
  await ended(8, 24, 0);
  await ended(45, 12, 4);
  await ended(75, 12, 9);
  const told = await getRiskCalibration(at(world.manager), {});
  expect(told).toMatchObject({ judged: 48, failed: 13 });
  expect(told.bands.map(({ judged, failureRate }) => `${judged} ${failureRate?.toFixed(2)}`)).toEqual([
    "24 0.00",
    "12 0.33",
    "12 0.75",
  ]);
  expect(told.verdict).toBe(
    "Higher bands failed more often, and the score predicts better than the overall rate.",
  );
  expect(told.brier?.score).toBeLessThan(told.brier?.base ?? 0);
  expect(told.last.length).toBe(20);
  expect(told.last[0]).toMatchObject({
    score: 75,
    band: "high",
    ended: expect.stringMatching(/failed|succeeded/),
  });
  expect(told.weeks.at(-1)).toMatchObject({ judged: 9 });
  expect(told.weeks.filter(({ judged }) => judged > 0).length).toBe(8);
});

it("what a person took back after it had succeeded counts as failed, in the outcomes and in the history", async () => {
  const { prisma } = world.db;
  await ended(60, 3, 1);
  const since = { at: { gte: new Date(Date.now() - 10_000) } };
  const judged = await prisma.changeJudgement.findMany({
    where: { ...since, riskScore: 60, change: { tenantId: world.tenantId } },
    select: { change: { select: { id: true, environmentId: true, releaseId: true, operations: true } } },
  });
  const good = judged.find(({ change: { operations } }) => operations[0]?.state === "succeeded")?.change;
  if (good === undefined) throw new Error("None of them succeeded.");
  const before = await getRiskCalibration(at(world.manager), {});
  const moved = { fromState: "succeeded", toState: "rolled_back", event: "roll_back" } as const;
  await prisma.changeMove.create({
    data: { ...moved, changeId: good.id, actorName: "Mira", at: new Date() },
  });
  const after = await getRiskCalibration(at(world.manager), {});
  expect(after).toMatchObject({ judged: before.judged, failed: before.failed + 1 });
  expect(after.last[0]).toMatchObject({ change: { id: good.id }, ended: "rolled_back" });
  const historyOf = await loadHistory(prisma, [good], new Date());
  expect(historyOf(good)).toEqual({ similar: 3, failed: 2, recentFailures: 2 });
});
