import { afterAll, beforeAll, expect, it } from "vitest";
import { makeWorld, type World } from "@/lib/testing/world";
import type { Context } from "../context";
import { getRecovery } from "./board";
import { watchProtection } from "./findings";

const HOUR_MS = 3_600_000;
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

/** A backup taken so many hours ago, newest of the environment by now. */
async function backup(hours: number, over: { state?: "good" | "failed"; proof?: "disproved" } = {}) {
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
  await world.db.prisma.backup.create({ data: { ...data, state: "good", sentence: "Said.", ...over } });
}

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

it("a disproved one is no good one", async () => {
  await backup(0.1, { proof: "disproved" });
  await watch();
  expect(await standing()).toEqual(["disproved", "unproven"]);
  const row = (await getRecovery(support, {})).items.find(
    ({ environment }) => environment.id === environmentId,
  );
  expect(row?.verdict).toBe("bad");
});
