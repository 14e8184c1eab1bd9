import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FakeChannel } from "@/lib/testing/fake-outside";
import { queueDeploy } from "@/lib/testing/operation-rows";
import { makeWorld, type World } from "@/lib/testing/world";
import { createLedger } from "./postgres-ledger";

const LEASE_MS = 15_000;
let world: World;
let ledger: ReturnType<typeof createLedger>;

beforeAll(async () => {
  world = await makeWorld();
  const gatesOf = async () => ({ open: true }) as const;
  ledger = createLedger({ db: world.db, channel: new FakeChannel(), onEnd: async () => [], gatesOf });
});
afterAll(async () => {
  const left = { tenantId: world.tenantId, state: { in: ["running", "parked", "queued"] } } as const;
  await world.db.prisma.operation.updateMany({
    where: { ...left, state: { in: [...left.state.in] } },
    data: { state: "failed" },
  });
  await world.close();
});

async function asking() {
  const release = await world.release();
  const { id: environmentId } = await world.environment("staging", null);
  const operationId = await queueDeploy(world, {
    environmentId,
    releaseId: release.id,
    previousReleaseId: null,
  });
  const taken = await ledger.take(operationId, "worker-1", LEASE_MS);
  if (taken === null) throw new Error("not taken");
  await ledger.beginStep(taken.lease, "gates");
  return { operationId, lease: taken.lease };
}

const waitFor = (kind: "person" | "time") => ({
  step: "gates",
  until: new Date(Date.now() + 60_000),
  reason: "Errors rose to 4 %. Go on?",
  waitFor: kind,
  memo: null,
  ranMs: 0,
});
const noticesOf = (operationId: string) =>
  world.db.prisma.notice.findMany({ where: { operationId }, include: { user: true } });

describe("an operation that waits for a person", () => {
  it("tells those who may answer, once though it asks again", async () => {
    const manager = await world.person("release_manager");
    const { operationId, lease } = await asking();
    expect(await ledger.park(lease, waitFor("person"))).toBe(true);
    const told = await noticesOf(operationId);
    expect(told.map(({ userId }) => userId)).toContain(manager.actor.id);
    expect(told[0]).toMatchObject({ occasion: "question:gates", text: "Errors rose to 4 %. Go on?" });

    const due = { parkedUntil: new Date(Date.now() - 1_000) };
    await world.db.prisma.operation.update({ where: { id: operationId }, data: due });
    const again = await ledger.take(operationId, "worker-2", LEASE_MS);
    if (again === null) throw new Error("not taken again");
    expect(await ledger.park(again.lease, waitFor("person"))).toBe(true);
    expect(await noticesOf(operationId)).toHaveLength(told.length);
  });

  it("tells nobody under a stale fence, nor when it waits for something else", async () => {
    const { operationId, lease } = await asking();
    expect(await ledger.park({ ...lease, fence: lease.fence - 1 }, waitFor("person"))).toBe(false);
    expect(await noticesOf(operationId)).toEqual([]);
    expect(await ledger.park(lease, waitFor("time"))).toBe(true);
    expect(await noticesOf(operationId)).toEqual([]);
  });
});
