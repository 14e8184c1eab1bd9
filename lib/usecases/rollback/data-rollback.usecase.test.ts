import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { at, makeRollbackWorld, type RollbackWorld, type TestRelease } from "@/lib/testing/rollback-world";
import { problemOf } from "@/lib/testing/world";
import type { Context } from "../context";
import { placeHold } from "../hold/place";
import { evaluateOperationGates } from "../operation/evaluate-gates";
import { approveRestore } from "../restore/approve";
import { getRestore } from "../restore/get";
import { rollBackWithData } from "./data-roll-back";
import { previewRollback } from "./preview";

let world: RollbackWorld;
let support: Context;
let environmentId: string;
let before: TestRelease;
let running: TestRelease;
let changeId: string;
let backupId: string;
const reason = "The new release books stock twice";

beforeAll(async () => {
  world = await makeRollbackWorld();
  support = await world.person("support");
});
afterAll(() => world.close());

async function begin(stage: "staging" | "production"): Promise<void> {
  ({ environmentId, before, running, changeId, backupId } = await world.beginWithData(stage));
}
beforeEach(() => begin("staging"));

const preview = async (ctx = world.manager) => previewRollback(at(ctx), { environmentId });
const press = (changed: { backupId?: string; confirmation?: string } = {}, ctx = world.manager) =>
  rollBackWithData(at(ctx), { environmentId, targetReleaseId: before.id, backupId, reason, ...changed });
const environment = () => world.environmentOf(environmentId);
const operations = () =>
  world.db.prisma.operation.findMany({ where: { environmentId, kind: "restore_rollback" } });

describe("the preview", () => {
  it("refuses code alone and offers both together, with the checkpoint, the change and every step", async () => {
    const seen = await preview();
    expect(seen.possible.allowed).toBe(false);
    expect(seen.withData).toMatchObject({
      possible: { allowed: true, reason: null },
      checkpoint: { backupId },
      change: { id: changeId },
      waiting: null,
      secondPerson: false,
      can: { rollBack: { allowed: true } },
    });
    const names = seen.withData.plan.map(({ name }) => name);
    expect(names.slice(0, 6)).toEqual([
      ...["gates", "preflight", "render", "safety_backup", "restore_beside", "quiesce"],
    ]);
    expect((await preview(support)).withData.can.rollBack.reason).toContain("Support");
  });

  it("offers only code alone where that loses nothing", async () => {
    const { environmentId: other } = await world.begin();
    const seen = await previewRollback(at(world.manager), { environmentId: other });
    expect(seen.possible.allowed).toBe(true);
    expect(seen.withData.possible.reason).toContain("loses nothing: use that");
  });

  it.each([
    ["removed", { state: "forgotten" }, "removed by its retention"],
    ["disproved", { proof: "disproved" }, "back failed"],
    ["incomplete", { filestoreSnapshotId: null }, "is not complete"],
  ] as const)("says why a %s checkpoint is not used", async (_, data, said) => {
    await world.db.prisma.backup.update({ where: { id: backupId }, data });
    expect((await preview()).withData.possible.reason).toContain(said);
    expect((await problemOf(press())).message).toContain(said);
  });
});

