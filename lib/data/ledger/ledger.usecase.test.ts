import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { OperationEnd, StepFailure } from "@/lib/domain/operation/run";
import type { Ledger, Wait } from "@/lib/engine/ledger";
import { FakeChannel } from "@/lib/testing/fake-outside";
import { queueDeploy } from "@/lib/testing/operation-rows";
import { makeWorld, type World } from "@/lib/testing/world";
import { overdueOperations } from "./overdue";
import { createLedger } from "./postgres-ledger";
import { NO_LIMIT } from "./slots";
import { silentOperations } from "./sweeps";

const LEASE_MS = 15_000;
const failure: StepFailure = { step: "rollout", kind: "failed_check", reason: "crash", facts: { a: 1 } };
const success: OperationEnd = {
  state: "succeeded",
  touched: true,
  needsAttention: false,
  failure: null,
  sentence: "It runs.",
};

let world: World;
let ledger: Ledger;
let channel: FakeChannel;
let ends: string[];
let failingEnd: Error | null;
let operationId: string;
let environmentId: string;
let releaseId: string;

beforeAll(async () => {
  world = await makeWorld();
});
afterAll(async () => {
  await world.close();
});

beforeEach(async () => {
  channel = new FakeChannel();
  ends = [];
  failingEnd = null;
  ledger = createLedger({
    db: world.db,
    channel,
    gatesOf: async () => ({ open: true }),
    onEnd: async (_tx, { end }) => {
      if (failingEnd !== null) throw failingEnd;
      ends.push(end.state);
      return [];
    },
  });
  const before = await world.release();
  releaseId = (await world.release()).id;
  environmentId = (await world.environment("staging", before.id)).id;
  operationId = await queueDeploy(world, { environmentId, releaseId, previousReleaseId: before.id });
});

const silent = () => silentOperations(world.db, NO_LIMIT);
const waitOf = (reason: string, wait: Partial<Wait> = {}): Wait => ({
  step: "smoke",
  until: new Date(),
  reason,
  waitFor: "time",
  memo: null,
  ranMs: 0,
  ...wait,
});
const row = () => world.db.prisma.operation.findUniqueOrThrow({ where: { id: operationId } });
const step = (name: string) =>
  world.db.prisma.operationStep.findUniqueOrThrow({ where: { operationId_name: { operationId, name } } });
const lapse = () =>
  world.db.prisma.operation.update({
    where: { id: operationId },
    data: { leaseUntil: new Date(Date.now() - 60_000) },
  });
const taken = async (workerId = "w1") => {
  const operation = await ledger.take(operationId, workerId, LEASE_MS);
  if (operation === null) throw new Error("not taken");
  return operation;
};

describe("taking", () => {
  it("is won by exactly one of many workers at once", async () => {
    const workers = Array.from({ length: 8 }, (_, index) => `w${index}`);
    const results = await Promise.all(workers.map((worker) => ledger.take(operationId, worker, LEASE_MS)));
    const winners = results.filter((result) => result !== null);
    expect(winners).toHaveLength(1);
    expect((await row()).workerId).toBe(winners[0]?.lease.workerId);
    expect((await row()).fence).toBe(1);
  });

  it("raises the fence at each take and reads back what was written", async () => {
    const first = await taken();
    await ledger.beginStep(first.lease, "gates");
    await ledger.finishStep(first.lease, "gates", { result: { open: true }, sentence: "Open." });
    expect(await ledger.take(operationId, "w2", LEASE_MS)).toBeNull();
    await lapse();
    const second = await taken("w2");
    expect(second.lease.fence).toBe(first.lease.fence + 1);
    expect(second.startedAt.getTime()).toBe(first.startedAt.getTime());
    const gates = second.steps.find(({ name }) => name === "gates");
    expect(gates).toMatchObject({ state: "done", attempts: 1, result: { open: true } });
  });

  it("keeps the name of the worker to the letter, whatever characters it has", async () => {
    const name = "o'brien\\'; --$1";
    expect((await taken(name)).lease.workerId).toBe(name);
    expect((await row()).workerId).toBe(name);
  });

  it("is refused for an operation that ended", async () => {
    const { lease } = await taken();
    await ledger.end(lease, success);
    expect(await ledger.take(operationId, "w2", LEASE_MS)).toBeNull();
  });
});

