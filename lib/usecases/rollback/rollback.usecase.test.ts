import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { at, makeRollbackWorld, type RollbackWorld, type TestRelease } from "@/lib/testing/rollback-world";
import { problemOf } from "@/lib/testing/world";
import type { Context } from "../context";
import { placeHold } from "../hold/place";
import { evaluateOperationGates } from "../operation/evaluate-gates";
import { previewRollback } from "./preview";
import { rollBack } from "./roll-back";

let world: RollbackWorld;
let manager: Context;
let environmentId: string;
let before: TestRelease;
let running: TestRelease;

beforeAll(async () => {
  world = await makeRollbackWorld();
  manager = world.manager;
});
afterAll(() => world.close());
beforeEach(async () => {
  ({ environmentId, before, running } = await world.begin());
});

const environment = () => world.environmentOf(environmentId);
const press = (changed: Partial<Parameters<RollbackWorld["press"]>[1]> = {}, ctx = manager) =>
  world.press(environmentId, { targetReleaseId: before.id, ...changed }, ctx);
const preview = (ctx = manager) => previewRollback(at(ctx), { environmentId });
const rollbacks = () => world.db.prisma.operation.count({ where: { environmentId, kind: "rollback" } });
const audits = async () => {
  const rows = await world.db.prisma.auditEntry.findMany({
    where: { targetId: environmentId },
    orderBy: { sequence: "asc" },
  });
  return rows.map(({ action, outcome }) => `${action} ${outcome}`);
};
const hold = () =>
  placeHold(at(manager), {
    level: "environment",
    environmentId,
    reason: "Stocktaking",
    until: new Date(Date.now() + 3_600_000).toISOString(),
  });

describe("previewRollback", () => {
  it("says what would run again, what the database keeps, every step and every gate", async () => {
    const seen = await preview();
    expect(seen).toMatchObject({
      from: { id: running.id },
      target: { id: before.id },
      possible: { allowed: true, reason: null },
      kept: [{ name: world.stock, database: "1.1", code: "1.0" }],
      confirmation: null,
      can: { rollBack: { allowed: true } },
    });
    const steps = ["gates", "preflight", "render", "rollout", "smoke", "record", "stop_here"];
    expect(seen.plan.map(({ name }) => name)).toEqual(steps);
    expect(seen.gates.map(({ id }) => id).sort()).toEqual([
      "calendar_open",
      "cluster_reachable",
      "environment_free",
      "environment_sound",
      "not_held",
      "not_quarantined",
    ]);
  });

  it("is for everyone who sees the environment, with the reason where the right is missing", async () => {
    const { can } = await preview(world.plantIt);
    expect(can.rollBack.allowed).toBe(false);
    expect(can.rollBack.reason).toContain("Plant IT");
    expect((await problemOf(preview(world.stranger))).code).toBe("not_found");
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
      reason: "Labels print wrong since noon",
      requester: { id: manager.actor.id },
    });
    expect(operation.steps.map(({ title }) => title)).toContain("Roll out the pods of the earlier release");
    expect(await environment()).toMatchObject({ state: "changing", releaseId: running.id });
    expect(world.told.rung).toContain(`operation.run ${operation.id}`);
    expect(await audits()).toEqual(["operation.roll_back done"]);
  });

  it("is refused without the right, hidden out of scope, and both are audited", async () => {
    expect((await problemOf(press({}, world.developer))).code).toBe("forbidden");
    expect((await problemOf(press({}, world.stranger))).code).toBe("not_found");
    expect(await rollbacks()).toBe(0);
    expect(await audits()).toEqual(["operation.roll_back refused", "operation.roll_back refused"]);
  });

  it("wants a reason that says something", async () => {
    const problem = await problemOf(press({ reason: "broken" }));
    expect(problem.code).toBe("invalid_input");
    expect(problem.message).toContain("at least 10 characters");
  });

  it("is refused when the running release moved the schema, and says that only both together can", async () => {
    const migrated = await world.release({ base: "19.0.1.0.0", [world.stock]: "9.0" }, [world.stock]);
    await world.ended(await world.deployed(environmentId, migrated, running), "succeeded");
    const problem = await problemOf(press({ targetReleaseId: running.id }));
    expect(problem.code).toBe("conflict");
    expect(problem.message).toContain(world.stock);
    expect(problem.message).toContain("together, which loses what was written since");
    expect(await rollbacks()).toBe(0);
  });

  it("is refused when a version that was skipped moved the schema, as another release says", async () => {
    const skipped = `skip_${randomUUID().slice(0, 8)}`;
    await world.release({ [skipped]: "1.5" }, [skipped]);
    const old = await world.release({ [skipped]: "1.0" });
    const jumped = await world.release({ [skipped]: "2.0" });
    await world.ended(await world.deployed(environmentId, old, running), "succeeded");
    await world.ended(await world.deployed(environmentId, jumped, old), "succeeded");
    expect((await problemOf(press({ targetReleaseId: old.id }))).message).toContain(skipped);
  });

  it("is refused for another release than the previewed one, and for an environment that moved on", async () => {
    const wrong = await problemOf(press({ targetReleaseId: running.id }));
    expect(wrong.code).toBe("conflict");
    expect(wrong.message).toContain(`go back to ${before.name}`);
    const { version } = await environment();
    expect((await problemOf(press({ version: version - 1 }))).message).toContain("changed meanwhile");
  });

  it("is refused while another operation runs, where nothing ran, and where nothing ran before", async () => {
    await world.deployed(environmentId, await world.release(), running);
    expect((await problemOf(press())).message).toContain("changes this environment now");
    environmentId = (await world.environment("staging", null)).id;
    expect((await problemOf(press())).message).toContain("Nothing has run here yet");
    await world.ended(await world.deployed(environmentId, running, null), "succeeded");
    expect((await problemOf(press())).message).toContain("no earlier one");
  });

  it("is stopped by a hold, at the press and at the worker's start, with the gate's name", async () => {
    const operation = await press();
    await hold();
    const start = await evaluateOperationGates(world.db.prisma, operation.id, "start", new Date());
    expect(start.failures.map(({ id }) => id)).toEqual(["not_held"]);

    ({ environmentId, before, running } = await world.begin());
    await hold();
    const refused = await problemOf(press());
    expect(refused.code).toBe("gate_refused");
    expect(refused.message).toContain("“No hold”");
    expect(await rollbacks()).toBe(0);
  });

  it("asks neither stages nor evidence, and does not stand in its own way", async () => {
    const operation = await press();
    const answer = await evaluateOperationGates(world.db.prisma, operation.id, "start", new Date());
    expect(answer).toMatchObject({ passed: true, failures: [] });
  });

  it("wants the environment's name in production, checked here and not in the browser", async () => {
    ({ environmentId, before, running } = await world.begin("production"));
    const { name } = await environment();
    expect((await preview()).confirmation).toBe(name);
    expect((await problemOf(press())).message).toContain(`Type ${name} exactly`);
    const other = await problemOf(press({ confirmation: "something else" }));
    expect(other).toMatchObject({ code: "invalid_input", facts: { issues: [{ path: "confirmation" }] } });
    expect((await press({ confirmation: name })).kind).toBe("rollback");
  });

  it("makes one operation of two presses at once", async () => {
    const { version } = await environment();
    const input = { environmentId, version, targetReleaseId: before.id, reason: "Pressed twice at once" };
    const results = await Promise.allSettled([rollBack(at(manager), input), rollBack(at(manager), input)]);
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await rollbacks()).toBe(1);
    expect((await audits()).sort()).toEqual(["operation.roll_back done", "operation.roll_back refused"]);
  });
});
