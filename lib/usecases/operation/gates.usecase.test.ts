import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { overdueOperations } from "@/lib/data/ledger/overdue";
import { createLedger } from "@/lib/data/ledger/postgres-ledger";
import { wakeParked } from "@/lib/data/ledger/wake";
import type { Wait } from "@/lib/engine/ledger";
import { storeEvent } from "@/lib/testing/calendar-rows";
import { type ChangeWorld, makeChangeWorld, at as nowOf } from "@/lib/testing/change-world";
import { FakeChannel } from "@/lib/testing/fake-outside";
import { queueDeploy } from "@/lib/testing/operation-rows";
import { problemOf } from "@/lib/testing/world";
import { getChange } from "../change/get";
import { startChange } from "../change/start";
import type { Context } from "../context";
import { liftHold } from "../hold/lift";
import { placeHold } from "../hold/place";
import { askWaiver } from "../waiver/ask";
import { confirmWaiver } from "../waiver/confirm";
import { evaluateOperationGates, resumeGates } from "./evaluate-gates";
import { getOperation } from "./get";
import { pauseOperation } from "./pause";
import { resumeOperation } from "./resume";

const LEASE_MS = 60_000;
const DAY = 86_400_000;
let world: ChangeWorld;
let manager: Context;
let ledger: ReturnType<typeof createLedger>;
let operationId: string;
let environmentId: string;

beforeAll(async () => {
  world = await makeChangeWorld();
  manager = world.manager;
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

describe("the gates of a change that goes on", () => {
  const MINUTE = 60_000;
  const fromNow = (minutes: number) => new Date(Date.now() + minutes * MINUTE);

  /** A change in progress, its deployment parked before it touches the rest, in a place with this event in its calendar. */
  async function waiting(event: { kind: "freeze" | "maintenance_window"; from: Date; until: Date }) {
    const { change, environment } = await world.approved();
    const place = { id: environment.id, tenantId: world.tenantId, stage: "staging" as const };
    const createdById = manager.actor.id;
    const store = (times = {}) =>
      storeEvent(world.db, { environment: place, createdById, ...event, ...times });
    const before = event.kind === "freeze" ? null : await store();
    // A place has windows as long as one is to come.
    if (before !== null) await store({ from: fromNow(1_440), until: fromNow(1_560) });
    const started = await startChange(at(), { changeId: change.id, version: change.version });
    operationId = started.operationId ?? "";
    const { lease } = await take();
    await ledger.beginStep(lease, "gates");
    await ledger.park(lease, waitFor("time"));
    return { changeId: change.id, event: before ?? (await store()) };
  }
  const refusalNow = async () => {
    expect((await take()).gatesDue).toBe(true);
    const answer = await ledger.askGates(operationId);
    if (answer.open) throw new Error("the calendar is not seen");
    return answer;
  };

  it("are closed by a freeze that begins while it waits, in the freeze's name, by every way back to work", async () => {
    await waiting({ kind: "freeze", from: fromNow(-1), until: fromNow(120) });
    const answer = await refusalNow();
    expect(answer.reason).toMatch(/^Held back\. Calendar: .*“Quiet please”/);
    expect(answer.until.getTime()).toBeLessThanOrEqual(Date.now() + 30_000);
    const { version } = await pauseOperation(at(), { operationId });
    const refused = await problemOf(resumeOperation(at(), { operationId, version }));
    expect(refused).toMatchObject({ code: "gate_refused", facts: { gates: [{ id: "calendar_open" }] } });
    expect(refused.message).toContain("“Quiet please”");
    expect(await row()).toMatchObject({ state: "paused" });
  });

  it("are waived by two people when its window is over, as its page shows them, and let it go on", async () => {
    const { changeId, event } = await waiting({
      ...{ kind: "maintenance_window", from: fromNow(-60), until: fromNow(60) },
    });
    await world.db.prisma.calendarEvent.update({
      where: { id: event.id },
      data: { durationMinutes: 59, nextUntil: fromNow(-1) },
    });
    await refusalNow();
    const change = await getChange(at(), { changeId });
    expect(change).toMatchObject({ state: "in_progress", runningRelease: { name: expect.any(String) } });
    expect(change.gates.filter(({ verdict }) => verdict === "fail").map(({ id }) => id)).toEqual([
      "calendar_open",
    ]);
    expect(change.governance).toMatchObject({
      waivable: ["calendar_open"],
      can: { waive: { allowed: true } },
    });
    const ask = { changeId, version: change.version, gateId: "calendar_open" };
    const expiresAt = fromNow(60).toISOString();
    const asked = await askWaiver(at(), { ...ask, expiresAt, reason: "Two pods of six are left." });
    expect(await ledger.askGates(operationId)).toMatchObject({ open: false });
    const [waiver] = asked.governance.waivers;
    const second = await world.person("platform_engineer");
    await confirmWaiver(nowOf(second), { waiverId: waiver?.id ?? "" });
    expect(await ledger.askGates(operationId)).toEqual({ open: true });
    await pauseOperation(at(), { operationId });
    const { version } = await row();
    expect(await resumeOperation(at(), { operationId, version })).toMatchObject({ state: "queued" });
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
