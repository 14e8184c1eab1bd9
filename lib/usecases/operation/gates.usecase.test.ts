import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { overdueOperations } from "@/lib/data/ledger/overdue";
import { createLedger } from "@/lib/data/ledger/postgres-ledger";
import { wakeParked } from "@/lib/data/ledger/wake";
import type { Wait } from "@/lib/engine/ledger";
import { FakeChannel } from "@/lib/testing/fake-outside";
import { queueDeploy } from "@/lib/testing/operation-rows";
import { makeWorld, type World } from "@/lib/testing/world";
import type { Context } from "../context";
import { liftHold } from "../hold/lift";
import { placeHold } from "../hold/place";
import { evaluateOperationGates, resumeGates } from "./evaluate-gates";
import { getOperation } from "./get";
import { pauseOperation } from "./pause";

const LEASE_MS = 60_000;
const DAY = 86_400_000;
let world: World;
let manager: Context;
let ledger: ReturnType<typeof createLedger>;
let operationId: string;
let environmentId: string;

beforeAll(async () => {
  world = await makeWorld();
  manager = await world.person("release_manager");
  const deps = { db: world.db, channel: new FakeChannel(), onEnd: async () => [] };
  ledger = createLedger({ ...deps, gatesOf: resumeGates });
});
afterAll(() => world.close());
beforeEach(async () => {
  const release = await world.release();
  environmentId = (await world.environment("staging", null)).id;
  operationId = await queueDeploy(world, { environmentId, releaseId: release.id, previousReleaseId: null });
});

const at = (): Context => ({ ...manager, now: new Date() });
const row = () => world.db.prisma.operation.findUniqueOrThrow({ where: { id: operationId } });
const put = (data: Parameters<typeof world.db.prisma.operation.update>[0]["data"]) =>
  world.db.prisma.operation.update({ where: { id: operationId }, data });
const hold = (until = new Date(Date.now() + 3_600_000)) =>
  placeHold(at(), {
    level: "environment",
    environmentId,
    reason: "Stocktaking in the plant",
    until: until.toISOString(),
  });
const take = async () => {
  const taken = await ledger.take(operationId, "w", LEASE_MS);
  if (taken === null) throw new Error("not taken");
  return taken;
};
const waitFor = (kind: Wait["waitFor"], until = new Date(), extra: Partial<Wait> = {}): Wait => ({
  step: "gates",
  until,
  reason: `waits for ${kind}`,
  waitFor: kind,
  memo: null,
  ranMs: 0,
  ...extra,
});

describe("the gates of an operation that goes on", () => {
  it("are due after a wait, closed by a hold in its own words, and open once it is lifted", async () => {
    const first = await take();
    expect(first.gatesDue).toBe(false);
    await ledger.beginStep(first.lease, "gates");
    await ledger.park(first.lease, waitFor("time"));
    const held = await hold();
    const second = await take();
    expect(second).toMatchObject({ gatesDue: true, from: "parked", waited: "waits for time" });
    const answer = await ledger.askGates(operationId);
    if (answer.open) throw new Error("the hold is not seen");
    expect(answer.reason).toMatch(/^Held back\. .* holds staging .* until .*: Stocktaking in the plant\.$/);
    expect(answer.until.getTime()).toBeLessThanOrEqual(Date.now() + 30_000);
    await liftHold(at(), { holdId: held.id, reason: "Counted." });
    expect(await ledger.askGates(operationId)).toEqual({ open: true });
    expect((await row()).gatesDue).toBe(true);
    await ledger.beginStep(second.lease, "gates", { gatesPassed: true });
    expect((await row()).gatesDue).toBe(false);
  });

  it("ask again at the hold's own end, if that comes first", async () => {
    const end = new Date(Date.now() + 5_000);
    await hold(end);
    const { held, passed } = await evaluateOperationGates(world.db.prisma, operationId, "start", new Date());
    expect(passed).toBe(false);
    expect(held?.until.getTime()).toBe(end.getTime());
  });

  it("are known before anyone tries to resume", async () => {
    await take();
    await pauseOperation(at(), { operationId });
    expect((await getOperation(at(), { operationId })).can.resume.allowed).toBe(true);
    await hold();
    const { can } = await getOperation(at(), { operationId });
    expect(can.resume).toMatchObject({ allowed: false, reason: expect.stringContaining("Stocktaking") });
  });
});

