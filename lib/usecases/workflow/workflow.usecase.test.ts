import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { watchedEnvironments } from "@/lib/data/ledger/watch-rows";
import { claimWorkflowTurn, endWorkflowTurn, removeOldTries } from "@/lib/data/ledger/workflow-rows";
import { type HealthChange, HYSTERESIS } from "@/lib/domain/health/verdict";
import { RECENT, RUNS_KEPT_DAYS, SETTLE_SECONDS } from "@/lib/domain/workflow/course";
import { TransientFailure } from "@/lib/ports/failure";
import { FakeChannel, FakeErp } from "@/lib/testing/fake-outside";
import { FakeSignals } from "@/lib/testing/fake-signals";
import { makeWorld, type World } from "@/lib/testing/world";
import type { Context } from "../context";
import { sweepCluster } from "../health/sweep";
import { placeHold } from "../hold/place";
import { tryWorkflow } from "./ask";
import { getWorkflowBoard } from "./board";
import { editWorkflow } from "./edit";
import { listWorkflows } from "./list";
import { tryDue } from "./sweep";
import { getWorkflowCourse, listWorkflowTries } from "./tries";

const stopping = new AbortController().signal;
const channel = new FakeChannel();
let world: World;
let release: { id: string; name: string };
let erp: FakeErp;
let plantIt: Context;
let place: { environmentId: string };
/** 14:00 CET on a day of its own, long after what other suites do. */
let clock: Date;

beforeAll(async () => {
  world = await makeWorld();
  release = await world.release();
  plantIt = await world.person("plant_it");
});
afterAll(() => world.close());
beforeEach(async () => {
  clock = new Date(Date.UTC(2100 + Math.floor(Math.random() * 90), 0, 5, 13));
  erp = new FakeErp();
  place = { environmentId: (await world.environment("production", release.id)).id };
  await world.db.prisma.workflow.createMany({
    data: [{ ...place, tenantId: world.tenantId, workflow: "work_order" }],
  });
});

const now = (ctx: Context): Context => ({ ...ctx, now: clock });
const wait = (seconds: number) => {
  clock = new Date(clock.getTime() + seconds * 1_000);
};
const turn = (limitMs = 5_000) =>
  tryDue({ db: world.db, channel, erp }, place.environmentId, { now: () => clock, stopping, limitMs });
const standing = async () => {
  const { items } = await listWorkflows(now(plantIt), place);
  const found = items.find(({ id }) => id === "work_order");
  if (found === undefined) throw new Error("the workflow is not listed");
  return found;
};
const tries = async () => {
  const asked = { ...place, workflow: "work_order" as const };
  return (await listWorkflowTries(now(plantIt), asked)).items.map(({ outcome, detail }) => ({
    outcome,
    detail,
  }));
};

describe("a workflow that breaks", () => {
  it("is proven within a minute, and health tells it with since when and after what", async () => {
    await world.db.prisma.environment.update({
      where: { id: place.environmentId },
      data: { releasedAt: new Date(clock.getTime() + 120_000) },
    });
    await turn();
    expect(await standing()).toMatchObject({ state: "good", sentence: "Works, as tried at 14:00 CET." });
    expect(await turn()).toBe(0);
    erp.failing.set("work_order", "AttributeError: 'mrp.production' object has no attribute 'lot'");
    wait(600);
    for (let attempt = 0; attempt < RECENT; attempt += 1) {
      await turn();
      wait(SETTLE_SECONDS);
    }
    const sentence = `Work orders cannot be confirmed since 14:10 CET, after release ${release.name}.`;
    expect(await standing()).toMatchObject({ state: "bad", sentence });
    const raised: HealthChange[] = [];
    for (let sweep = 0; sweep < HYSTERESIS.worseAfter; sweep += 1) {
      const deps = { db: world.db, channel, signals: new FakeSignals() };
      const raise = async (_: unknown, changes: readonly HealthChange[]) => void raised.push(...changes);
      const cluster = { id: world.clusterId, name: "c" };
      await sweepCluster({ ...deps, raise }, cluster, { intervalMs: 30_000, now: () => clock, stopping });
      wait(30);
    }
    const told = raised.find(
      ({ environmentId, signalId }) =>
        environmentId === place.environmentId && signalId === "check_work_order",
    );
    expect(told).toMatchObject({ signalId: "check_work_order", domain: "business", to: "bad" });
    expect(told?.sentence).toBe(
      `Work orders cannot be confirmed since 14:10 CET, after release ${release.name}: failed work order checks 3 of 3, limit 3 of 3.`,
    );
    const course = await getWorkflowCourse(now(plantIt), { ...place, workflow: "work_order" });
    expect(course.points.filter(({ share }) => share !== null).map(({ share }) => share)).toEqual([1, 0]);
  });

  it("that never comes to an end is ended at its limit, and says so; one that nobody can ask is unknown", async () => {
    const hangs = { smoke: (_: unknown, __: unknown, signal: AbortSignal) => delay(60_000, [], { signal }) };
    const began = performance.now();
    await tryDue({ db: world.db, channel, erp: hangs }, place.environmentId, {
      ...{ now: () => clock, stopping, limitMs: 100 },
    });
    expect(performance.now() - began).toBeLessThan(5_000);
    wait(SETTLE_SECONDS);
    erp.trouble.push(new TransientFailure("The ERP of n answers 503."));
    await turn();
    expect(await tries()).toEqual([
      { outcome: "unknown", detail: "The ERP of n answers 503." },
      { outcome: "failed", detail: "It did not come to an end within 0.1 s." },
    ]);
    expect(await standing()).toMatchObject({ state: "unknown", sentence: "The ERP of n answers 503." });
  });
});

