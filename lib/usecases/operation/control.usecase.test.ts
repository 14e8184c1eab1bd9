import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { overdueOperations } from "@/lib/data/ledger/overdue";
import { createLedger } from "@/lib/data/ledger/postgres-ledger";
import { ACTIVE_OPERATION_STATES } from "@/lib/domain/operation/state";
import { FakeChannel } from "@/lib/testing/fake-outside";
import { queueDeploy } from "@/lib/testing/operation-rows";
import { makeTenant, makeWorld, problemOf, type World } from "@/lib/testing/world";
import type { Context } from "../context";
import { abortOperation } from "./abort";
import { resumeGates } from "./evaluate-gates";
import { getOperation } from "./get";
import { pauseOperation } from "./pause";
import { settleEnd } from "./record-outcome";
import { resumeOperation } from "./resume";

const LEASE_MS = 15_000;
let world: World;
let ledger: ReturnType<typeof createLedger>;
let manager: Context;
let engineer: Context;
let developer: Context;
let stranger: Context;
let operationId: string;
let environmentId: string;
let changeId: string;

beforeAll(async () => {
  world = await makeWorld();
  ledger = createLedger({
    db: world.db,
    channel: new FakeChannel(),
    onEnd: settleEnd,
    gatesOf: resumeGates,
  });
  const other = await makeTenant(world.db, randomUUID().slice(0, 8));
  [manager, engineer, developer, stranger] = await Promise.all([
    world.person("release_manager"),
    world.person("platform_engineer"),
    world.person("developer"),
    world.person("release_manager", { tenantId: other.id }),
  ]);
});
afterAll(async () => {
  // What is left running here would be found by every later test of the sweeps.
  const left = { tenantId: world.tenantId, state: { in: [...ACTIVE_OPERATION_STATES] } };
  const data = { state: "failed", pausedAt: null, pausedByName: null } as const;
  await world.db.prisma.operation.updateMany({ where: left, data });
  await world.close();
});

beforeEach(async () => {
  const before = await world.release();
  const release = await world.release({ base: "19.0.1.0.1" });
  environmentId = (await world.environment("staging", before.id)).id;
  operationId = await queueDeploy(world, {
    environmentId,
    releaseId: release.id,
    previousReleaseId: before.id,
  });
  const change = await world.db.prisma.change.create({
    data: {
      tenantId: world.tenantId,
      environmentId,
      releaseId: release.id,
      requesterId: developer.actor.id,
      title: "t",
      reason: "r",
      rollbackPlan: "",
      contentHash: "h",
      state: "in_progress",
    },
  });
  changeId = change.id;
  await world.db.prisma.operation.update({ where: { id: operationId }, data: { changeId } });
});

const at = (ctx: Context, ms = 0): Context => ({ ...ctx, now: new Date(Date.now() + ms) });
const row = () => world.db.prisma.operation.findUniqueOrThrow({ where: { id: operationId } });
const change = () => world.db.prisma.change.findUniqueOrThrow({ where: { id: changeId } });
const environment = () => world.db.prisma.environment.findUniqueOrThrow({ where: { id: environmentId } });
const story = async () =>
  (await world.db.prisma.operationEvent.findMany({ where: { operationId } })).map(({ text }) => text);
const audited = async () => {
  const rows = await world.db.prisma.auditEntry.findMany({
    where: { targetId: operationId },
    orderBy: { sequence: "asc" },
  });
  return rows.map(({ action, outcome }) => `${action} ${outcome}`);
};
const version = async () => (await row()).version;
/** A worker holds the operation and has begun these steps, all but the last done. */
async function under(worker: string, ...begun: string[]) {
  const taken = await ledger.take(operationId, worker, LEASE_MS);
  if (taken === null) throw new Error("not taken");
  for (const [index, name] of begun.entries()) {
    await ledger.beginStep(taken.lease, name);
    if (index < begun.length - 1)
      await ledger.finishStep(taken.lease, name, { result: {}, sentence: "Done." });
  }
  return taken.lease;
}
const reason = "It is the wrong hour";

