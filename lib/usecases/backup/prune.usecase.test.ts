import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { storedBackups } from "@/lib/data/ledger/prune-rows";
import { createRecoveryRecords } from "@/lib/data/ledger/recovery-rows";
import { backupDefaults } from "@/lib/domain/recovery/policy";
import { heldBecause } from "@/lib/domain/recovery/prune";
import { fakeSeal } from "@/lib/testing/fake-seal";
import { makeWorld, problemOf, type World } from "@/lib/testing/world";
import type { Context } from "../context";
import { getBackup } from "./get";
import { keepBackup, releaseBackup } from "./keep";
import { pruneBackups } from "./prune";
import { pruningOf } from "./pruning";
import { getRetention } from "./retention";
import { pruneEnvironment } from "./scheduled";

const DAY_MS = 86_400_000;
let world: World;
let platform: Context;
let support: Context;
let stranger: Context;
let environmentId: string;

beforeAll(async () => {
  world = await makeWorld();
  const other = await makeWorld();
  [platform, support, stranger] = await Promise.all([
    world.person("platform_engineer"),
    world.person("support"),
    other.person("platform_engineer"),
  ]);
  await other.close();
  const { tenantId } = world;
  const sealedPassword = new Uint8Array([1]);
  await world.db.prisma.backupStore.create({ data: { tenantId, repository: "/backups/x", sealedPassword } });
});
afterAll(() => world.close());
beforeEach(async () => {
  const release = await world.release();
  environmentId = (await world.environment("staging", release.id)).id;
});

const records = () => createRecoveryRecords({ db: world.db, channel: world.ports.channel, seal: fakeSeal });

/** A good backup taken so many days ago, by an operation that has ended. */
async function taken(
  days: number,
  over: { cause?: "scheduled" | "checkpoint"; state?: "good" | "failed" } = {},
) {
  const { tenantId, clusterId } = world;
  const at = new Date(Date.now() - days * DAY_MS);
  const { id: operationId } = await world.db.prisma.operation.create({
    data: {
      ...{ kind: "backup", state: "succeeded", tenantId, clusterId, environmentId },
      ...{ deadlineAt: at, createdAt: at, correlationId: "c" },
    },
  });
  const { cause = "scheduled", state = "good" } = over;
  const snapshots = { databaseSnapshotId: "aaaaaaaa", filestoreSnapshotId: "bbbbbbbb" };
  const { id } = await world.db.prisma.backup.create({
    data: { tenantId, environmentId, operationId, cause, state, takenAt: at, createdAt: at, ...snapshots },
  });
  return { id, operationId };
}
/**
 * Beyond what any tier keeps: two of one day, years ago, behind more days, weeks, months and years than it counts. What
 * of those is beyond the rules already is forgotten, so that nothing but the two is.
 */
async function old() {
  const days = [...Array(15).keys(), 21, 28, 35, 42, 49, 56, 63, ...Array(13).keys()].map((day, index) =>
    index < 22 ? day : 80 + day * 31,
  );
  for (const day of days) await taken(day);
  for (const day of [900, 1_300]) await taken(day);
  const { points } = await pruningOf(
    world.db.prisma,
    { id: environmentId, timeZone: "Europe/Berlin" },
    {
      settings: backupDefaults(
        (await world.db.prisma.tenant.findFirstOrThrow({ where: { id: world.tenantId } })).tier,
      ),
      now: new Date(),
    },
  );
  const beyond = points.backups.map(({ backupId }) => backupId);
  const gone = { state: "forgotten", databaseSnapshotId: null } as const;
  await world.db.prisma.backup.updateMany({ where: { id: { in: beyond } }, data: gone });
  return Promise.all([taken(2_000), taken(2_000.1)]);
}
async function underHold(look: () => Promise<void>): Promise<void> {
  const { tenantId } = world;
  const { id } = await world.db.prisma.hold.create({
    data: {
      ...{ level: "tenant", tenantId, reason: "The auditor looks", placedById: platform.actor.id },
      expiresAt: new Date(Date.now() + DAY_MS),
    },
  });
  await look();
  await world.db.prisma.hold.delete({ where: { id } });
}
const stateOf = async (id: string) => {
  const row = await world.db.prisma.backup.findUniqueOrThrow({ where: { id } });
  return [row.state, row.databaseSnapshotId];
};

