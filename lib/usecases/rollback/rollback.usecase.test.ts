import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ACTIVE_OPERATION_STATES } from "@/lib/domain/operation/state";
import { queueDeploy } from "@/lib/testing/operation-rows";
import { makeTenant, makeWorld, problemOf, type World } from "@/lib/testing/world";
import { getChange } from "../change/get";
import type { Context } from "../context";
import { placeHold } from "../hold/place";
import { evaluateOperationGates } from "../operation/evaluate-gates";
import { recordOutcome } from "../operation/record-outcome";
import { previewRollback } from "./preview";
import { rollBack } from "./roll-back";

/** Modules are one namespace of the whole database: these are this suite's own. */
const STOCK = `stock_${randomUUID().slice(0, 8)}`;
const SKIPPED = `skip_${randomUUID().slice(0, 8)}`;

type Release = { id: string; name: string };

let world: World;
let manager: Context;
let developer: Context;
let plantIt: Context;
let stranger: Context;
let environmentId: string;
let before: Release;
let running: Release;

beforeAll(async () => {
  world = await makeWorld();
  const other = await makeTenant(world.db, randomUUID().slice(0, 8));
  [manager, developer, plantIt, stranger] = await Promise.all([
    world.person("release_manager"),
    world.person("developer"),
    world.person("plant_it"),
    world.person("release_manager", { tenantId: other.id }),
  ]);
});
afterAll(async () => {
  const left = { tenantId: world.tenantId, state: { in: [...ACTIVE_OPERATION_STATES] } };
  await world.db.prisma.operation.updateMany({ where: left, data: { state: "failed" } });
  await world.close();
});

beforeEach(async () => {
  before = await world.release({ base: "19.0.1.0.0", [STOCK]: "1.0" });
  running = await world.release({ base: "19.0.1.0.0", [STOCK]: "1.1" });
  environmentId = (await world.environment("staging", before.id)).id;
  await brought(running, before);
});

const now = (ctx: Context): Context => ({ ...ctx, now: new Date() });
const environment = () => world.db.prisma.environment.findUniqueOrThrow({ where: { id: environmentId } });
const operations = () => world.db.prisma.operation.count({ where: { environmentId, kind: "rollback" } });
const audits = async (targetId = environmentId) => {
  const rows = await world.db.prisma.auditEntry.findMany({
    where: { targetId },
    orderBy: { sequence: "asc" },
  });
  return rows.map(({ action, outcome }) => `${action} ${outcome}`);
};

/** Ends an operation as a worker does. */
async function ended(operationId: string, state: "succeeded" | "failed", sentence = "Done.") {
  const end = { state, needsAttention: state === "failed", touched: true, failure: null, sentence };
  await world.db.prisma.operation.update({ where: { id: operationId }, data: { state: "running" } });
  await world.db.transaction(async (tx) => {
    await tx.operation.update({ where: { id: operationId }, data: { state, sentence } });
    await recordOutcome(tx, { operationId, end, now: new Date() });
  });
}

async function deployed(release: Release, previous: Release | null, changeId?: string) {
  const ids = { environmentId, releaseId: release.id, previousReleaseId: previous?.id ?? null };
  const operationId = await queueDeploy(world, ids);
  if (changeId !== undefined)
    await world.db.prisma.operation.update({ where: { id: operationId }, data: { changeId } });
  return operationId;
}

/** A deployment of this release that succeeded. */
async function brought(release: Release, previous: Release | null, changeId?: string) {
  await ended(await deployed(release, previous, changeId), "succeeded");
}

const reason = "Labels print wrong since noon";
async function ask(changed: Partial<Parameters<typeof rollBack>[1]> = {}) {
  const { version } = await environment();
  return { environmentId, version, targetReleaseId: before.id, reason, ...changed };
}
const press = async (ctx = manager, changed: Partial<Parameters<typeof rollBack>[1]> = {}) =>
  rollBack(now(ctx), await ask(changed));