describe("a stale fence", () => {
  it("writes nothing, whatever it tries", async () => {
    const { lease } = await taken();
    await ledger.beginStep(lease, "gates");
    await lapse();
    await taken("w2");
    const before = { row: await row(), step: await step("gates"), rollout: await step("rollout") };
    const line = { step: "gates", kind: "log", level: "info", text: "late", at: new Date() } as const;
    const tries = await Promise.all([
      ledger.heartbeat(lease, LEASE_MS),
      ledger.beginStep(lease, "rollout"),
      ledger.finishStep(lease, "gates", { result: {}, sentence: "late" }),
      ledger.enterRollback(lease, failure),
      ledger.append(lease, [line]),
      ledger.park(lease, waitOf("late")),
      ledger.giveBack(lease),
      ledger.end(lease, success),
    ]);
    expect(tries).toEqual(Array(8).fill(false));
    expect({ row: await row(), step: await step("gates"), rollout: await step("rollout") }).toEqual(before);
    expect(await world.db.prisma.operationEvent.count({ where: { operationId } })).toBe(0);
    expect(ends).toEqual([]);
  });

  it("cannot slip a write in beside a take", async () => {
    const { lease } = await taken();
    await ledger.beginStep(lease, "gates");
    await lapse();
    const done = { result: {}, sentence: "raced" };
    const [takeover, finished] = await Promise.all([
      ledger.take(operationId, "w2", LEASE_MS),
      ledger.finishStep(lease, "gates", done),
    ]);
    const seen = takeover?.steps.find(({ name }) => name === "gates")?.state;
    expect(seen).toBe(finished ? "done" : "running");
  });
});

describe("the course of an operation", () => {
  it("turns to the rollback in one commit and remembers why", async () => {
    const { lease } = await taken();
    await ledger.beginStep(lease, "rollout");
    await ledger.enterRollback(lease, failure);
    expect(await step("rollout")).toMatchObject({ state: "failed", sentence: "crash", result: { a: 1 } });
    expect(await step("smoke")).toMatchObject({ state: "skipped" });
    expect(await step("restore_release")).toMatchObject({ state: "pending" });
    await lapse();
    expect(await taken("w2")).toMatchObject({ phase: "rollback", failure });
  });

  it("goes on though pods say what PostgreSQL cannot store", async () => {
    const dirty = "boot\u0000ed \ud83d";
    const { lease } = await taken();
    const line = { step: "gates", kind: "log", level: "info", text: dirty, at: new Date() } as const;
    expect(await ledger.append(lease, [line])).toBe(true);
    await ledger.beginStep(lease, "gates");
    expect(await ledger.finishStep(lease, "gates", { result: { a: [dirty] }, sentence: dirty })).toBe(true);
    await ledger.beginStep(lease, "rollout");
    const bad: StepFailure = { ...failure, reason: dirty, facts: { [dirty]: dirty } };
    expect(await ledger.enterRollback(lease, bad)).toBe(true);
    expect(await ledger.park(lease, waitOf(dirty))).toBe(true);
    const again = await taken("w2");
    const end: OperationEnd = { ...success, state: "failed", failure: bad, sentence: dirty };
    expect(await ledger.end(again.lease, end)).toBe(true);
    const clean = "booted \ufffd";
    expect(await step("gates")).toMatchObject({ sentence: clean, result: { a: [clean] } });
    expect(await step("rollout")).toMatchObject({ sentence: clean, result: { [clean]: clean } });
    expect(await row()).toMatchObject({ sentence: clean, failureReason: clean, state: "failed" });
    expect(await world.db.prisma.operationEvent.findMany({ where: { operationId } })).toMatchObject([
      { text: clean },
    ]);
  });

  it("parks without a lease and is free again only when due", async () => {
    const { lease } = await taken();
    await ledger.beginStep(lease, "smoke");
    await ledger.park(lease, waitOf("Soaks.", { until: new Date(Date.now() + 60_000) }));
    expect(await row()).toMatchObject({ state: "parked", workerId: null, parkReason: "Soaks." });
    expect(await ledger.take(operationId, "w2", LEASE_MS)).toBeNull();
    const past = new Date(Date.now() - 1_000);
    await world.db.prisma.operation.update({ where: { id: operationId }, data: { parkedUntil: past } });
    expect((await silent()).due).toContain(operationId);
    expect((await taken("w2")).steps.find(({ name }) => name === "smoke")?.state).toBe("running");
  });

  it("ends together with what it means, or not at all", async () => {
    const { lease } = await taken();
    failingEnd = new Error("the change could not be moved");
    await expect(ledger.end(lease, success)).rejects.toThrow("could not be moved");
    expect((await row()).state).toBe("running");
    failingEnd = null;
    expect(await ledger.end(lease, success)).toBe(true);
    expect(await row()).toMatchObject({ state: "succeeded", sentence: "It runs.", leaseUntil: null });
    expect(await step("restore_release")).toMatchObject({ state: "skipped" });
    expect(ends).toEqual(["succeeded"]);
  });

  it("tells live readers of every visible write, after its commit", async () => {
    const { lease } = await taken();
    await ledger.beginStep(lease, "gates");
    await ledger.heartbeat(lease, LEASE_MS);
    await expect.poll(() => channel.published.length).toBe(2);
    const [event] = channel.published;
    expect(event).toMatchObject({
      type: "operation.progressed",
      tenantId: world.tenantId,
      environmentId,
      subject: { kind: "operation", id: operationId },
    });
    const where = { subjectId: operationId, publishedAt: null };
    await expect.poll(() => world.db.prisma.outboxEvent.count({ where })).toBe(0);
  });

  it("keeps for the sweep what nobody could be told of a step", async () => {
    const { lease } = await taken();
    channel.publish = async () => {
      throw new Error("Redis is away.");
    };
    expect(await ledger.beginStep(lease, "gates")).toBe(true);
    const where = { subjectId: operationId, type: "operation.progressed", publishedAt: null };
    await expect.poll(() => world.db.prisma.outboxEvent.count({ where })).toBe(1);
  });
});

