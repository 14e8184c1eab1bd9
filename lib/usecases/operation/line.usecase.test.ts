import { afterAll, beforeAll, expect, it } from "vitest";
import type { OperationEnd } from "@/lib/domain/operation/run";
import { queueDeploy } from "@/lib/testing/operation-rows";
import { makeWorld, problemOf, type World } from "@/lib/testing/world";
import { takeBackup } from "../backup/take";
import type { Context } from "../context";
import { evaluateOperationGates } from "./evaluate-gates";
import { recordOutcome } from "./record-outcome";

let world: World;
let support: Context;
beforeAll(async () => {
  world = await makeWorld();
  support = await world.person("support");
  const { tenantId } = world;
  const sealedPassword = new Uint8Array([1]);
  await world.db.prisma.backupStore.create({ data: { tenantId, repository: "/backups/x", sealedPassword } });
});
afterAll(() => world.close());

async function place() {
  const release = await world.release();
  const { id: environmentId } = await world.environment("staging", release.id);
  const deploy = () => queueDeploy(world, { environmentId, releaseId: release.id, previousReleaseId: null });
  return { environmentId, deploy };
}

const gatesOf = (operationId: string) =>
  evaluateOperationGates(world.db.prisma, operationId, "start", new Date());

/** Until a statement stands before the lock of an environment's row. */
async function somebodyWaitsForTheRow(): Promise<void> {
  for (let look = 0; look < 200; look += 1) {
    const rows = await world.db.prisma.$queryRaw<unknown[]>`
      SELECT 1 FROM pg_stat_activity
       WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%FROM environment WHERE%'`;
    if (rows.length > 0) return;
  }
  throw new Error("nobody waits for the environment's row");
}

/** Ends it as a worker does, with all that follows from it. */
const end = (operationId: string) =>
  world.db.transaction(async (tx) => {
    const where = { id: operationId };
    await tx.operation.update({ where, data: { state: "running" } });
    await tx.operation.update({ where, data: { state: "succeeded", finishedAt: new Date() } });
    const ended: OperationEnd = {
      ...{ state: "succeeded", needsAttention: false, touched: false, failure: null },
      sentence: "Done.",
    };
    await recordOutcome(tx, { operationId, end: ended, now: new Date() });
  });

it("a deployment waits in line behind a copy, which goes on, and is woken by its end", async () => {
  const { environmentId, deploy } = await place();
  const { id: backupId } = await takeBackup(support, { environmentId });
  const deployId = await deploy();
  expect((await gatesOf(backupId)).passed).toBe(true);
  const { passed, held } = await gatesOf(deployId);
  expect(passed).toBe(false);
  expect(held?.reason).toMatch(/^Waits for its turn\. op-[0-9a-f]{8} runs there now \(takes a backup\)\.$/);
  const parked = { state: "parked", parkKind: "gate", parkedUntil: new Date(Date.now() + 60_000) } as const;
  await world.db.prisma.operation.update({ where: { id: deployId }, data: { state: "running" } });
  await world.db.prisma.operation.update({ where: { id: deployId }, data: parked });
  await end(backupId);
  const woken = await world.db.prisma.operation.findUniqueOrThrow({ where: { id: deployId } });
  expect(woken.parkedUntil?.getTime()).toBeLessThanOrEqual(Date.now() + 1_000);
  expect((await gatesOf(deployId)).passed).toBe(true);
});

/** A promise that is kept once somebody opens it. */
function latch(): { open(): void; opened: Promise<void> } {
  const opening = { resolve: (): void => undefined };
  const opened = new Promise<void>((resolve) => {
    opening.resolve = resolve;
  });
  return { open: () => opening.resolve(), opened };
}

it("no copy is begun beside a change, however close together they are asked for", async () => {
  const { environmentId, deploy } = await place();
  await deploy();
  expect((await problemOf(takeBackup(support, { environmentId }))).code).toBe("conflict");
  const other = await place();
  const { id: releaseId } = await world.release();
  const commit = latch();
  const begin = latch();
  // The change has been written but not committed, and holds the environment's row.
  const changing = world.db.transaction(async (tx) => {
    const db = { ...world.db, prisma: tx } as unknown as World["db"];
    await queueDeploy({ ...world, db }, { ...other, releaseId, previousReleaseId: null });
    await tx.environment.update({ where: { id: other.environmentId }, data: { state: "changing" } });
    begin.open();
    await commit.opened;
  });
  await begin.opened;
  const copying = problemOf(takeBackup(support, { environmentId: other.environmentId }));
  await somebodyWaitsForTheRow();
  commit.open();
  await changing;
  expect((await copying).message).toContain("Another operation has just started");
});

it("what a hold keeps at its first gate keeps no copy away, and waits for that copy's end then", async () => {
  const { environmentId, deploy } = await place();
  const deployId = await deploy();
  const park = (parkReason: string) =>
    world.db.transaction(async (tx) => {
      await tx.operationStep.updateMany({
        where: { operationId: deployId, name: "gates", state: "pending" },
        data: { state: "running" },
      });
      await tx.operation.update({ where: { id: deployId }, data: { state: "running" } });
      const parked = { state: "parked", parkKind: "gate", parkedUntil: new Date(), parkReason } as const;
      await tx.operation.update({ where: { id: deployId }, data: parked });
    });
  const copy = () => takeBackup(support, { environmentId });
  // It waits for a copy already: it does not wait for another one.
  await park("Waits for its turn. op-00000000 runs there now (takes a backup).");
  expect((await problemOf(copy())).code).toBe("conflict");
  await park("Held back. Ada holds it until Friday: stocktaking.");
  const { id: backupId } = await copy();
  expect((await gatesOf(deployId)).held?.reason).toMatch(/^Waits for its turn\./);
  await end(backupId);
  // Beyond its gates it may have touched something.
  const where = { operationId_name: { operationId: deployId, name: "gates" } };
  await world.db.prisma.operationStep.update({ where, data: { state: "done" } });
  expect((await problemOf(copy())).code).toBe("conflict");
});

it("one change and one copy at a time: the indexes refuse a second of either", async () => {
  const { environmentId, deploy } = await place();
  await takeBackup(support, { environmentId });
  await deploy();
  await expect(deploy()).rejects.toThrow(/unique/i);
  const { id } = await world.db.prisma.operation.findFirstOrThrow({
    where: { environmentId, kind: "backup" },
  });
  const copy = await world.db.prisma.operation.findUniqueOrThrow({ where: { id } });
  const { tenantId, clusterId, deadlineAt, correlationId } = copy;
  const second = { kind: "verify", tenantId, clusterId, environmentId, deadlineAt, correlationId } as const;
  await expect(world.db.prisma.operation.create({ data: second })).rejects.toThrow(/unique/i);
});
