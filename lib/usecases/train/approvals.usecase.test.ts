import { afterAll, beforeAll, expect, it } from "vitest";
import { at } from "@/lib/testing/change-world";
import { makeTrainWorld } from "@/lib/testing/train-world";
import { problemOf } from "@/lib/testing/world";
import { approveTrain } from "./approve";

let world: Awaited<ReturnType<typeof makeTrainWorld>>;
beforeAll(async () => {
  world = await makeTrainWorld();
});
afterAll(() => world.close());

it("a train whose environments ask for two people waits for the second before it is approved", async () => {
  const { train } = await world.submitted([{ stages: ["staging"] }]);
  const step = (title: string) => ({ title, roles: ["release_manager"], quorum: 1 });
  const approvalPath = { rule: "Two", steps: [step("One"), step("Two")], approvalDays: 14, reviewDays: null };
  const cars = { trainCar: { trainId: train.id } };
  await world.db.prisma.change.updateMany({ where: cars, data: { approvalPath, approvalsNeeded: 2 } });
  const call = (version: number) => ({ trainId: train.id, version, comment: "" });
  const once = await approveTrain(at(world.manager), call(train.version));
  expect(once).toMatchObject({ state: "in_review" });
  expect(once.sentence).toContain("one environment waits for the approval of another person");
  expect((await problemOf(approveTrain(at(world.manager), call(train.version)))).code).toBe("conflict");
  expect((await problemOf(approveTrain(at(world.manager), call(once.version)))).message).toContain("already");
  const second = await world.person("release_manager");
  expect((await approveTrain(at(second), call(once.version))).state).toBe("approved");
  const states = await world.db.prisma.change.findMany({ where: cars, select: { state: true } });
  expect(states).toEqual([{ state: "approved" }]);
});
