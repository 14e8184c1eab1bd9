import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { at, makeRollbackWorld, type RollbackWorld, type TestRelease } from "@/lib/testing/rollback-world";
import { getChange } from "../change/get";
import { previewRollback } from "./preview";

let world: RollbackWorld;
let environmentId: string;
let before: TestRelease;
let running: TestRelease;
let changeId: string;

beforeAll(async () => {
  world = await makeRollbackWorld();
});
afterAll(() => world.close());

/** The running release was brought by a change. */
beforeEach(async () => {
  ({ environmentId, before, running } = await world.begin());
  const change = await world.db.prisma.change.create({
    data: {
      tenantId: world.tenantId,
      environmentId,
      releaseId: running.id,
      requesterId: world.developer.actor.id,
      title: "t",
      reason: "r",
      rollbackPlan: "",
      contentHash: "h",
      state: "succeeded",
    },
  });
  changeId = change.id;
  await world.db.prisma.operation.updateMany({ where: { environmentId }, data: { changeId } });
});

const environment = () => world.environmentOf(environmentId);
const change = () => getChange(at(world.manager), { changeId });
const preview = () => previewRollback(at(world.manager), { environmentId });
const press = (targetReleaseId = before.id) => world.press(environmentId, { targetReleaseId });

describe("how a rollback ends", () => {
  it("leaves the earlier release, its change rolled back, and no proof for the stage", async () => {
    const passes = () => world.db.prisma.stagePass.count({ where: { environmentId } });
    expect(await passes()).toBe(1);
    expect((await preview()).change?.id).toBe(changeId);
    const operation = await press();
    expect(operation.changeId).toBe(changeId);
    await world.ended(operation.id, "succeeded", "It runs again.");
    expect(await environment()).toMatchObject({ state: "ready", releaseId: before.id });
    const ended = await change();
    expect(ended).toMatchObject({ state: "rolled_back", outcome: "It runs again." });
    expect(ended.runningRelease?.id).toBe(before.id);
    expect(ended.operationId).not.toBe(operation.id);
    expect(await passes()).toBe(0);
    expect(await preview()).toMatchObject({ target: null, possible: { allowed: false } });
  });

  it("leaves the change as it stands when it failed, and can be tried again", async () => {
    const operation = await press();
    await world.ended(operation.id, "failed", "Stopped.");
    expect(await environment()).toMatchObject({ state: "needs_attention", releaseId: running.id });
    expect((await change()).state).toBe("succeeded");
    expect(await world.db.prisma.stagePass.count({ where: { environmentId } })).toBe(1);
    expect((await press()).release?.id).toBe(before.id);
  });

  it("brings back what ran when a deployment stopped half-way, and leaves that change alone", async () => {
    const third = await world.release({ base: "19.0.1.0.0", [world.stock]: "1.2" });
    await world.ended(await world.deployed(environmentId, third, running), "failed", "Stopped half-way.");
    const operation = await press(running.id);
    expect(operation).toMatchObject({
      release: { id: running.id },
      previousRelease: { id: third.id },
      changeId: null,
    });
    await world.ended(operation.id, "succeeded");
    expect(await environment()).toMatchObject({ state: "ready", releaseId: running.id });
    expect((await change()).state).toBe("succeeded");
    expect((await preview()).target?.id).toBe(before.id);
  });
});
