import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { at, PLANS } from "@/lib/testing/change-world";
import { makeTrainWorld, type TrainWorld } from "@/lib/testing/train-world";
import { digestOf } from "@/lib/testing/world";
import { getChange } from "../change/get";
import { registerRelease } from "../release/register";
import { createChangeTemplate } from "../template/create";
import { askWaiver } from "../waiver/ask";
import { confirmWaiver } from "../waiver/confirm";
import { approveTrain } from "./approve";
import { draftTrain } from "./draft";
import { getTrainImpact } from "./impact";
import { submitTrain } from "./submit";

let world: TrainWorld;
const retireAll = () => world.db.prisma.changeTemplate.updateMany({ data: { retiredAt: new Date() } });
beforeAll(async () => {
  world = await makeTrainWorld();
  await retireAll();
});
afterAll(async () => {
  await retireAll();
  await world.close();
});

const told = async (version: string) =>
  registerRelease(at(await world.person("developer", "fleet")), {
    ...{ name: `20${30 + Math.floor(Math.random() * 60)}.1.${Math.floor(Math.random() * 1000)}` },
    ...{ repository: "registry.test/erp", digest: digestOf(), sourceRevision: "0123abcdef" },
    modules: [{ name: "base", version, metadata: {} }],
    extras: {},
  });

it("a template approves the cars it covers; people decide on the others, and once it covers all, on none", async () => {
  const chief = await world.person("release_manager", "fleet");
  const limits = { maxModulesChanged: 2, maxFailurePercent: 0, failureWindow: 3, validDays: 30 };
  await createChangeTemplate(at(chief), {
    ...{ name: `Patches ${randomUUID().slice(0, 8)}`, tiers: ["tier2"], stages: ["integration"], ...limits },
  });
  const [running, wanted] = [await told("19.0.1.0.0"), await told("19.0.1.0.1")];
  const train = async (stages: ("integration" | "staging")[]) => {
    const environmentIds: string[] = [];
    for (const stage of stages) environmentIds.push((await world.environment(stage, running.id)).id);
    const drafted = await draftTrain(at(world.drafter), {
      ...{ releaseId: wanted.id, haltAfterFailures: 1, title: "Patches for all" },
      ...{ rings: [{ name: "All", bakeSeconds: 0, environmentIds }] },
      ...{ reason: "Because the test wants one.", ...PLANS },
    });
    return submitTrain(at(world.drafter), { trainId: drafted.id, version: drafted.version });
  };
  const some = await train(["integration", "staging"]);
  expect(some).toMatchObject({ state: "in_review" });
  expect(some.sentence).toContain("Templates approved 1 of 2 beforehand");
  const states = () =>
    world.db.prisma.change.findMany({
      where: { trainRing: { trainId: some.id } },
      select: { state: true, class: true },
      orderBy: { class: "asc" },
    });
  expect(await states()).toEqual([
    { state: "approved", class: "standard" },
    { state: "submitted", class: "normal" },
  ]);
  const asked = await world.db.prisma.notice.findMany({ where: { path: `/trains/${some.id}` } });
  expect(asked.map(({ userId }) => userId)).toContain(world.manager.actor.id);
  const call = { trainId: some.id, version: some.version, comment: "" };
  expect((await approveTrain(at(world.manager), call)).state).toBe("approved");
  const all = await train(["integration", "integration"]);
  expect(all).toMatchObject({ state: "approved" });
  expect((await world.startNow(all)).state).toBe("running");
  await world.advance(all.id);
  expect((await world.look(all.id)).rings[0]?.cars.map(({ state }) => state)).toEqual(["running", "running"]);
}, 30_000);

it("a failing gate of a car is waived by two people on the car's own change; then the train goes on", async () => {
  const second = await world.person("release_manager");
  await world.environment("staging", null);
  const { train } = await world.submitted([{ stages: ["production"] }]);
  const look = async () =>
    (await getTrainImpact(at(world.manager), { trainId: train.id })).rings[0]?.environments[0];
  const before = await look();
  const failing = before?.gates.filter(({ waivable }) => waivable) ?? [];
  expect(failing.map(({ id }) => id)).not.toEqual([]);
  const changeId = before?.change?.id ?? "";
  const { version } = await getChange(at(world.manager), { changeId });
  for (const { id: gateId } of failing) {
    const asked = await askWaiver(at(world.manager), {
      ...{ changeId, version, gateId, reason: "The supplier showed the protocol." },
      expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
    });
    const waiver = asked.governance.waivers.find((one) => one.gateId === gateId);
    await confirmWaiver(at(second), { waiverId: waiver?.id ?? "" });
  }
  const after = await look();
  expect(after?.gates.filter(({ fails }) => fails)).toEqual([]);
  const call = { trainId: train.id, version: train.version, comment: "" };
  expect((await approveTrain(at(world.manager), call)).state).toBe("approved");
});
