import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { OperationEnd } from "@/lib/domain/operation/run";
import { FakeChannel } from "@/lib/testing/fake-outside";
import { queueDeploy } from "@/lib/testing/operation-rows";
import { makeWorld, type World } from "@/lib/testing/world";
import { createLedger } from "./postgres-ledger";

const success: OperationEnd = {
  state: "succeeded",
  touched: true,
  needsAttention: false,
  failure: null,
  sentence: "It runs.",
};
let world: World;
const made: string[] = [];

beforeAll(async () => {
  world = await makeWorld();
});
afterEach(async () => {
  const data = { state: "failed", workerId: null, leaseUntil: null } as const;
  await world.db.prisma.operation.updateMany({ where: { id: { in: made }, state: "running" }, data });
});
afterAll(() => world.close());

/** Three operations that one worker runs; `refused` names the one whose end cannot be written. */
async function running(refused: (ids: readonly string[]) => string | null) {
  const action = `test.${randomUUID()}`;
  const ids: string[] = [];
  const transactions = new Set<unknown>();
  const ledger = createLedger({
    db: world.db,
    channel: new FakeChannel(),
    gatesOf: async () => ({ open: true }),
    onEnd: async (tx, { row: { id: operationId }, now }, { audit }) => {
      transactions.add(tx);
      const target = { kind: "operation", id: operationId, name: "op" };
      audit({
        ...{ at: now, action, target, outcome: "done", facts: {}, correlationId: action },
        actor: { kind: "system", id: "worker", name: "Holdfast" },
        ...{ tenantId: world.tenantId, environmentId: null },
      });
      if (operationId === refused(ids)) throw new Error("no end");
      return [];
    },
  });
  const { id: releaseId } = await world.release();
  for (let index = 0; index < 3; index += 1) {
    const { id: environmentId } = await world.environment("staging", null);
    ids.push(await queueDeploy(world, { environmentId, releaseId, previousReleaseId: null }));
  }
  made.push(...ids);
  const taken = await Promise.all(ids.map((id) => ledger.take(id, "w1", 15_000)));
  const leases = taken.flatMap((each) => (each === null ? [] : [each.lease]));
  const written = () =>
    world.db.prisma.auditEntry.findMany({ where: { action }, orderBy: { sequence: "asc" } });
  const states = async () => {
    const rows = await world.db.prisma.operation.findMany({ where: { id: { in: ids } } });
    return ids.map((id) => rows.find((row) => row.id === id)?.state);
  };
  return { ledger, ids, leases, written, states, transactions };
}

describe("operations that end at the same time", () => {
  it("end in one transaction, each with its row in the audit", async () => {
    const { ledger, ids, leases, written, states, transactions } = await running(() => null);
    expect(leases).toHaveLength(3);
    expect(await Promise.all(leases.map((lease) => ledger.end(lease, success)))).toEqual(Array(3).fill(true));
    expect(await states()).toEqual(Array(3).fill("succeeded"));
    const rows = await written();
    expect(rows.map(({ targetId }) => targetId).sort()).toEqual([...ids].sort());
    expect(rows[1]?.previousHash).toBe(rows[0]?.hash);
    expect(transactions.size).toBe(1);
  });

  it("do not keep each other from ending: the one that cannot is the only one that does not", async () => {
    const { ledger, leases, written, states } = await running((ids) => ids[1] ?? "");
    const ends = await Promise.allSettled(leases.map((lease) => ledger.end(lease, success)));
    expect(ends.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(await states()).toEqual(["succeeded", "running", "succeeded"]);
    expect(await written()).toHaveLength(2);
  });

  it("leave the one behind whose lease is another's by now", async () => {
    const { ledger, ids, leases, states } = await running(() => null);
    const [id] = ids;
    await world.db.prisma.operation.update({ where: { id: id ?? "" }, data: { fence: { increment: 1 } } });
    const ends = await Promise.all(leases.map((lease) => ledger.end(lease, success)));
    expect(ends).toEqual([false, true, true]);
    expect(await states()).toEqual(["running", "succeeded", "succeeded"]);
  });
});

describe("an operation's last step", () => {
  const line = { step: "gates", kind: "state", level: "info", text: "All open.", at: new Date() } as const;
  const last = { step: "gates", state: "done", sentence: "All open.", result: { open: 3 } } as const;
  const stepsOf = async (operationId: string) => {
    const rows = await world.db.prisma.operationStep.findMany({ where: { operationId } });
    return new Map(rows.map((row) => [row.name, row]));
  };

  it("ends with it, and what was told is stored, in one commit", async () => {
    const { ledger, ids, leases, states } = await running(() => null);
    await Promise.all(leases.map((lease) => ledger.beginStep(lease, "gates")));
    const ends = leases.map((lease) => ledger.end(lease, success, { last, lines: [line] }));
    expect(await Promise.all(ends)).toEqual(Array(3).fill(true));
    expect(await states()).toEqual(Array(3).fill("succeeded"));
    for (const operationId of ids) {
      const steps = await stepsOf(operationId);
      expect(steps.get("gates")).toMatchObject({ state: "done", sentence: "All open.", result: { open: 3 } });
      expect(steps.get("rollout")).toMatchObject({ state: "skipped" });
      const told = await world.db.prisma.operationEvent.findMany({ where: { operationId } });
      expect(told).toMatchObject([{ text: "All open.", step: "gates" }]);
    }
  });

  it("that is not under way keeps it from ending, and nothing is written", async () => {
    const { ledger, ids, leases, states, written } = await running(() => null);
    const [lease] = leases;
    if (lease === undefined) throw new Error("no lease");
    await expect(ledger.end(lease, success, { last, lines: [line] })).rejects.toThrow(
      "step gates of operation",
    );
    expect((await states())[0]).toBe("running");
    expect((await stepsOf(ids[0] ?? "")).get("gates")).toMatchObject({ state: "pending" });
    expect(await written()).toEqual([]);
  });
});
