import { afterAll, beforeAll, expect, it } from "vitest";
import { createSeal } from "@/lib/adapters/seal";
import { createRecoveryRecords } from "@/lib/data/ledger/recovery-rows";
import { makeWorld, type World } from "@/lib/testing/world";
import type { Context } from "../context";
import { getRecovery } from "./board";
import { watchProtection } from "./findings";

const seal = createSeal(Buffer.alloc(32, 7).toString("base64"));
const HOUR_MS = 3_600_000;
const NOBODY = "0199aaaa-0000-7000-8000-000000000000";
let world: World;
let platform: Context;
let support: Context;
let plantIt: Context;
let environmentId: string;

beforeAll(async () => {
  world = await makeWorld();
  [platform, support, plantIt] = await Promise.all([
    world.person("platform_engineer"),
    world.person("support"),
    world.person("plant_it"),
  ]);
  const { tenantId } = world;
  const sealedPassword = new Uint8Array([1]);
  await world.db.prisma.backupStore.create({ data: { tenantId, repository: "/backups/x", sealedPassword } });
  environmentId = (await world.environment("production", (await world.release()).id)).id;
});
afterAll(() => world.close());

const records = () => createRecoveryRecords({ db: world.db, channel: world.ports.channel, seal: seal });

/** A backup taken so many hours ago, newest of the environment by now. */
async function backup(hours: number, over: { state?: "good" | "failed" } = {}) {
  const { tenantId, clusterId } = world;
  const at = new Date(Date.now() - hours * HOUR_MS);
  const { id: operationId } = await world.db.prisma.operation.create({
    data: {
      ...{ kind: "backup", state: "succeeded", tenantId, clusterId, environmentId },
      ...{ deadlineAt: at, createdAt: at, correlationId: "c" },
    },
  });
  const data = {
    tenantId,
    environmentId,
    operationId,
    cause: "scheduled",
    takenAt: at,
    createdAt: at,
  } as const;
  return world.db.prisma.backup.create({ data: { ...data, state: "good", sentence: "Said.", ...over } });
}

/** A verification of it, asked for so many hours ago and read back now. */
async function read(backupId: string, hours: number, said: { passed: boolean; storeDamaged?: boolean }) {
  const { tenantId, clusterId } = world;
  const at = new Date(Date.now() - hours * HOUR_MS);
  const { id: operationId } = await world.db.prisma.operation.create({
    data: {
      ...{ kind: "verify", state: "succeeded", tenantId, clusterId, environmentId },
      ...{ deadlineAt: at, createdAt: at, correlationId: "c" },
    },
  });
  await world.db.prisma.backupVerification.create({
    data: { backupId, operationId, at, sentence: "" },
  });
  await records().finishVerification(operationId, { sentence: "Said.", result: {}, seconds: 1, ...said });
}
const proofsNow = async () => {
  const rows = await world.db.prisma.backup.findMany({
    where: { environmentId, state: "good" },
    orderBy: { createdAt: "asc" },
  });
  return rows.map(({ proof }) => proof);
};
const onBoard = async () =>
  (await getRecovery(support, {})).items.find(({ environment }) => environment.id === environmentId);

const watch = (later = 0) =>
  watchProtection(world.db, {
    payload: {},
    now: new Date(Date.now() + later * HOUR_MS),
    signal: new AbortController().signal,
  });
const told = async ({ actor }: Context) => {
  const rows = await world.db.prisma.notice.findMany({ where: { userId: actor.id, environmentId } });
  return rows.map(({ occasion }) => occasion).toSorted();
};
const standing = async () => {
  const rows = await world.db.prisma.protectionFinding.findMany({
    where: { environmentId, clearedAt: null },
  });
  return rows.map(({ kind }) => kind).toSorted();
};

it("what is wrong is told once to those who can act, closed when it is gone, and told anew when it comes again", async () => {
  await backup(1);
  await watch();
  expect([await standing(), await told(support)]).toEqual([["unproven"], []]);
  await Promise.all([watch(100), watch(100)]);
  await watch(101);
  expect(await standing()).toEqual(["missed", "unproven"]);
  expect([await told(support), await told(platform), await told(plantIt)]).toEqual([
    ["finding:missed"],
    ["finding:missed"],
    [],
  ]);
  const [notice] = await world.db.prisma.notice.findMany({ where: { userId: support.actor.id } });
  expect(notice).toMatchObject({ path: `/environments/${environmentId}` });
  expect(notice?.title).toContain("backups were missed");
  await watch();
  expect(await standing()).toEqual(["unproven"]);
  await watch(100);
  expect(await told(support)).toEqual(["finding:missed", "finding:missed"]);
});

it("a failed one is told to those whom its operation did not tell; the board says the same", async () => {
  await backup(0.5, { state: "failed" });
  await watch();
  expect(await standing()).toEqual(["failed", "unproven"]);
  expect(await told(platform)).toContain("finding:failed");
  expect(await told(support)).not.toContain("finding:failed");
  const row = (await getRecovery(support, {})).items.find(
    ({ environment }) => environment.id === environmentId,
  );
  expect(row?.findings).toContain("The newest backup: Said.");
});

it("a damaged repository stays a finding until a later proof, whatever is backed up into it", async () => {
  const old = await backup(50);
  await read(old.id, 49, { passed: true });
  const broken = await backup(0.4);
  await read(broken.id, 0.3, { passed: false, storeDamaged: true });
  await watch();
  expect([await standing(), (await onBoard())?.verdict]).toEqual([["disproved"], "bad"]);
  // What shares the repository's stored data is not proven any more.
  expect(await proofsNow()).toEqual(["unproven", "unproven", "disproved"]);
  const next = await backup(0.2);
  await watch();
  expect(await standing()).toEqual(["disproved"]);
  await read(next.id, 0.1, { passed: true });
  await watch();
  expect([await standing(), (await onBoard())?.verdict]).toEqual([[], "good"]);
});

it("an environment whose newest thirty backups failed still says which can be brought back", async () => {
  const good = (await onBoard())?.lastGood?.id;
  await Promise.all(Array.from({ length: 31 }, () => backup(0.01, { state: "failed" })));
  expect((await onBoard())?.lastGood?.id).toBe(good);
  expect(good).toEqual(expect.any(String));
});

it("a shrunken backup is no measure for the next one, for a week", async () => {
  const { id: shrunken } = await backup(3);
  const sizes = { dumpBytes: 7n, filestoreBytes: 0n, sentence: "Good. Shrunken: the last ones held more." };
  await world.db.prisma.backup.update({ where: { id: shrunken }, data: sizes });
  const earlier = () => records().earlierBytes(environmentId, NOBODY, 20);
  expect(await earlier()).not.toContain(7);
  const takenAt = new Date(Date.now() - 8 * 24 * HOUR_MS);
  await world.db.prisma.backup.update({ where: { id: shrunken }, data: { takenAt } });
  expect(await earlier()).toContain(7);
});
