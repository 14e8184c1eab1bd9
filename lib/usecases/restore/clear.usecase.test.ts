import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { makeWorld, problemOf, type World } from "@/lib/testing/world";
import type { Context } from "../context";
import { placeHold } from "../hold/place";
import { recordOutcome } from "../operation/record-outcome";
import { clearCopies, clearExpired } from "./clear";
import { getRestore } from "./get";
import { requestRestore } from "./request";
import { undoRestore } from "./undo";

let world: World;
let support: Context;
const reason = "Orders were deleted by mistake";
const HOUR = 3_600_000;
const inHours = (hours: number) => new Date(Date.now() + hours * HOUR);

beforeAll(async () => {
  world = await makeWorld();
  support = await world.person("support");
});
afterAll(() => world.close());

/** A restore into a staging environment of its own, just begun. */
async function begun() {
  const { id: environmentId } = await world.environment("staging", (await world.release()).id);
  const { tenantId, clusterId } = world;
  const ended = { state: "succeeded", deadlineAt: new Date(), correlationId: randomUUID() } as const;
  const backup = await world.db.prisma.operation.create({
    data: { kind: "backup", tenantId, environmentId, clusterId, ...ended },
  });
  const snapshot = randomUUID().replaceAll("-", "");
  const point = await world.db.prisma.backup.create({
    data: {
      ...{ tenantId, environmentId, operationId: backup.id, cause: "manual", state: "good" },
      ...{ takenAt: inHours(-1), databaseSnapshotId: snapshot, filestoreSnapshotId: snapshot },
      rowCounts: { sale_order: 42 },
    },
  });
  const { id, operation } = await requestRestore(support, { environmentId, backupId: point.id, reason });
  const row = () => world.db.prisma.restore.findUniqueOrThrow({ where: { id } });
  return { id, environmentId, operationId: operation?.id ?? "", row };
}

async function end(operationId: string | null, state: "succeeded" | "rolled_back" | "failed") {
  const where = { id: operationId ?? "" };
  await world.db.transaction(async (tx) => {
    await tx.operation.update({ where, data: { state: "running" } });
    await tx.operation.update({ where, data: { state, finishedAt: new Date() } });
    const end = { state, touched: true, failure: null, needsAttention: false, sentence: "It ended." };
    await recordOutcome(tx, { operationId: where.id, end, now: new Date() });
  });
}

/** One whose time is over: what lived before it is still there. */
async function expired() {
  const restore = await begun();
  await end(restore.operationId, "succeeded");
  return restore;
}

/** What the step that removes is told. */
async function clearedBy(operationId: string | null) {
  const where = { operationId_name: { operationId: operationId ?? "", name: "clear" } };
  return (await world.db.prisma.operationStep.findUniqueOrThrow({ where })).parameters;
}

const clearings = (environmentId: string) =>
  world.db.prisma.operation.count({ where: { environmentId, kind: "clear_kept" } });
/** Until nothing more is due: other suites keep restores in the same database. */
async function sweep(hours: number): Promise<void> {
  for (let round = 0; round < 50; round += 1)
    if ((await clearExpired(world.db, inHours(hours), "test")) === 0) return;
}

it("clears away a copy that a failed restore could not remove, not at once and not for ever", async () => {
  const { operationId, row } = await begun();
  const where = { operationId_name: { operationId, name: "swap_back" } };
  for (const state of ["running", "done"] as const)
    await world.db.prisma.operationStep.update({ where, data: { state, result: { copyLeft: true } } });
  await end(operationId, "rolled_back");
  const look = (hours: number) => clearCopies(world.db, inHours(hours), "test");
  for (const hours of [0.5, 24 * 8]) await look(hours);
  expect(await row()).toMatchObject({ state: "failed", keptUntil: null, clearOperationId: null });
  await look(2);
  const { clearOperationId } = await row();
  expect(await clearedBy(clearOperationId)).toMatchObject({ operations: [operationId], copiesOnly: true });
  await end(clearOperationId, "failed");
  await look(3);
  expect((await row()).clearOperationId).toBe(clearOperationId);
  await look(10);
  const { clearOperationId: again } = await row();
  expect(again).not.toBe(clearOperationId);
  await end(again, "succeeded");
  await look(30);
  expect((await row()).clearOperationId).toBe(again);
});

