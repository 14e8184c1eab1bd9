import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { makeWorld, problemOf, type World } from "@/lib/testing/world";
import type { Context } from "../context";
import { getOperation } from "../operation/get";
import { approveRestore } from "./approve";
import { getRestoreOptions } from "./options";
import { requestRestore } from "./request";

let world: World;
let support: Context;
let manager: Context;
let releaseId: string;
const reason = "Orders were deleted by mistake";
const MINUTE = 60_000;
const NOW = Date.now();
const ago = (minutes: number) => new Date(NOW - minutes * MINUTE);

beforeAll(async () => {
  world = await makeWorld();
  support = await world.person("support");
  manager = await world.person("release_manager");
  releaseId = (await world.release()).id;
});
afterAll(() => world.close());

/** An environment whose log reaches from two hours to five minutes ago, with backups an hour and ten minutes old. */
async function dedicated(stage: "production" | "staging") {
  const { id } = await world.environment(stage, releaseId);
  const data = { databaseCluster: "pg", recoverableFrom: ago(120), recoverableUntil: ago(5) };
  const row = await world.db.prisma.environment.update({ where: { id }, data });
  const backups = [await backup(row, ago(60)), await backup(row, ago(10))];
  return { row, backups };
}

async function backup(row: { id: string; tenantId: string; clusterId: string }, takenAt: Date) {
  const { id: environmentId, tenantId, clusterId } = row;
  const operation = await world.db.prisma.operation.create({
    data: {
      ...{ kind: "backup", state: "succeeded", tenantId, environmentId, clusterId },
      ...{ deadlineAt: new Date(), correlationId: randomUUID() },
    },
  });
  const snapshot = randomUUID().replaceAll("-", "");
  return world.db.prisma.backup.create({
    data: {
      ...{
        tenantId,
        environmentId,
        operationId: operation.id,
        cause: "manual",
        state: "good",
        releaseId,
        takenAt,
      },
      ...{ databaseSnapshotId: snapshot, filestoreSnapshotId: snapshot, rowCounts: { sale_order: 42 } },
    },
  });
}

it("plans a recovery of the second, with the files of the first backup after it and the release of then", async () => {
  const { row, backups } = await dedicated("staging");
  const options = await getRestoreOptions(support, { environmentId: row.id, sourceEnvironmentId: row.id });
  expect(options.recoverable).toEqual({ from: ago(120).toISOString(), until: ago(5).toISOString() });
  const pointInTime = ago(30).toISOString();
  const asked = await requestRestore(support, { environmentId: row.id, pointInTime, reason });
  expect(asked).toMatchObject({ state: "running", pointInTime, point: { id: backups[1]?.id } });
  const operationId = asked.operation?.id ?? "";
  expect(await getOperation(support, { operationId })).toMatchObject({
    about: { kind: "restore", id: asked.id, number: asked.number },
  });
  const steps = await world.db.prisma.operationStep.findMany({
    where: { operationId },
    orderBy: { position: "asc" },
  });
  const names = steps.map(({ name }) => name);
  expect(names.slice(3, 8)).toEqual([
    "safety_backup",
    "archive",
    "recover",
    "restore_beside",
    "release_recovery",
  ]);
  expect(names.at(-1)).toBe("remove_recovery");
  expect(steps.find(({ name }) => name === "restore_beside")?.parameters).toMatchObject({
    takenAt: pointInTime,
    rowCounts: {},
    recovery: { at: pointInTime, cluster: "pg", environment: { namespace: row.namespace } },
  });
  const [audit] = await world.db.prisma.auditEntry.findMany({
    where: { targetId: asked.id, action: "restore.request" },
  });
  expect(audit?.facts).toMatchObject({ pointInTime });
});

it("refuses what the log does not hold, naming the second that can be had", async () => {
  const { row } = await dedicated("staging");
  const ask = (wish: object) =>
    problemOf(requestRestore(support, { environmentId: row.id, reason, ...wish }));
  const newer = await ask({ pointInTime: ago(1).toISOString() });
  expect(newer).toMatchObject({ code: "invalid_input" });
  expect(newer.message).toContain("newer than the last archived second");
  expect((await ask({ pointInTime: ago(500).toISOString() })).message).toContain(
    "before the first base backup",
  );
  expect((await ask({})).message).toContain("Name either a backup or a second");
  const shared = await world.environment("staging", releaseId);
  const without = { environmentId: shared.id, pointInTime: ago(30).toISOString(), reason };
  expect((await problemOf(requestRestore(support, without))).message).toContain(
    "no write-ahead log of its own",
  );
  await world.db.prisma.backup.updateMany({ where: { environmentId: row.id }, data: { state: "forgotten" } });
  expect((await ask({ pointInTime: ago(30).toISOString() })).message).toContain("no good backup");
});

it("waits for a second person in production, who is told when the second is gone meanwhile", async () => {
  const { row } = await dedicated("production");
  const pointInTime = ago(30).toISOString();
  const wish = { environmentId: row.id, pointInTime, reason, confirmation: row.name };
  const asked = await requestRestore(manager, wish);
  expect(asked).toMatchObject({ state: "requested", pointInTime, operation: null });
  const other = await world.person("release_manager");
  const decision = { restoreId: asked.id, version: asked.version, comment: "I looked at the deleted orders" };
  const data = { recoverableFrom: ago(20) };
  await world.db.prisma.environment.update({ where: { id: row.id }, data });
  expect((await problemOf(approveRestore(other, decision))).message).toContain(
    "before the first base backup",
  );
  await world.db.prisma.environment.update({ where: { id: row.id }, data: { recoverableFrom: ago(120) } });
  const begun = await approveRestore(other, decision);
  const recover = await world.db.prisma.operationStep.findFirst({
    where: { operationId: begun.operation?.id ?? "", name: "recover" },
  });
  expect(recover?.parameters).toMatchObject({ recovery: { at: pointInTime, cluster: "pg" } });
});
