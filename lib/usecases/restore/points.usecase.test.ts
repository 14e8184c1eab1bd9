import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { BackupState } from "@/lib/domain/recovery/backup-state";
import { makeWorld, type World } from "@/lib/testing/world";
import { getBackup } from "../backup/get";
import type { Context } from "../context";
import { getRestoreOptions } from "./options";

let world: World;
let support: Context;
let place: { id: string; tenantId: string; clusterId: string };
let staging: { id: string };
let ids: readonly string[];
const HOUR = 3_600_000;
const MOST = 70;
const begun = Date.now();

beforeAll(async () => {
  world = await makeWorld();
  support = await world.person("support");
  const release = await world.release();
  staging = await world.environment("staging", release.id);
  const { id } = await world.environment("production", release.id);
  place = await world.db.prisma.environment.findUniqueOrThrow({ where: { id } });
  ids = await backups(MOST);
});
afterAll(() => world.close());

/** So many backups, an hour apart, the newest first. */
async function backups(count: number, state: BackupState = "good"): Promise<string[]> {
  const { id: environmentId, tenantId, clusterId } = place;
  const rows = Array.from({ length: count }, (_, index) => ({ operationId: randomUUID(), index }));
  const ended = { kind: "backup", state: "succeeded", deadlineAt: new Date() } as const;
  await world.db.prisma.operation.createMany({
    data: rows.map(({ operationId: id }) => ({
      ...{ ...ended, id, tenantId, environmentId, clusterId, correlationId: randomUUID() },
    })),
  });
  const stored = { databaseSnapshotId: randomUUID(), filestoreSnapshotId: randomUUID(), rowCounts: {} };
  const made = await world.db.prisma.backup.createManyAndReturn({
    data: rows.map(({ operationId, index }) => ({
      ...{ tenantId, environmentId, operationId, state, cause: "scheduled" as const, ...stored },
      takenAt: new Date(begun - (index + 1) * HOUR),
    })),
    select: { id: true, takenAt: true },
  });
  return made.toSorted((one, other) => Number(other.takenAt) - Number(one.takenAt)).map(({ id }) => id);
}

const options = (more: { pointId?: string; before?: string } = {}, environmentId = place.id) =>
  getRestoreOptions(support, { environmentId, ...more });
const idsOf = (points: readonly { id: string }[]) => points.map(({ id }) => id);

it("shows every backup, page by page, and a named one however old it is", async () => {
  const first = await options();
  expect([first.points.length, first.pointRefusal]).toEqual([60, null]);
  const rest = await options({ before: first.older ?? "" });
  expect([...idsOf(first.points), ...idsOf(rest.points)]).toEqual(ids);
  expect(rest.older).toBeNull();

  const oldest = ids.at(-1) ?? "";
  const named = await options({ pointId: oldest });
  expect(idsOf(named.points)).toEqual([...ids.slice(0, 60), oldest]);
  expect(named).toMatchObject({ pointRefusal: null, older: first.older });
  expect((await options({ pointId: oldest }, staging.id)).source.id).toBe(place.id);
});

it("says that a named one is not there, and never takes another for it", async () => {
  const [gone = ""] = await backups(1, "forgotten");
  const [failed = ""] = await backups(1, "failed");
  const said = async (pointId: string) => (await options({ pointId })).pointRefusal;
  expect(await said(gone)).toContain("removed by its retention");
  expect(await said(failed)).toContain("nothing in it to bring back");
  for (const unknown of [randomUUID(), "not an id"]) expect(await said(unknown)).toContain("is not there");

  const can = async (ctx: Context, backupId: string) => (await getBackup(ctx, { backupId })).can.restore;
  expect(await can(support, ids[0] ?? "")).toEqual({ allowed: true, reason: null });
  expect((await can(support, gone)).reason).toContain("removed by its retention");
  const reader = await world.person("plant_it");
  expect(await can(reader, ids[0] ?? "")).toMatchObject({ allowed: false, reason: expect.any(String) });
});