describe("a workflow that must not be tried", () => {
  it("is not, and is not called good, behind a closed door, told once; a stopped line keeps none from being tried", async () => {
    await turn();
    wait(600);
    const operation = await world.db.prisma.operation.create({
      data: {
        ...{ kind: "deploy", strategy: "recreate", state: "running", startedAt: clock, ...place },
        ...{
          tenantId: world.tenantId,
          clusterId: world.clusterId,
          correlationId: "test",
          deadlineAt: new Date(clock.getTime() + 3_600_000),
        },
        steps: { create: { position: 0, name: "migrate", state: "running", timeoutMs: 60_000 } },
      },
    });
    for (let attempt = 0; attempt < 3; attempt += 1, wait(600)) await turn();
    expect(await standing()).toMatchObject({
      ...{ state: "unknown", sentence: "Not tried: a deployment is under way that closes the door." },
    });
    await world.db.prisma.operation.delete({ where: { id: operation.id } });
    const manager = await world.person("release_manager");
    const until = new Date(clock.getTime() + 3_600_000).toISOString();
    const hold = { level: "environment" as const, ...place, reason: "Stock count in the hall", until };
    await placeHold(now(manager), hold);
    await turn();
    expect(await standing()).toMatchObject({ state: "good" });
    expect((await tries()).map(({ outcome }) => outcome)).toEqual(["passed", "skipped", "passed"]);
    expect(erp.runs).toBe(2);
  });
});

it("gives way to an operation that checks or changes the ERP, and is tried as soon as that is through", async () => {
  const operation = await world.db.prisma.operation.create({
    data: {
      ...{ kind: "deploy", strategy: "rolling", state: "running", startedAt: clock, ...place },
      ...{ tenantId: world.tenantId, clusterId: world.clusterId, correlationId: "test" },
      deadlineAt: new Date(clock.getTime() + 3_600_000),
      steps: { create: { position: 0, name: "smoke", state: "running", timeoutMs: 60_000 } },
    },
  });
  await turn();
  expect(erp.runs).toBe(0);
  expect(await tries()).toEqual([]);
  const { nextAt } = await world.db.prisma.workflow.findFirstOrThrow({ where: place });
  expect(nextAt.getTime() - clock.getTime()).toBe(SETTLE_SECONDS * 1_000);
  await tryWorkflow(now(plantIt), { ...place, workflow: "work_order" });
  await turn();
  const why = "a deployment is under way that changes the ERP or checks it itself.";
  expect(await tries()).toEqual([{ outcome: "skipped", detail: why }]);
  await world.db.prisma.operation.update({ where: { id: operation.id }, data: { state: "succeeded" } });
  await world.db.prisma.workflow.updateMany({ where: place, data: { nextAt: clock } });
  wait(SETTLE_SECONDS);
  await turn();
  expect(await standing()).toMatchObject({ state: "good" });
});

