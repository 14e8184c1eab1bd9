import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ACTIVE_OPERATION_STATES } from "@/lib/domain/operation/state";
import type { Lease } from "@/lib/engine/ledger";
import { FakeChannel } from "@/lib/testing/fake-outside";
import { makeTenant, makeWorld, type World } from "@/lib/testing/world";
import { createLedger } from "./postgres-ledger";
import { NO_LIMIT, nextInLine, sayPlacesInLine } from "./slots";

let world: World;
let ledger: ReturnType<typeof createLedger>;
let clusterId: string;
beforeAll(async () => {
  world = await makeWorld();
  const deps = { db: world.db, channel: new FakeChannel(), onEnd: async () => [] };
  ledger = createLedger({ ...deps, gatesOf: async () => ({ open: true }) });
});
afterAll(() => world.close());
beforeEach(() => freshCluster(2));
// What waits would stand in the line of every later test.
afterEach(async () => {
  await world.db.prisma.operation.updateMany({
    where: { clusterId, state: { in: [...ACTIVE_OPERATION_STATES] } },
    data: { state: "failed" },
  });
});

async function freshCluster(maxOperations: number): Promise<void> {
  const { id } = await world.db.prisma.cluster.create({
    data: {
      name: `slots-${randomUUID().slice(0, 8)}`,
      region: "test",
      server: "https://cluster.test",
      sealedKubeconfig: new Uint8Array([1]),
      maxOperations,
    },
  });
  clusterId = id;
}

const tenant = async () => (await makeTenant(world.db, randomUUID().slice(0, 8))).id;

/** Operations of one tenant on the cluster, the first the oldest; each in an environment of its own. */
async function queue(
  tenantId: string,
  count: number,
  createdAt = new Date(Date.now() - 60_000),
): Promise<string[]> {
  const environments = await world.db.prisma.environment.createManyAndReturn({
    data: Array.from({ length: count }, () => ({
      tenantId,
      clusterId,
      name: randomUUID(),
      stage: "staging" as const,
      namespace: randomUUID(),
      hostname: `${randomUUID()}.localhost`,
      timeZone: "UTC",
      webReplicas: 1,
      webWorkers: 1,
      cronReplicas: 1,
    })),
    select: { id: true },
  });
  const rows = await world.db.prisma.operation.createManyAndReturn({
    data: environments.map(({ id: environmentId }, index) => ({
      kind: "deploy" as const,
      tenantId,
      environmentId,
      clusterId,
      sentence: "Waits for a worker.",
      deadlineAt: new Date(Date.now() + 3_600_000),
      correlationId: "slots",
      createdAt: new Date(createdAt.getTime() + index),
    })),
    select: { id: true, createdAt: true },
  });
  return rows.sort((one, other) => one.createdAt.getTime() - other.createdAt.getTime()).map(({ id }) => id);
}

const running = () => world.db.prisma.operation.count({ where: { clusterId, state: "running" } });
const sentenceOf = async (id: string) =>
  (await world.db.prisma.operation.findUniqueOrThrow({ where: { id } })).sentence;
const end = (lease: Lease) =>
  ledger.end(lease, {
    ...{ state: "succeeded", touched: true, needsAttention: false, failure: null, sentence: "Done." },
  });
/** Those of this cluster: other suites wait in the same database. */
const next = async (limit = 10_000) => {
  const ids = await nextInLine(world.db.prisma, { fleetLimit: NO_LIMIT, limit });
  const own = await world.db.prisma.operation.findMany({
    where: { id: { in: ids }, clusterId },
    select: { id: true },
  });
  return ids.filter((id) => own.some((one) => one.id === id));
};