describe("previewRollback", () => {
  it("says what would run again, what the database keeps, and every step", async () => {
    const preview = await previewRollback(now(manager), { environmentId });
    expect(preview).toMatchObject({
      from: { id: running.id },
      target: { id: before.id },
      possible: { allowed: true, reason: null },
      kept: [{ name: STOCK, database: "1.1", code: "1.0" }],
      confirmation: null,
      can: { rollBack: { allowed: true } },
    });
    expect(preview.plan.map(({ name }) => name)).toEqual([
      "gates",
      "preflight",
      "render",
      "rollout",
      "smoke",
      "record",
      "stop_here",
    ]);
    expect(preview.gates.map(({ id }) => id).sort()).toEqual([
      "cluster_reachable",
      "environment_free",
      "environment_sound",
      "not_held",
    ]);
  });

  it("is for everyone who sees the environment, with the reason where the right is missing", async () => {
    const { can } = await previewRollback(now(plantIt), { environmentId });
    expect(can.rollBack).toMatchObject({ allowed: false });
    expect(can.rollBack.reason).toContain("Plant IT");
    expect((await problemOf(previewRollback(now(stranger), { environmentId }))).code).toBe("not_found");
  });
});

describe("rollBack", () => {
  it("starts one operation, tells the worker, and is audited", async () => {
    const operation = await press();
    expect(operation).toMatchObject({
      kind: "rollback",
      state: "queued",
      release: { id: before.id },
      previousRelease: { id: running.id },
      changeId: null,
    });
    expect(operation.steps.map(({ title }) => title)).toContain("Roll out the pods of the earlier release");
    expect(await environment()).toMatchObject({ state: "changing", releaseId: running.id });
    expect(world.told.rung).toContain(`operation.run ${operation.id}`);
    expect(await audits()).toEqual(["operation.roll_back done"]);
    const row = await world.db.prisma.operation.findUniqueOrThrow({ where: { id: operation.id } });
    expect(row).toMatchObject({ reason, requesterId: manager.actor.id, stateBefore: "ready" });
  });

  it("is refused without the right, hidden out of scope, and both are audited", async () => {
    expect((await problemOf(press(developer))).code).toBe("forbidden");
    expect((await problemOf(press(stranger))).code).toBe("not_found");
    expect(await operations()).toBe(0);
    expect(await audits()).toEqual(["operation.roll_back refused", "operation.roll_back refused"]);
  });

  it("wants a reason that says something", async () => {
    const problem = await problemOf(press(manager, { reason: "broken" }));
    expect(problem).toMatchObject({ code: "invalid_input" });
    expect(problem.message).toContain("at least 10 characters");
  });

  it("is refused when the running release moved the schema, and says that this is a recovery", async () => {
    const migrated = await world.release({ base: "19.0.1.0.0", [STOCK]: "9.0" }, [STOCK]);
    await brought(migrated, running);
    const problem = await problemOf(press(manager, { targetReleaseId: running.id }));
    expect(problem.code).toBe("conflict");
    expect(problem.message).toContain(STOCK);
    expect(problem.message).toContain("a recovery");
    expect(await operations()).toBe(0);
  });

  it("is refused when a version that was skipped moved the schema, as another release says", async () => {
    await world.release({ [SKIPPED]: "1.5" }, [SKIPPED]);
    const old = await world.release({ [SKIPPED]: "1.0" });
    const jumped = await world.release({ [SKIPPED]: "2.0" });
    environmentId = (await world.environment("staging", old.id)).id;
    await brought(jumped, old);
    expect((await problemOf(press(manager, { targetReleaseId: old.id }))).message).toContain(SKIPPED);
  });

  it("is refused for another release than the previewed one, and for an environment that moved on", async () => {
    const wrong = await problemOf(press(manager, { targetReleaseId: running.id }));
    expect(wrong).toMatchObject({ code: "conflict" });
    expect(wrong.message).toContain(`go back to ${before.name}`);
    const { version } = await environment();
    const stale = await problemOf(press(manager, { version: version - 1 }));
    expect(stale.message).toContain("changed meanwhile");
  });

  it("is refused while another operation runs, where nothing ran, and where nothing ran before", async () => {
    const third = await world.release();
    const active = await deployed(third, running);
    expect((await problemOf(press())).message).toContain("changes this environment now");
    await world.db.prisma.operation.update({ where: { id: active }, data: { state: "cancelled" } });

    environmentId = (await world.environment("staging", null)).id;
    expect((await problemOf(press())).message).toContain("Nothing has run here yet");
    environmentId = (await world.environment("staging", null)).id;
    await brought(running, null);
    expect((await problemOf(press())).message).toContain("no earlier one");
  });

  it("is stopped by a hold, at the press and at the worker's start, with the gate's name", async () => {
    const until = new Date(Date.now() + 3_600_000).toISOString();
    const operation = await press();
    await placeHold(now(manager), { level: "environment", environmentId, reason: "Stocktaking", until });
    const atStart = await evaluateOperationGates(world.db.prisma, operation.id, "start", new Date());
    expect(atStart.failures.map(({ id }) => id)).toEqual(["not_held"]);

    environmentId = (await world.environment("staging", before.id)).id;
    await brought(running, before);
    await placeHold(now(manager), { level: "environment", environmentId, reason: "Stocktaking", until });
    const refused = await problemOf(press());
    expect(refused).toMatchObject({ code: "gate_refused" });
    expect(refused.message).toContain("no hold");
  });

  it("asks neither stages nor evidence, and does not stand in its own way", async () => {
    const operation = await press();
    const answer = await evaluateOperationGates(world.db.prisma, operation.id, "start", new Date());
    expect(answer).toMatchObject({ passed: true, failures: [] });
  });

  it("wants the environment's name in production, checked here and not in the browser", async () => {
    environmentId = (await world.environment("production", before.id)).id;
    await brought(running, before);
    const { name } = await environment();
    expect((await previewRollback(now(manager), { environmentId })).confirmation).toBe(name);
    for (const confirmation of [undefined, "something else"]) {
      const changed = confirmation === undefined ? {} : { confirmation };
      expect((await problemOf(press(manager, changed))).message).toContain(`Type ${name} exactly`);
    }
    expect((await press(manager, { confirmation: name })).kind).toBe("rollback");
  });

  it("makes one operation of two presses at once", async () => {
    const input = await ask();
    const results = await Promise.allSettled([rollBack(now(manager), input), rollBack(now(manager), input)]);
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await operations()).toBe(1);
    expect((await audits()).sort()).toEqual(["operation.roll_back done", "operation.roll_back refused"]);
  });
});