describe("people", () => {
  it("try it now by right, with its receipt, also where no schedule does", async () => {
    const asked = { ...place, workflow: "invoice" as const };
    const developer = await world.person("developer");
    await expect(tryWorkflow(now(developer), asked)).rejects.toThrow("Developer");
    const waiting = await tryWorkflow(now(plantIt), asked);
    expect(waiting).toMatchObject({ asked: { by: plantIt.actor.name }, can: { run: { allowed: false } } });
    await expect(tryWorkflow(now(plantIt), asked)).rejects.toThrow("has asked for it a moment ago");
    await turn();
    const [receipt] = (await listWorkflowTries(now(plantIt), asked)).items;
    expect(receipt).toMatchObject({ outcome: "passed", askedBy: plantIt.actor.name });
    const audit = await world.db.prisma.auditEntry.findMany({
      where: { action: "workflow.try", environmentId: place.environmentId },
      select: { outcome: true },
    });
    expect(audit.map(({ outcome }) => outcome).sort()).toEqual(["done", "refused", "refused"]);
    const other = await makeWorld();
    const stranger = await other.person("plant_it");
    await expect(listWorkflows(stranger, place)).rejects.toThrow("There is no such environment");
    await expect(tryWorkflow(stranger, asked)).rejects.toThrow("There is no such thing");
    await other.close();
  });

  it("say who owns it and how it is tried, over what they have seen; its tier's own is not kept", async () => {
    const { settings, version } = await standing();
    expect(settings).toMatchObject({ enabled: true, everyMinutes: 10 });
    const words = { ownerName: "", ownerContact: "", fallback: "Route cards at the line.", runbookId: null };
    const wanted = { ...place, workflow: "work_order" as const, settings, ...words, version };
    const edited = await editWorkflow(now(plantIt), {
      ...wanted,
      settings: { ...settings, everyMinutes: 3 },
    });
    expect(edited).toMatchObject({ standard: false, fallback: words.fallback, owner: { own: false } });
    await expect(editWorkflow(now(plantIt), wanted)).rejects.toThrow("changed this workflow meanwhile");
    const half = { ...wanted, version: edited.version, ownerName: "Henrik" };
    await expect(editWorkflow(now(plantIt), half)).rejects.toThrow("how they are reached");
    const back = await editWorkflow(now(plantIt), { ...wanted, version: edited.version });
    expect(back.standard).toBe(true);
    const stored = await world.db.prisma.workflow.findFirstOrThrow({ where: place });
    expect(stored.settings).toBeNull();
    const support = await world.person("support");
    await expect(editWorkflow(now(support), wanted)).rejects.toThrow("Support");
  });
});

it("one worker at a time has an environment's turn; what is old is removed", async () => {
  const { environmentId } = place;
  const first = { dueAt: new Date("2001-01-01T00:00:00Z") };
  await world.db.prisma.workflowTurn.create({ data: { environmentId, ...first } });
  const claims = await Promise.all([
    claimWorkflowTurn(world.db, 60_000),
    claimWorkflowTurn(world.db, 60_000),
  ]);
  expect(claims.filter((id) => id === environmentId)).toHaveLength(1);
  for (const id of claims) if (id !== null) await endWorkflowTurn(world.db, id);
  const old = new Date(clock.getTime() - (RUNS_KEPT_DAYS + 1) * 86_400_000);
  const row = {
    environmentId,
    workflow: "work_order",
    outcome: "passed" as const,
    milliseconds: 1,
    detail: "",
  };
  await world.db.prisma.workflowRun.createMany({
    data: [
      { ...row, at: new Date("2002-01-01") },
      { ...row, at: old },
    ],
  });
  await removeOldTries(world.db, new Date("2003-01-01"), stopping);
  expect(await tries()).toHaveLength(1);
});

it("the board shows the reader's environments, what hurts first asked for", async () => {
  const mine = async (more: { hurting?: "true"; search?: string }) => {
    const { items } = await getWorkflowBoard(now(plantIt), { limit: 100, ...more });
    return items.find(({ id }) => id === place.environmentId);
  };
  await turn();
  expect(await mine({})).toMatchObject({ workflows: [{ id: "work_order", state: "good" }] });
  expect(await mine({ hurting: "true" })).toBeUndefined();
  erp.failing.set("work_order", "AttributeError");
  wait(600);
  for (let attempt = 0; attempt < RECENT; attempt += 1, wait(SETTLE_SECONDS)) await turn();
  const hurting = await mine({ hurting: "true", search: "production" });
  expect(hurting?.workflows[0]?.sentence).toContain("Work orders cannot be confirmed since");
  const other = await makeWorld();
  expect((await getWorkflowBoard(await other.person("plant_it"), {})).items).toEqual([]);
  await other.close();
});

it("what failed in a smoke run and passes when it is tried later hurts the environment no more", async () => {
  const check = { name: "work_order", ok: false, milliseconds: 9, detail: "AttributeError" };
  await world.db.prisma.smokeRun.create({ data: { ...place, passed: false, checks: [check], at: clock } });
  const smoke = async () => {
    const watched = await watchedEnvironments(world.db, world.clusterId);
    return watched.find(({ id }) => id === place.environmentId)?.smoke?.checks.map(({ ok }) => ok);
  };
  expect(await smoke()).toEqual([false]);
  wait(60);
  await turn();
  expect(await smoke()).toEqual([true]);
});
