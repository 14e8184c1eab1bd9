import { afterAll, beforeAll, expect, it } from "vitest";
import { makeTrainWorld, type TrainWorld } from "@/lib/testing/train-world";

let world: TrainWorld;
beforeAll(async () => {
  world = await makeTrainWorld();
});
afterAll(() => world.close());

it("takes 200 environments through submission, approval and start, each in one transaction", async () => {
  const hundred = Array<"dev">(100).fill("dev");
  const { train } = await world.started([{ stages: hundred }, { stages: hundred }]);
  await world.advance(train.id);
  const { rings } = await world.look(train.id);
  expect(rings.map(({ cars }) => new Set(cars.map(({ state }) => state)))).toEqual([
    new Set(["running"]),
    new Set(["waiting"]),
  ]);
  const decisions = await world.db.prisma.changeDecision.count({
    where: { change: { trainRing: { trainId: train.id } } },
  });
  expect(decisions).toBe(200);
}, 120_000);