describe("how a rollback ends", () => {
  async function changed() {
    const change = await world.db.prisma.change.create({
      data: {
        tenantId: world.tenantId,
        environmentId,
        releaseId: running.id,
        requesterId: developer.actor.id,
        title: "t",
        reason: "r",
        rollbackPlan: "",
        contentHash: "h",
        state: "in_progress",
      },
    });
    environmentId = (await world.environment("staging", before.id)).id;
    await world.db.prisma.change.update({ where: { id: change.id }, data: { environmentId } });
    await brought(running, before, change.id);
    return change.id;
  }

  it("leaves the earlier release, its change rolled back, and no new proof for the stage", async () => {
    const changeId = await changed();
    const passes = () => world.db.prisma.stagePass.count({ where: { environmentId } });
    const passed = await passes();
    const preview = await previewRollback(now(manager), { environmentId });
    expect(preview.change?.id).toBe(changeId);
    const operation = await press();
    expect(operation.changeId).toBe(changeId);
    await ended(operation.id, "succeeded", "It runs again.");
    expect(await environment()).toMatchObject({ state: "ready", releaseId: before.id });
    const change = await getChange(now(manager), { changeId });
    expect(change).toMatchObject({ state: "rolled_back", outcome: "It runs again." });
    expect(change.runningRelease?.id).toBe(before.id);
    expect(change.operationId).not.toBe(operation.id);
    expect(await passes()).toBe(passed);
    const after = await previewRollback(now(manager), { environmentId });
    expect(after).toMatchObject({ target: null, possible: { allowed: false } });
  });

  it("leaves the change as it stands when it failed, and can be tried again", async () => {
    const changeId = await changed();
    const operation = await press();
    await ended(operation.id, "failed", "Stopped.");
    expect(await environment()).toMatchObject({ state: "needs_attention", releaseId: running.id });
    expect((await getChange(now(manager), { changeId })).state).toBe("succeeded");
    expect((await press()).release?.id).toBe(before.id);
  });

  it("brings back what ran when a deployment stopped half-way", async () => {
    const third = await world.release({ base: "19.0.1.0.0", [STOCK]: "1.2" });
    await ended(await deployed(third, running), "failed", "Stopped half-way.");
    const operation = await press(manager, { targetReleaseId: running.id });
    expect(operation).toMatchObject({ release: { id: running.id }, previousRelease: { id: third.id } });
    await ended(operation.id, "succeeded");
    expect(await environment()).toMatchObject({ state: "ready", releaseId: running.id });
  });
});
