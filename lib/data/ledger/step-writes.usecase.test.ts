import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Ledger } from "@/lib/engine/ledger";
import { FakeChannel } from "@/lib/testing/fake-outside";
import { queueDeploy } from "@/lib/testing/operation-rows";
import { makeWorld, type World } from "@/lib/testing/world";
import { createLedger } from "./postgres-ledger";

const LEASE_MS = 15_000;
let world: World;
let ledger: Ledger;
let operationId: string;

beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

beforeEach(async () => {
  const gatesOf = async () => ({ open: true }) as const;
  ledger = createLedger({ db: world.db, channel: new FakeChannel(), onEnd: async () => [], gatesOf });
  const { id: releaseId } = await world.release();
  const { id: environmentId } = await world.environment("staging", null);
  operationId = await queueDeploy(world, { environmentId, releaseId, previousReleaseId: null });
});

afterEach(async () => {
  const data = { state: "failed", workerId: null, leaseUntil: null } as const;
  await world.db.prisma.operation.update({ where: { id: operationId }, data });
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

describe("the end of a step and the beginning of the next", () => {
  it("are one commit, whose first touch raises the version", async () => {
    const { lease } = await taken();
    await ledger.beginStep(lease, "gates");
    const before = (await row()).version;
    const next = { step: "rollout", firstTouch: true };
    const done = { result: { open: true }, sentence: "Open." };
    expect(await ledger.finishStep(lease, "gates", done, { next })).toBe(true);
    const [gates, rollout] = [await step("gates"), await step("rollout")];
    expect(gates).toMatchObject({ state: "done", attempts: 1, result: { open: true } });
    expect(rollout).toMatchObject({ state: "running", attempts: 1, startedAt: gates.finishedAt });
    expect((await row()).version).toBe(before + 1);
  });

  it("write nothing of either when the step to be ended does not run or the fence is stale", async () => {
    const { lease } = await taken();
    const next = { step: "rollout", firstTouch: true };
    const done = { result: {}, sentence: "Done." };
    await expect(ledger.finishStep(lease, "gates", done, { next })).rejects.toThrow("does not run");
    await ledger.beginStep(lease, "gates");
    await lapse();
    await taken("w2");
    expect(await ledger.finishStep(lease, "gates", done, { next })).toBe(false);
    expect(await step("gates")).toMatchObject({ state: "running", attempts: 1 });
    expect(await step("rollout")).toMatchObject({ state: "pending", attempts: 0 });
  });

  it("says so when the next one has ended already", async () => {
    const { lease } = await taken();
    const done = { result: {}, sentence: "Done." };
    await ledger.beginStep(lease, "rollout");
    await ledger.finishStep(lease, "rollout", done);
    await ledger.beginStep(lease, "gates");
    const next = { step: "rollout", firstTouch: false };
    await expect(ledger.finishStep(lease, "gates", done, { next })).rejects.toThrow("has ended already");
    expect(await step("rollout")).toMatchObject({ state: "done", attempts: 1 });
  });
});