describe("pause", () => {
  it("takes the operation out of its worker's hands and says by whom, everywhere", async () => {
    const lease = await under("w1", "gates", "preflight");
    const paused = await pauseOperation(at(manager), { operationId });
    expect(paused).toMatchObject({ state: "paused", paused: { by: manager.actor.name } });
    expect(paused.can.pause.allowed).toBe(false);
    expect(paused.can.resume).toEqual({ allowed: true, reason: null });
    expect((await environment()).stateSentence).toContain(`paused by ${manager.actor.name}`);
    expect(await story()).toContain(`Paused by ${manager.actor.name}.`);
    expect(world.told.published).toContain(`operation.paused ${operationId}`);
    expect(await audited()).toEqual(["operation.pause done"]);
    expect(await ledger.heartbeat(lease, LEASE_MS)).toBe(false);
    expect(await ledger.finishStep(lease, "preflight", { result: {}, sentence: "late" })).toBe(false);
    expect(await ledger.take(operationId, "w2", LEASE_MS)).toBeNull();
  });

  it("stops the clock of the time limit", async () => {
    await under("w1", "gates");
    await pauseOperation(at(manager), { operationId });
    const past = new Date(Date.now() - 10_000);
    await world.db.prisma.operation.update({ where: { id: operationId }, data: { deadlineAt: past } });
    expect(await overdueOperations(world.db)).not.toContain(operationId);
    expect(await ledger.seize(operationId, "w2", LEASE_MS)).toBeNull();
    await resumeOperation(at(manager, 60_000), { operationId, version: await version() });
    expect((await row()).deadlineAt.getTime()).toBeGreaterThan(past.getTime() + 55_000);
  });

  it("is not refused because the next step began, but loses the race against another person", async () => {
    const lease = await under("w1", "gates", "preflight");
    const seen = await version();
    await ledger.finishStep(lease, "preflight", { result: {}, sentence: "Done." });
    await ledger.beginStep(lease, "render");
    expect(await version()).toBe(seen);
    const both = await Promise.allSettled(
      [manager, engineer].map((ctx) => pauseOperation(at(ctx), { operationId })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect((await audited()).sort()).toEqual(["operation.pause done", "operation.pause refused"]);
  });
});

describe("resume", () => {
  it("asks the gates again, rings a worker, and nobody takes it while the first holds on", async () => {
    const lease = await under("w1", "gates", "preflight");
    await pauseOperation(at(manager), { operationId });
    const resumed = await resumeOperation(at(engineer), { operationId, version: await version() });
    expect(resumed).toMatchObject({ state: "queued", paused: null });
    expect(world.told.rung).toContain(`operation.run ${operationId}`);
    expect(await audited()).toEqual(["operation.pause done", "operation.resume done"]);
    expect(await ledger.take(operationId, "w2", LEASE_MS)).toBeNull();
    await ledger.letGo(lease);
    const taken = await ledger.take(operationId, "w2", LEASE_MS);
    expect(taken?.steps.find(({ name }) => name === "preflight")?.state).toBe("running");
    await ledger.letGo(lease);
    expect(await row()).toMatchObject({ state: "running", workerId: "w2" });
  });

  it("is refused by a failing gate, which is listed, told in the story and audited", async () => {
    await under("w1", "gates");
    await pauseOperation(at(manager), { operationId });
    const unreachable = { reachability: "unreachable", reachabilityNote: "no route" } as const;
    const where = { id: world.clusterId };
    await world.db.prisma.cluster.update({ where, data: unreachable });
    const problem = await problemOf(resumeOperation(at(manager), { operationId, version: await version() }));
    await world.db.prisma.cluster.update({ where, data: { reachability: "reachable" } });
    expect(problem.code).toBe("gate_refused");
    expect(problem.facts["gates"]).toMatchObject([{ id: "cluster_reachable", verdict: "fail" }]);
    expect((await row()).state).toBe("paused");
    expect((await story()).at(-1)).toContain(`${manager.actor.name} tried to resume it. It stays paused`);
    expect((await audited()).at(-1)).toBe("operation.resume refused");
    expect(world.told.published).toContain(`operation.progressed ${operationId}`);
  });

  it("is refused unless it is paused", async () => {
    const problem = await problemOf(resumeOperation(at(manager), { operationId, version: await version() }));
    expect(problem).toMatchObject({ code: "conflict" });
    expect(problem.message).toContain("Only a paused operation");
  });
});

describe("abort", () => {
  it("ends at once what has touched nothing, with change and environment", async () => {
    const before = { state: "needs_attention", stateSentence: "As it was." } as const;
    await world.db.prisma.operation.update({
      where: { id: operationId },
      data: { stateBefore: before.state, stateSentenceBefore: before.stateSentence },
    });
    const lease = await under("w1", "gates", "preflight");
    expect((await getOperation(at(manager), { operationId })).abortEffect).toContain("Nothing was touched");
    const aborted = await abortOperation(at(manager), { operationId, version: await version(), reason });
    const sentence = `Aborted by ${manager.actor.name} before anything was touched: ${reason}.`;
    expect(aborted).toMatchObject({ state: "cancelled", sentence, abortEffect: null });
    expect(aborted.steps.map(({ state }) => state).slice(0, 3)).toEqual(["done", "failed", "skipped"]);
    expect(await change()).toMatchObject({ state: "failed", outcome: sentence });
    expect(await environment()).toMatchObject(before);
    expect((await audited()).sort()).toEqual(["operation.abort done", "operation.cancelled done"]);
    expect(world.told.published).toEqual(
      expect.arrayContaining([`operation.aborted ${operationId}`, `change.moved ${changeId}`]),
    );
    expect(await ledger.beginStep(lease, "rollout")).toBe(false);
    expect(await ledger.take(operationId, "w2", LEASE_MS)).toBeNull();
  });

  it("turns back what has touched something, and leaves the rest to a worker", async () => {
    const lease = await under("w1", "gates", "preflight", "render", "rollout");
    expect((await getOperation(at(manager), { operationId })).abortEffect).toContain("goes back to");
    const aborted = await abortOperation(at(manager), { operationId, version: await version(), reason });
    expect(aborted).toMatchObject({ state: "queued", phase: "rollback" });
    expect(aborted.failureReason).toBe(`aborted by ${manager.actor.name}: ${reason}`);
    expect(aborted.can.abort.reason).toContain("going back already");
    expect((await change()).state).toBe("in_progress");
    expect(await ledger.take(operationId, "w2", LEASE_MS)).toBeNull();
    await ledger.letGo(lease);
    const taken = await ledger.take(operationId, "w2", LEASE_MS);
    expect(taken).toMatchObject({ phase: "rollback", failure: { kind: "aborted", step: "rollout" } });
    expect((await row()).sentence).toContain(`Going back: aborted by ${manager.actor.name}`);
  });

  it("aborts what is paused or still waits", async () => {
    const lease = await under("w1", "gates", "preflight", "render", "rollout");
    await pauseOperation(at(manager), { operationId });
    await ledger.letGo(lease);
    const turned = await abortOperation(at(manager), { operationId, version: await version(), reason });
    expect(turned).toMatchObject({ state: "queued", phase: "rollback", paused: null });
    expect(await ledger.take(operationId, "w2", LEASE_MS)).not.toBeNull();
  });

  it("is not refused because a worker looks again at what it waits for", async () => {
    const lease = await under("w1", "gates", "preflight");
    const seen = await version();
    const wait = { step: "preflight", reason: "waits", memo: null, waitFor: "time", ranMs: 0 } as const;
    await ledger.park(lease, { ...wait, until: new Date() });
    expect(await ledger.take(operationId, "w2", LEASE_MS)).not.toBeNull();
    await abortOperation(at(manager), { operationId, version: seen, reason });
    expect((await row()).state).toBe("cancelled");
  });

  it("loses the race against a step that touches something: what was said beforehand no longer holds", async () => {
    const lease = await under("w1", "gates", "preflight", "render");
    const seen = await version();
    await ledger.finishStep(lease, "render", { result: {}, sentence: "Done." });
    await ledger.beginStep(lease, "rollout", { firstTouch: true });
    const problem = await problemOf(abortOperation(at(manager), { operationId, version: seen, reason }));
    expect(problem.code).toBe("conflict");
    expect((await row()).state).toBe("running");
  });

  it("wants a reason", async () => {
    const call = { operationId, version: await version(), reason: " no " };
    const problem = await problemOf(abortOperation(at(manager), call));
    expect(problem).toMatchObject({ code: "invalid_input" });
    expect(problem.message).toContain("at least 5 characters");
  });
});

describe("who may", () => {
  it("is refused by name of role in scope, and finds nothing out of scope", async () => {
    await under("w1", "gates");
    const call = { operationId, version: await version() };
    const verbs = [
      (ctx: Context) => pauseOperation(at(ctx), call),
      (ctx: Context) => resumeOperation(at(ctx), call),
      (ctx: Context) => abortOperation(at(ctx), { ...call, reason }),
    ];
    for (const verb of verbs) {
      expect(await problemOf(verb(developer))).toMatchObject({ code: "forbidden" });
      expect(await problemOf(verb(stranger))).toMatchObject({ code: "not_found" });
    }
    expect((await getOperation(at(developer), { operationId })).can.pause.reason).toContain("Developer");
    expect(await row()).toMatchObject({ state: "running", version: call.version });
    expect(await audited()).toEqual(
      ["pause", "resume", "abort"].flatMap((verb) => Array(2).fill(`operation.${verb} refused`)),
    );
  });
});