describe("outside production", () => {
  it("starts at once with the loss as it was told, and is audited", async () => {
    const restore = await press();
    expect(restore).toMatchObject({
      state: "running",
      change: { id: changeId },
      lossSentence: "three sales orders",
    });
    const [operation] = await operations();
    expect(operation).toMatchObject({
      ...{ releaseId: before.id, previousReleaseId: running.id, changeId, state: "queued" },
    });
    expect(world.told.rung).toContain(`operation.run ${operation?.id}`);
    const audit = await world.db.prisma.auditEntry.findFirst({
      where: { targetId: environmentId, action: "operation.restore_rollback" },
    });
    expect(audit).toMatchObject({ outcome: "done" });
    // Stages and evidence are not asked of a release that ran here before.
    const gates = await evaluateOperationGates(world.db.prisma, operation?.id ?? "", "start", new Date());
    expect(gates).toMatchObject({ passed: true });
    expect((await problemOf(press())).message).toContain("works on this environment");
  });

  it("brings the release, ends the change as rolled back, keeps the data and offers no undo", async () => {
    const restore = await press();
    await world.ended(restore.operation?.id ?? "", "succeeded", "It runs the earlier release again.");
    expect(await environment()).toMatchObject({ state: "ready", releaseId: before.id });
    const change = await world.db.prisma.change.findUniqueOrThrow({ where: { id: changeId } });
    expect(change).toMatchObject({ state: "rolled_back", outcome: "It runs the earlier release again." });
    const ended = await getRestore(at(world.manager), { restoreId: restore.id });
    expect(ended.state).toBe("succeeded");
    expect(ended.keptUntil).not.toBeNull();
    expect(ended.can.undo.reason).toContain("deploy that release and restore the backup");
    // What was left is never the way back.
    expect(await preview()).toMatchObject({ target: null, withData: { possible: { allowed: false } } });
  });

  it("leaves release and change as they stand when it fails", async () => {
    const restore = await press();
    await world.ended(restore.operation?.id ?? "", "failed", "Stopped.");
    expect(await environment()).toMatchObject({ state: "needs_attention", releaseId: running.id });
    const change = await world.db.prisma.change.findUniqueOrThrow({ where: { id: changeId } });
    expect(change.state).toBe("succeeded");
  });

  it("is refused without the right, out of scope, for another checkpoint, under a hold, and of two one wins", async () => {
    expect((await problemOf(press({}, support))).code).toBe("forbidden");
    expect((await problemOf(press({}, world.stranger))).code).toBe("not_found");
    expect((await problemOf(press({ backupId: randomUUID() }))).code).toBe("not_found");
    const ends = await Promise.allSettled([press(), press()]);
    expect(ends.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    await begin("staging");
    await placeHold(at(world.manager), {
      ...{ level: "environment", environmentId, reason: "Stocktaking" },
      until: new Date(Date.now() + 3_600_000).toISOString(),
    });
    expect((await problemOf(press())).code).toBe("gate_refused");
  });

  it("is the way back after a deployment that stopped when the door was open already", async () => {
    const third = await world.release({ base: "19.0.1.0.0", [world.stock]: "3.0" }, [world.stock]);
    const stopped = await world.deployed(environmentId, third, running);
    await world.db.prisma.operation.update({ where: { id: stopped }, data: { changeId } });
    await world.db.prisma.backup.create({
      data: {
        ...{
          tenantId: world.tenantId,
          environmentId,
          operationId: stopped,
          cause: "checkpoint",
          state: "good",
        },
        ...{ releaseId: running.id, takenAt: new Date(), databaseSnapshotId: "d", filestoreSnapshotId: "f" },
      },
    });
    await world.ended(stopped, "failed", "People write into the changed database.");
    const seen = await preview();
    expect(seen).toMatchObject({ from: { id: third.id }, target: { id: running.id } });
    const checkpoint = seen.withData.checkpoint?.backupId ?? "";
    const wish = { environmentId, targetReleaseId: running.id, backupId: checkpoint, reason };
    const restore = await rollBackWithData(at(world.manager), wish);
    await world.ended(restore.operation?.id ?? "", "succeeded");
    expect(await environment()).toMatchObject({ state: "ready", releaseId: running.id });
  });
});

describe("in production", () => {
  beforeEach(() => begin("production"));

  it("wants the name and a second person, who looks at what holds then", async () => {
    const { name: confirmation } = await environment();
    expect((await problemOf(press())).message).toContain(`Type ${confirmation} exactly`);
    const asked = await press({ confirmation });
    expect(asked).toMatchObject({ state: "requested", operation: null });
    const seen = await preview();
    expect(seen.withData).toMatchObject({ waiting: { id: asked.id }, secondPerson: true });
    expect((await problemOf(press({ confirmation }))).message).toContain("waits for a second person");
    const decision = { restoreId: asked.id, version: asked.version, comment: "I looked at the counts" };
    expect((await problemOf(approveRestore(at(world.manager), decision))).code).toBe("forbidden");
    const second = await world.person("platform_engineer");
    const notices = await world.db.prisma.notice.findMany({ where: { userId: world.manager.actor.id } });
    expect(notices.map(({ path }) => path)).not.toContain(`/restore/${asked.id}`);
    const released = await approveRestore(at(second), decision);
    expect(released).toMatchObject({ state: "running", approver: { id: second.actor.id } });
    expect(await operations()).toMatchObject([
      { releaseId: before.id, changeId, requesterId: world.manager.actor.id },
    ]);
  });

  it("is not released when the checkpoint is gone by then", async () => {
    const { name: confirmation } = await environment();
    const asked = await press({ confirmation });
    await world.db.prisma.backup.update({ where: { id: backupId }, data: { state: "forgotten" } });
    const second = await world.person("platform_engineer");
    const decision = { restoreId: asked.id, version: asked.version, comment: "I looked at the counts" };
    expect((await problemOf(approveRestore(at(second), decision))).message).toContain("retention");
    expect(await operations()).toEqual([]);
  });
});
