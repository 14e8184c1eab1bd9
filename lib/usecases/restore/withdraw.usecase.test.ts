import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { makeWorld, problemOf, type World } from "@/lib/testing/world";
import type { Context } from "../context";
import { abortOperation } from "../operation/abort";
import { getOperation } from "../operation/get";
import { approveRestore } from "./approve";
import { getRestore } from "./get";
import { lapseRequests } from "./lapse";
import { rejectRestore } from "./reject";
import { requestRestore } from "./request";
import { withdrawRestore } from "./withdraw";

let world: World;
let support: Context;
let colleague: Context;
let manager: Context;
let plantIt: Context;
let asked: Awaited<ReturnType<typeof requestRestore>>;
const reason = "It was the wrong day after all";

beforeAll(async () => {
  world = await makeWorld();
  [support, colleague, manager, plantIt] = await Promise.all([
    world.person("support"),
    world.person("support"),
    world.person("release_manager"),
    world.person("plant_it"),
  ]);
});
afterAll(() => world.close());

beforeEach(async () => {
  const release = await world.release();
  const { id } = await world.environment("production", release.id);
  const environment = await world.db.prisma.environment.findUniqueOrThrow({ where: { id } });
  const { tenantId, clusterId, name } = environment;
  const operation = await world.db.prisma.operation.create({
    data: {
      ...{ kind: "backup", state: "succeeded", tenantId, environmentId: id, clusterId },
      ...{ deadlineAt: new Date(), correlationId: randomUUID() },
    },
  });
  const snapshot = randomUUID().replaceAll("-", "");
  const { id: backupId } = await world.db.prisma.backup.create({
    data: {
      ...{ tenantId, environmentId: id, operationId: operation.id, cause: "manual", state: "good" },
      ...{ releaseId: release.id, takenAt: new Date(Date.now() - 3_600_000) },
      ...{ databaseSnapshotId: snapshot, filestoreSnapshotId: snapshot },
    },
  });
  const wish = { environmentId: id, backupId, confirmation: name, reason: "Orders were deleted by mistake" };
  asked = await requestRestore(now(support), wish);
});

const now = (ctx: Context): Context => ({ ...ctx, now: new Date() });
const later = (ctx: Context): Context => ({ ...ctx, now: new Date(Date.now() + 25 * 3_600_000) });
const wish = () => ({ restoreId: asked.id, version: asked.version, reason });
const decision = () => ({ restoreId: asked.id, version: asked.version, comment: "I looked at the counts" });
const told = async (ctx: Context) => {
  const where = { userId: ctx.actor.id, path: `/restore/${asked.id}` };
  const rows = await world.db.prisma.notice.findMany({ where, orderBy: { id: "asc" } });
  return rows.map(({ title, text }) => `${title} · ${text}`);
};

it("a request tells those who may release it, and says until when", async () => {
  const [first, ...more] = await told(manager);
  expect(more).toEqual([]);
  expect(first).toContain("waits for a second person");
  expect(first).toContain("Lost would be three sales orders");
  expect([await told(support), await told(plantIt)]).toEqual([[], []]);
  expect(Date.parse(asked.lapsesAt ?? "") - Date.parse(asked.createdAt)).toBe(24 * 3_600_000);
});

it("is withdrawn by who asked, once; nobody is told what they did themselves", async () => {
  expect(asked.can.withdraw).toEqual({ allowed: true, reason: null });
  const gone = await withdrawRestore(now(support), wish());
  expect(gone).toMatchObject({ state: "cancelled", can: { withdraw: { allowed: false } } });
  expect(gone.sentence).toContain(`Withdrawn by ${support.actor.name}`);
  expect((await problemOf(withdrawRestore(now(support), { ...wish(), version: gone.version }))).code).toBe(
    "conflict",
  );
  expect((await problemOf(approveRestore(now(manager), { ...decision(), version: gone.version }))).code).toBe(
    "conflict",
  );
  expect(await told(support)).toEqual([]);
  const audits = await world.db.prisma.auditEntry.findMany({ where: { targetId: asked.id } });
  expect(audits.map(({ action, outcome }) => `${action} ${outcome}`)).toContain("restore.withdraw done");
});

it("is withdrawn by a colleague with the right, who asked is told; without the right it is refused", async () => {
  expect((await problemOf(withdrawRestore(now(plantIt), wish()))).code).toBe("forbidden");
  await withdrawRestore(now(colleague), wish());
  expect(await told(support)).toEqual([expect.stringContaining(`${colleague.actor.name}: ${reason}`)]);
});

it("of a withdrawal and a release at once one wins", async () => {
  const ends = await Promise.allSettled([
    withdrawRestore(now(support), wish()),
    approveRestore(now(manager), decision()),
  ]);
  expect(ends.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
});

it("tells who asked that it was released, or refused with the reason", async () => {
  await rejectRestore(now(manager), decision());
  expect(await told(support)).toEqual([expect.stringContaining("was refused")]);
});

it("ends by itself when nobody decides, once, and is decided by nobody after that", async () => {
  expect((await problemOf(approveRestore(later(manager), decision()))).message).toContain(
    "more than 24 hours ago",
  );
  const run = { now: later(support).now, correlationId: "test" };
  await lapseRequests(world.db, world.ports.channel, run);
  await lapseRequests(world.db, world.ports.channel, run);
  const ended = await getRestore(later(support), { restoreId: asked.id });
  expect(ended).toMatchObject({ state: "cancelled", lapsesAt: null });
  expect(ended.sentence).toContain("Nobody decided within 24 hours");
  expect(await told(support)).toEqual([expect.stringContaining("has ended without a decision")]);
});

it("is ended by whoever asked for it once it runs, without another person, and by nobody who may not", async () => {
  const { operation } = await approveRestore(now(manager), decision());
  const operationId = operation?.id ?? "";
  const { version, can } = await getOperation(now(support), { operationId });
  expect([can.abort.allowed, can.pause.allowed]).toEqual([true, false]);
  const wish = { operationId, version, reason };
  expect(await problemOf(abortOperation(now(plantIt), wish))).toMatchObject({ code: "forbidden" });
  expect(await abortOperation(now(support), wish)).toMatchObject({ state: "cancelled" });
  const { state, sentence } = await getRestore(now(support), { restoreId: asked.id });
  expect([state, sentence]).toEqual(["failed", expect.stringContaining(`Aborted by ${support.actor.name}`)]);
  const rows = await world.db.prisma.auditEntry.findMany({ where: { targetId: operationId } });
  expect(rows.map(({ action, outcome }) => `${action} ${outcome}`).toSorted()).toEqual([
    "operation.abort_data done",
    "operation.abort_data refused",
    "operation.cancelled done",
  ]);
});