describe("sweeps", () => {
  it("find what nobody runs, and leave the rest alone", async () => {
    expect((await silent()).due).toContain(operationId);
    const { lease } = await taken();
    expect((await silent()).lapsed).not.toContain(operationId);
    await lapse();
    expect((await silent()).lapsed).toContain(operationId);
    await taken("w2");
    expect(await ledger.giveBack(lease)).toBe(false);
  });

  it("take an operation beyond its limit even from a living worker", async () => {
    const { lease } = await taken();
    expect(await ledger.seize(operationId, "w2", LEASE_MS)).toBeNull();
    const deadlineAt = new Date(Date.now() - 10_000);
    await world.db.prisma.operation.update({ where: { id: operationId }, data: { deadlineAt } });
    expect(await overdueOperations(world.db)).toContain(operationId);
    expect(await ledger.seize(operationId, "w2", LEASE_MS)).not.toBeNull();
    expect(await ledger.heartbeat(lease, LEASE_MS)).toBe(false);
  });
});

describe("the database's own rules", () => {
  it("allow one active operation per environment", async () => {
    const second = { environmentId, releaseId, previousReleaseId: null };
    await expect(queueDeploy(world, second)).rejects.toMatchObject({ code: "P2002" });
    const { lease } = await taken();
    await ledger.end(lease, success);
    await expect(queueDeploy(world, second)).resolves.toBeTypeOf("string");
  });

  it("refuse illegal moves and falling fences", async () => {
    const { lease } = await taken();
    const { operation, operationStep } = world.db.prisma;
    const where = { id: operationId };
    await expect(operation.update({ where, data: { fence: 0 } })).rejects.toThrow(/fence may not fall/);
    await ledger.end(lease, success);
    await expect(operation.update({ where, data: { state: "running" } })).rejects.toThrow(/may not move/);
    const skipped = { operationId_name: { operationId, name: "gates" } };
    await expect(operationStep.update({ where: skipped, data: { state: "done" } })).rejects.toThrow(
      /may not move/,
    );
  });
});
