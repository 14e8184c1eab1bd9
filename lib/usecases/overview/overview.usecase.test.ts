import { afterAll, beforeAll, expect, it } from "vitest";
import { ACTIVE_OPERATION_STATES } from "@/lib/domain/operation/state";
import { at } from "@/lib/testing/change-world";
import { makeTrainWorld, type TrainWorld } from "@/lib/testing/train-world";
import { watchedOperation } from "@/lib/testing/watched-operation";
import { haltTrain } from "../train/halt";
import { getOverview } from "./get";

let world: TrainWorld;
beforeAll(async () => {
  world = await makeTrainWorld();
});
afterAll(async () => {
  const left = { tenantId: world.tenantId, state: { in: [...ACTIVE_OPERATION_STATES] } };
  await world.db.prisma.operation.updateMany({ where: left, data: { state: "failed" } });
  await world.close();
});

it("shows an operation that asks to whoever may answer, with the question and its end, and to nobody else", async () => {
  const [before, release] = [await world.release(), await world.release({ base: "19.0.1.0.1" })];
  const operationId = await watchedOperation(world, {
    environmentId: (await world.environment("production", before.id)).id,
    releaseId: release.id,
    previousReleaseId: before.id,
  });
  const askedOf = async (ctx: typeof world.manager) =>
    (await getOverview(at(ctx), {})).questions.filter(({ operation }) => operation.id === operationId);
  const [question] = await askedOf(world.manager);
  expect(question?.text).not.toBe("");
  expect(Date.parse(question?.until ?? "")).toBeGreaterThan(Date.now());
  expect(await askedOf(world.plantIt)).toEqual([]);
  expect((await getOverview(at(world.manager), {})).sentence).not.toContain("Nothing waits for you");

  await world.db.prisma.operation.update({ where: { id: operationId }, data: { parkKind: "time" } });
  expect(await askedOf(world.manager)).toEqual([]);
});

it("shows a train that was halted to whoever may let it go on", async () => {
  const { train } = await world.started([{ stages: ["dev"] }, { stages: ["staging"] }]);
  const mine = async (ctx: typeof world.manager) =>
    (await getOverview(at(ctx), {})).trains.map(({ id }) => id).includes(train.id);
  expect(await mine(world.manager)).toBe(false);
  await haltTrain(at(world.manager), { trainId: train.id, version: train.version, reason: "Stock-taking." });
  expect(await mine(world.manager)).toBe(true);
  expect(await mine(world.plantIt)).toBe(false);
});