describe("a parked operation", () => {
  const inAnHour = () => new Date(Date.now() + 3_600_000);

  it("is woken by what it waits for, and by nothing else", async () => {
    const { lease } = await take();
    await ledger.park(lease, waitFor("kubernetes", inAnHour()));
    expect(await wakeParked(world.db.prisma, { kind: "gate", environmentId })).toEqual([]);
    expect(await ledger.take(operationId, "w", LEASE_MS)).toBeNull();
    expect(await wakeParked(world.db.prisma, { kind: "kubernetes", environmentId })).toEqual([operationId]);
    expect(await wakeParked(world.db.prisma, { kind: "kubernetes", environmentId })).toEqual([]);
    const { lease: again, gatesDue } = await take();
    expect(gatesDue).toBe(false);
    await ledger.park(again, waitFor("gate", inAnHour()));
    expect(await wakeParked(world.db.prisma, { kind: "gate", tenantId: world.tenantId })).toEqual([
      operationId,
    ]);
  });

  it("keeps its memo; the cluster's time is used up, a soak's is not", async () => {
    const { lease, deadlineAt } = await take();
    await ledger.beginStep(lease, "gates");
    await ledger.park(lease, waitFor("kubernetes", new Date(), { memo: { told: 3 }, ranMs: 500 }));
    await put({ parkedAt: new Date(Date.now() - 10_000) });
    const second = await take();
    const [step] = second.steps;
    expect(step).toMatchObject({ state: "running", result: { told: 3 } });
    expect(step?.spentMs).toBeGreaterThanOrEqual(10_500);
    expect(step?.spentMs).toBeLessThan(20_000);
    expect(second.deadlineAt).toEqual(deadlineAt);
    await ledger.park(second.lease, waitFor("time"));
    await put({ parkedAt: new Date(Date.now() - 10_000) });
    const third = await take();
    expect(third.steps[0]?.spentMs).toBe(0);
    expect(third.deadlineAt.getTime()).toBeGreaterThanOrEqual(deadlineAt.getTime() + 10_000);
  });

  it("is never overdue while it soaks or asks a person, but is while the cluster is at work", async () => {
    const past = new Date(Date.now() - 60_000);
    const { lease } = await take();
    await ledger.park(lease, waitFor("person", inAnHour()));
    await put({ deadlineAt: past });
    expect(await overdueOperations(world.db)).not.toContain(operationId);
    expect(await ledger.seize(operationId, "w", LEASE_MS)).toBeNull();
    await put({ parkKind: "kubernetes" });
    expect(await overdueOperations(world.db)).toContain(operationId);
    expect(await ledger.seize(operationId, "w", LEASE_MS)).not.toBeNull();
  });

  it("paused while it waits keeps the time it stood still, and is ended after seven days of pause", async () => {
    const { lease, deadlineAt } = await take();
    await ledger.park(lease, waitFor("time", inAnHour()));
    await put({ parkedAt: new Date(Date.now() - 100_000) });
    await pauseOperation(at(), { operationId });
    const paused = await row();
    expect(paused).toMatchObject({ state: "paused", parkKind: null, parkedAt: null });
    expect(paused.deadlineAt.getTime() - deadlineAt.getTime()).toBeGreaterThanOrEqual(100_000);
    await put({ pausedAt: new Date(Date.now() - 6.9 * DAY), deadlineAt: new Date(Date.now() - DAY) });
    expect(await overdueOperations(world.db)).not.toContain(operationId);
    expect(await ledger.seize(operationId, "w", LEASE_MS)).toBeNull();
    await put({ pausedAt: new Date(Date.now() - 7.1 * DAY) });
    expect(await overdueOperations(world.db)).toContain(operationId);
    expect(await ledger.seize(operationId, "w", LEASE_MS)).toMatchObject({ from: "paused" });
    expect(await row()).toMatchObject({ state: "running", pausedAt: null });
  });
});