describe("pruning", () => {
  it("names what no rule keeps, marks it when it begins, and no longer names its snapshots at its end", async () => {
    const [one, two] = await old();
    const before = await getRetention(support, { environmentId });
    expect(before).toMatchObject({ forgets: 2, held: [] });
    expect(before.can.prune.allowed).toBe(false);
    expect((await problemOf(pruneBackups(support, { environmentId }))).code).toBe("forbidden");
    expect((await problemOf(pruneBackups(stranger, { environmentId }))).code).toBe("not_found");
    const { id: operationId, kind } = await pruneBackups(platform, { environmentId });
    expect(kind).toBe("prune");
    expect((await problemOf(pruneBackups(platform, { environmentId }))).code).toBe("conflict");
    await underHold(async () => {
      expect(await records().beginForgetting(operationId)).toEqual([]);
      const { forgets, held } = await getRetention(support, { environmentId });
      expect([forgets, held.length]).toEqual([0, 2]);
      expect(held[0]?.because).toBe(`the hold of ${platform.actor.name} stands over its environment`);
    });
    const points = await records().beginForgetting(operationId);
    expect(new Set(points)).toEqual(new Set([one.operationId, two.operationId]));
    expect(await records().beginForgetting(operationId)).toHaveLength(2);
    expect(await stateOf(one.id)).toEqual(["forgotten", "aaaaaaaa"]);
    await records().finishForgetting(operationId);
    expect(await stateOf(one.id)).toEqual(["forgotten", null]);
    expect(await getRetention(support, { environmentId })).toMatchObject({ forgets: 0, stays: before.stays });
  });

  it("leaves alone what a person keeps, also when it is kept after the plan was made", async () => {
    const [one, two] = await old();
    const until = new Date(Date.now() + 30 * DAY_MS).toISOString();
    const reason = "The auditor asks for it";
    expect((await problemOf(keepBackup(support, { backupId: one.id, until, reason }))).code).toBe(
      "forbidden",
    );
    const past = { backupId: one.id, until: new Date(0).toISOString(), reason };
    expect((await problemOf(keepBackup(platform, past))).message).toContain("a moment to come");
    const kept = await keepBackup(platform, { backupId: one.id, until, reason });
    expect(kept.kept).toMatchObject({ until, reason });
    const { forgets, held } = await getRetention(support, { environmentId });
    expect([forgets, held.map(({ id, because }) => [id, because])]).toEqual([
      1,
      [[one.id, "a person keeps it"]],
    ]);
    const { id: operationId } = await pruneBackups(platform, { environmentId });
    await keepBackup(platform, { backupId: two.id, until, reason });
    expect(await records().beginForgetting(operationId)).toEqual([]);
    expect(await stateOf(two.id)).toEqual(["good", "aaaaaaaa"]);
  });

  it("keeps the checkpoint of a change until that is reviewed, and of what runs as long as that can go back", async () => {
    const [one, two] = [await taken(400, { cause: "checkpoint" }), await taken(300, { cause: "checkpoint" })];
    const { tenantId, db } = world;
    const { releaseId } = await db.prisma.environment.findUniqueOrThrow({ where: { id: environmentId } });
    if (releaseId === null) throw new Error("nothing runs");
    const change = await db.prisma.change.create({
      data: {
        ...{ tenantId, environmentId, releaseId, title: "Open for a year", state: "succeeded" },
        ...{ requesterId: platform.actor.id, reason: "It waits for its review" },
        ...{ rollbackPlan: "The release before.", contentHash: "0".repeat(64) },
      },
    });
    const brought = { kind: "deploy" as const, releaseId };
    await db.prisma.operation.update({ where: { id: one.operationId }, data: { changeId: change.id } });
    await db.prisma.operation.update({ where: { id: two.operationId }, data: brought });
    const held = async () =>
      (await storedBackups(db.prisma, { environmentId })).map((backup) => heldBecause(backup, new Date()));
    expect(await held()).toEqual([
      "the release that runs can go back to it together with its data",
      `CHG-${change.number}, which it was saved for, is not reviewed yet`,
    ]);
    await db.prisma.change.update({ where: { id: change.id }, data: { state: "reviewed" } });
    await db.prisma.environment.update({ where: { id: environmentId }, data: { releaseId: null } });
    expect(await held()).toEqual([null, null]);
  });

  it("releases what was kept, once", async () => {
    const { id: backupId } = await taken(1);
    const until = new Date(Date.now() + DAY_MS).toISOString();
    await keepBackup(platform, { backupId, until, reason: "For the inventory" });
    expect((await getBackup(support, { backupId })).can.release.allowed).toBe(false);
    const released = await releaseBackup(platform, { backupId });
    expect([released.kept, released.can.release.allowed]).toEqual([null, false]);
    expect((await problemOf(releaseBackup(platform, { backupId }))).code).toBe("conflict");
  });

  it("runs every night where something is to be forgotten, and finishes what an earlier one only marked", async () => {
    const nightly = () =>
      pruneEnvironment(world.db, {
        payload: { environmentId },
        now: new Date(),
        signal: new AbortController().signal,
      });
    expect((await nightly()).sentence).toContain("Nothing of");
    const [one] = await old();
    await taken(3, { state: "failed" });
    expect((await nightly()).sentence).toMatch(/^2 backups of/);
    const first = await world.db.prisma.operation.findFirstOrThrow({
      where: { environmentId, kind: "prune" },
    });
    expect(await records().beginForgetting(first.id)).toHaveLength(3);
    const ended = { state: "failed", finishedAt: new Date() } as const;
    await world.db.prisma.operation.update({ where: { id: first.id }, data: { state: "running" } });
    await world.db.prisma.operation.update({ where: { id: first.id }, data: ended });
    expect(await stateOf(one.id)).toEqual(["forgotten", "aaaaaaaa"]);
    expect((await nightly()).sentence).toMatch(/^2 backups of/);
  });
});