describe("the slots of a cluster", () => {
  it("are never more than it has, whatever six workers take at once", async () => {
    const ids = await queue(await tenant(), 30);
    let left = [...ids];
    let most = 0;
    let ended = 0;
    const worker = async (name: string) => {
      for (let turn = 0; turn < 400 && ended < ids.length; turn += 1) {
        const id = left[turn % Math.max(1, left.length)];
        const taken = id === undefined ? null : await ledger.take(id, name, 60_000);
        if (taken === null) continue;
        most = Math.max(most, await running());
        await end(taken.lease);
        left = left.filter((one) => one !== taken.lease.operationId);
        ended += 1;
      }
    };
    await Promise.all(["w1", "w2", "w3", "w4", "w5", "w6"].map(worker));
    expect(ended).toBe(30);
    expect(most).toBeLessThanOrEqual(2);
  }, 60_000);

  it("go to one tenant's only operation before the hundredth of another", async () => {
    const [busy, small] = [await tenant(), await tenant()];
    const hundred = await queue(busy, 100);
    const [only] = await queue(small, 1, new Date());
    const order: string[] = [];
    for (let round = 0; round < 3; round += 1) {
      const [id] = await next();
      const taken = await ledger.take(id ?? "", "w", 60_000);
      expect(taken).not.toBeNull();
      if (id === only) order.push("only");
      else order.push("hundred");
      if (round === 1 && taken !== null) await end(taken.lease);
    }
    expect(order.slice(0, 2)).toEqual(["hundred", "only"]);
    expect(await ledger.take(hundred[50] ?? "", "w", 60_000)).toBeNull();
  });

  it("say who waits for what, and stop the clock of its time limit", async () => {
    const [first, second, third, fourth] = await queue(await tenant(), 4);
    for (const id of [first, second]) await ledger.take(id ?? "", "w", 60_000);
    expect(await ledger.take(fourth ?? "", "w", 60_000)).toBeNull();
    expect(await sentenceOf(fourth ?? "")).toMatch(
      /^Waits for a slot: 2 of 2 operations run on slots-.*; 1 before it\.$/,
    );
    await world.db.transaction((tx) => sayPlacesInLine(tx, NO_LIMIT));
    expect(await sentenceOf(third ?? "")).toContain("it is next.");
    const before = await world.db.prisma.operation.update({
      where: { id: third ?? "" },
      data: { parkedAt: new Date(Date.now() - 600_000) },
    });
    await world.db.prisma.cluster.update({ where: { id: clusterId }, data: { maxOperations: 3 } });
    const taken = await ledger.take(third ?? "", "w", 60_000);
    const later = (taken?.deadlineAt.getTime() ?? 0) - before.deadlineAt.getTime();
    expect(later).toBeGreaterThanOrEqual(600_000);
    expect(later).toBeLessThan(610_000);
  });

  it("are not asked for by a takeover, nor by what goes back", async () => {
    const ids = await queue(await tenant(), 4);
    const [one, two, three] = ids;
    for (const id of [one, two]) await ledger.take(id ?? "", "w", 60_000);
    await world.db.prisma.operation.update({
      where: { id: one ?? "" },
      data: { leaseUntil: new Date(Date.now() - 1_000) },
    });
    expect(await ledger.take(one ?? "", "w2", 60_000)).not.toBeNull();
    await world.db.prisma.operation.update({ where: { id: three ?? "" }, data: { phase: "rollback" } });
    expect(await next()).toContain(three);
    expect(await ledger.take(three ?? "", "w", 60_000)).not.toBeNull();
  });

  it("are waited for again by what the cluster was at work for", async () => {
    await freshCluster(1);
    const [first, second] = await queue(await tenant(), 2);
    const working = await ledger.take(first ?? "", "w", 60_000);
    if (working === null) throw new Error("The first was not taken.");
    const wait = {
      step: "rollout",
      until: new Date(0),
      reason: "2 of 3 pods.",
      waitFor: "kubernetes" as const,
    };
    expect(await ledger.park(working.lease, { ...wait, memo: null, ranMs: 10 })).toBe(true);
    const other = await ledger.take(second ?? "", "w", 60_000);
    expect(await ledger.take(first ?? "", "w", 60_000)).toBeNull();
    if (other !== null) await end(other.lease);
    // What runs, runs on: nobody is asked again for what the cluster does.
    expect(await ledger.take(first ?? "", "w", 60_000)).toMatchObject({ gatesDue: false });
  });

  it("end by the fleet's limit too", async () => {
    const small = createLedger({
      db: world.db,
      channel: new FakeChannel(),
      onEnd: async () => [],
      gatesOf: async () => ({ open: true }),
      fleetLimit: await world.db.prisma.operation.count({ where: { state: "running" } }),
    });
    const [id] = await queue(await tenant(), 1);
    expect(await small.take(id ?? "", "w", 60_000)).toBeNull();
    expect(await sentenceOf(id ?? "")).toContain("run in the whole fleet");
  });
});

it("the order is: the tenant with the fewest running operations first, then the oldest", async () => {
  const some = fc.array(
    fc.record({ runs: fc.integer({ min: 0, max: 3 }), waits: fc.integer({ min: 0, max: 4 }) }),
    {
      minLength: 1,
      maxLength: 4,
    },
  );
  await fc.assert(
    fc.asyncProperty(some, fc.integer({ min: 1, max: 12 }), async (tenants, slots) => {
      await freshCluster(1_000);
      const waiting: { id: string; runs: number; age: number }[] = [];
      let ran = 0;
      for (const { runs, waits } of tenants) {
        const ids = await queue(await tenant(), runs + waits, new Date(Date.now() - 3_600_000 + ran * 7));
        for (const id of ids.slice(0, runs)) expect(await ledger.take(id, "w", 60_000)).not.toBeNull();
        const rows = await world.db.prisma.operation.findMany({ where: { id: { in: ids.slice(runs) } } });
        for (const { id, createdAt } of rows) waiting.push({ id, runs, age: createdAt.getTime() });
        ran += runs;
      }
      await world.db.prisma.cluster.update({
        where: { id: clusterId },
        data: { maxOperations: ran + slots },
      });
      const model = [...waiting].sort(
        (one, other) => one.runs - other.runs || one.age - other.age || (one.id < other.id ? -1 : 1),
      );
      expect(await next()).toEqual(model.slice(0, slots).map(({ id }) => id));
      await world.db.prisma.operation.updateMany({ where: { clusterId }, data: { state: "failed" } });
    }),
    { numRuns: 12 },
  );
}, 60_000);