it.each([
  ["before any exchange", "skipped", true],
  ["after an exchange of which nobody knows how far it came", "failed", false],
] as const)(
  "clears the copy away where going back broke off %s, or leaves it to a person",
  async (_when, swap, cleared) => {
    const { operationId, row } = await begun();
    const moved = async (name: string, ...states: ("running" | "failed" | "skipped")[]) => {
      const where = { operationId_name: { operationId, name } };
      for (const state of states) await world.db.prisma.operationStep.update({ where, data: { state } });
    };
    if (swap === "failed") await moved("swap", "running", "failed");
    else await moved("swap", "skipped");
    await moved("swap_back", "running", "failed");
    await end(operationId, "failed");
    await clearCopies(world.db, inHours(2), "test");
    expect((await row()).clearOperationId !== null).toBe(cleared);
  },
);

it("clears away what was kept when its time is over, once, and offers no undo then", async () => {
  const { id: restoreId, environmentId, row } = await expired();
  const { version } = await getRestore(support, { restoreId });
  const late = undoRestore({ ...support, now: inHours(25) }, { restoreId, version, reason });
  expect((await problemOf(late)).message).toContain("no longer kept");
  for (const hours of [25, 25]) await sweep(hours);
  expect(await clearings(environmentId)).toBe(1);
  const { clearOperationId } = await row();
  expect(await clearedBy(clearOperationId)).toMatchObject({ copiesOnly: false });
  await end(clearOperationId, "succeeded");
  expect(await row()).toMatchObject({ keptUntil: null });
  await sweep(50);
  expect(await clearings(environmentId)).toBe(1);
});

it("leaves one that failed alone for some hours, in which it keeps the others from nothing", async () => {
  const { environmentId, row } = await expired();
  await sweep(25);
  const { clearOperationId: first } = await row();
  await end(first, "failed");
  // The next one of the same environment has its turn, which a try each minute would never leave it.
  const other = await world.db.prisma.restore.findFirstOrThrow({
    where: { targetEnvironmentId: environmentId },
  });
  const { id: _id, number: _number, operationId: _operation, ...same } = other;
  const data = { ...same, clearOperationId: null, undoOperationId: null, loss: {}, reconciliation: {} };
  const second = await world.db.prisma.restore.create({
    data: { ...data, operationId: await spareOperation(other) },
  });
  // Minutes after the failure, seen from the sweep's clock.
  await world.db.prisma.operation.update({ where: { id: first ?? "" }, data: { finishedAt: inHours(25) } });
  for (const hours of [25.1, 25.2]) await sweep(hours);
  expect((await row()).clearOperationId).toBe(first);
  const where = { id: second.id };
  const { clearOperationId } = await world.db.prisma.restore.findUniqueOrThrow({ where });
  expect(clearOperationId).not.toBeNull();
  await end(clearOperationId, "succeeded");
  await sweep(32);
  expect((await row()).clearOperationId).not.toBe(first);
});

/** An operation that ended: what the restore's row refers to. */
async function spareOperation({
  tenantId,
  targetEnvironmentId,
}: {
  tenantId: string;
  targetEnvironmentId: string;
}) {
  const place = { tenantId, environmentId: targetEnvironmentId, clusterId: world.clusterId };
  const ended = { state: "succeeded", deadlineAt: new Date(), correlationId: randomUUID() } as const;
  return (await world.db.prisma.operation.create({ data: { kind: "restore", ...place, ...ended } })).id;
}

it("begins nothing where a hold stands, which would only wait and be in the way", async () => {
  const { environmentId, row } = await expired();
  const engineer = await world.person("platform_engineer");
  const until = inHours(48).toISOString();
  await placeHold(engineer, {
    level: "environment",
    environmentId,
    until,
    reason: "Stocktaking in the plant",
  });
  await sweep(25);
  expect(await row()).toMatchObject({ clearOperationId: null });
  await sweep(49);
  expect((await row()).clearOperationId).not.toBeNull();
});
