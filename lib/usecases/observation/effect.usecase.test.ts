import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { HEALTH_SIGNALS } from "@/lib/domain/health/catalog";
import { makeTenant, makeWorld, problemOf, type World } from "@/lib/testing/world";
import type { Context } from "../context";
import { getReleaseEffect, listReleaseEffects } from "./effect";

const HOUR_MS = 3_600_000;
/** A Wednesday; the plant's clock was turned back on the Sunday before. */
const ARRIVED = new Date("2025-10-29T09:00:00Z");
const NOW = new Date(ARRIVED.getTime() + 2 * HOUR_MS);
/** The same hour of the plant a week before: an hour earlier by the world's clock. */
const WEEK_BEFORE = new Date("2025-10-22T08:00:00Z");

let world: World;
let reader: Context;
let environmentId: string;
let releaseId: string;
let operationId: string;

beforeAll(async () => {
  world = await makeWorld();
  releaseId = (await world.release()).id;
  environmentId = (await world.environment("production", releaseId)).id;
  const { prisma } = world.db;
  await prisma.environment.update({ where: { id: environmentId }, data: { timeZone: "Europe/Berlin" } });
  const { id } = await prisma.operation.create({
    data: {
      ...{ kind: "deploy", state: "succeeded", strategy: "rolling", releaseId, environmentId },
      ...{ tenantId: world.tenantId, clusterId: world.clusterId, startedAt: ARRIVED, finishedAt: ARRIVED },
      ...{ deadlineAt: NOW, correlationId: randomUUID() },
    },
  });
  operationId = id;
  reader = { ...(await world.person("plant_it")), now: NOW };
});
afterAll(() => world.close());

/** Two hours of readings, one a minute, with this response time. */
async function reads(from: Date, level: 0 | 1, seconds: number): Promise<void> {
  const { slot } = HEALTH_SIGNALS.latency_p95;
  const readings = `{${"NULL,".repeat(slot)}${seconds}}`;
  await world.db.prisma.$executeRaw`
    INSERT INTO health_sample (environment_id, level, at, readings)
    SELECT ${environmentId}::uuid, ${level}::smallint, at, ${readings}::text::real[]
      FROM generate_series(${from}::timestamptz, ${new Date(from.getTime() + 2 * HOUR_MS - 1)}::timestamptz, '1 minute') AS at`;
}

it("is inconclusive until half an hour is known on both sides", async () => {
  const effect = await getReleaseEffect(reader, { operationId });
  expect(effect).toMatchObject({ effect: "inconclusive", against: "before", signals: [], courses: [] });
  await reads(ARRIVED, 0, 1.4);
  const alone = await getReleaseEffect(reader, { operationId });
  expect(alone).toMatchObject({ effect: "inconclusive", against: "before" });
  expect(alone.signals).toMatchObject([{ signal: "latency_p95", before: null, effect: "inconclusive" }]);
});

it("is told beside the same hours of the plant a week before, through a night in which the clock was turned", async () => {
  await reads(WEEK_BEFORE, 1, 0.7);
  const effect = await getReleaseEffect(reader, { operationId });
  expect(effect).toMatchObject({
    ...{ effect: "worse", against: "week", beforeFrom: WEEK_BEFORE.toISOString() },
    ...{ from: ARRIVED.toISOString(), to: NOW.toISOString() },
    sentence: "Worse than in the same hours a week before: response time p95 from 0.7 s to 1.4 s.",
  });
  const [course] = effect.courses;
  expect(course?.before).toHaveLength(24);
  expect(course?.before.map(({ at }) => at)).toEqual(course?.after.map(({ at }) => at));
  expect(course?.before[23]?.value).toBeCloseTo(0.7, 5);
});

it("is listed with its release, and nothing of it is seen from elsewhere", async () => {
  const { items } = await listReleaseEffects(reader, { releaseId });
  expect(items).toMatchObject([{ operation: { id: operationId }, effect: "worse", against: "week" }]);
  const other = await makeTenant(world.db, randomUUID().slice(0, 8));
  const stranger = await world.person("release_manager", { tenantId: other.id });
  expect((await listReleaseEffects(stranger, { releaseId })).items).toEqual([]);
  expect((await problemOf(getReleaseEffect(stranger, { operationId }))).code).toBe("not_found");
});
