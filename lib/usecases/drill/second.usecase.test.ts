import { afterAll, beforeAll, expect, it } from "vitest";
import type { OperationEnd } from "@/lib/domain/operation/run";
import { addStore, drillable, goodBackup } from "@/lib/testing/drill-world";
import { makeWorld, type World } from "@/lib/testing/world";
import type { Context } from "../context";
import { recordOutcome } from "../operation/record-outcome";
import { getDrill } from "./get";
import { getDrillOptions } from "./options";
import { startDueDrills } from "./scheduled";
import { startDrill } from "./start";

let world: World;
let support: Context;
let releaseId: string;
const reason = "Quarterly rehearsal";

beforeAll(async () => {
  world = await makeWorld();
  support = await world.person("support");
  releaseId = (await world.release()).id;
  await addStore(world);
});
afterAll(() => world.close());

const end = (operationId: string, more: Partial<OperationEnd>) =>
  world.db.transaction(async (tx) => {
    const told: OperationEnd = {
      ...{ state: "succeeded", touched: true, failure: null, needsAttention: false, sentence: "It ended." },
      ...more,
    };
    for (const state of ["running", told.state] as const)
      await tx.operation.update({ where: { id: operationId }, data: { state } });
    await recordOutcome(tx, { operationId, end: told, now: new Date() });
  });

it("of an operator's error brings back the second before it where the log is kept, and a backup elsewhere", async () => {
  const environment = await drillable(world, releaseId);
  const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000);
  const data = { databaseCluster: "pg", recoverableFrom: ago(100), recoverableUntil: ago(10) };
  await world.db.prisma.environment.update({ where: { id: environment.id }, data });
  const moment = new Date(Math.floor(ago(30).getTime() / 1_000) * 1_000);
  const error = { environmentId: environment.id, scenario: "operator_error" as const, reason };
  const seconds = async () =>
    (await getDrillOptions(support, { environmentId: environment.id })).scenarios.find(
      ({ scenario }) => scenario === "operator_error",
    )?.seconds;
  // The files of a second are in a backup that was taken after it; the only one is older than the log.
  expect(await seconds()).toBeNull();
  const newest = ago(20);
  await goodBackup(world, environment, releaseId, newest);
  expect(await seconds()).toMatchObject({ until: newest.toISOString() });
  const drill = await startDrill(support, { ...error, moment: moment.toISOString() });
  const second = new Date(moment.getTime() - 1_000).toISOString();
  expect(drill.second).toBe(second);
  expect(drill.steps.map(({ name }) => name)).toEqual([
    ...["drill_gates", "declare", "isolate", "recover", "bring", "start", "drill_smoke"],
    ...["release_recovery", "measure", "tear_down", "drill_record"],
  ]);
  const steps = await world.db.prisma.operationStep.findMany({
    where: { operationId: drill.operation.id, name: { in: ["bring", "measure"] } },
  });
  const environmentId = environment.id;
  for (const { parameters } of steps)
    expect(parameters).toMatchObject({
      recovery: { at: second, cluster: "pg", environment: { environmentId } },
    });
  expect(steps.find(({ name }) => name === "measure")?.parameters).toMatchObject({
    disasterAt: moment.toISOString(),
  });
  await end(drill.operation.id, {});
  // Newer than the newest files, and older than the first base backup: a backup has to do.
  for (const minutes of [5, 110]) {
    const other = await startDrill(support, { ...error, moment: ago(minutes).toISOString() });
    expect([other.second, other.backup === null]).toEqual([null, false]);
    expect(other.steps.map(({ name }) => name)).not.toContain("recover");
    await end(other.operation.id, {});
  }
});

const stepsOf = (operationId: string) =>
  world.db.prisma.operationStep.findMany({ where: { operationId }, orderBy: { position: "asc" } });
const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000);

/** An environment with a backup of two hours ago, whose log is kept from three hours ago until now. */
async function logged() {
  const environment = await drillable(world, releaseId);
  const data = { databaseCluster: "pg", recoverableFrom: ago(180), recoverableUntil: ago(0.1) };
  return world.db.prisma.environment.update({ where: { id: environment.id }, data });
}

it("of a disaster that is declared brings back the last archived second, with the newest backup's files", async () => {
  const { id: environmentId, recoverableUntil } = await logged();
  const options = await getDrillOptions(support, { environmentId });
  const until = recoverableUntil?.toISOString();
  for (const scenario of ["region_loss", "database_corruption", "lost_tenant"] as const) {
    expect(options.scenarios.find((one) => one.scenario === scenario)?.seconds?.until).toBe(until);
    const drill = await startDrill(support, { environmentId, scenario, reason });
    expect([drill.second, drill.backup === null]).toEqual([until, false]);
    expect(drill.steps.map(({ name }) => name).slice(0, 5)).toEqual([
      ...["drill_gates", "note_log", "declare", "isolate", "recover"],
    ]);
    // What it notes when it begins replaces what was known when it was planned.
    const result = { at: ago(0).toISOString(), disasterAt: ago(0).toISOString() };
    await world.db.prisma.operationStep.updateMany({
      where: { operationId: drill.operation.id, name: "note_log" },
      data: { result },
    });
    await end(drill.operation.id, {});
    const page = await getDrill(support, { drillId: drill.id });
    expect(page.second).toBe(result.at);
  }
  // The archive stands still since before the newest backup: that one is newer.
  await world.db.prisma.environment.update({
    where: { id: environmentId },
    data: { recoverableUntil: ago(150) },
  });
  const stale = await startDrill(support, { environmentId, scenario: "database_corruption", reason });
  expect([stale.second, stale.steps.map(({ name }) => name).includes("note_log")]).toEqual([null, false]);
});

it("by schedule brings back the last archived second too", async () => {
  const { id } = await logged();
  const night = new Date();
  night.setUTCHours(3, 0, 0, 0);
  const long = new Date(Date.now() - 900 * 86_400_000);
  await world.db.prisma.environment.update({ where: { id }, data: { createdAt: long, timeZone: "UTC" } });
  await startDueDrills(world.db, { payload: {}, now: night, signal: new AbortController().signal });
  const { operationId } = await world.db.prisma.drill.findFirstOrThrow({ where: { environmentId: id } });
  expect((await stepsOf(operationId)).map(({ name }) => name)).toContain("note_log");
});

it("of ransomware brings back the last second before the hours that are spoiled, with files from before them", async () => {
  const { id: environmentId } = await logged();
  const started = support.now.getTime();
  const drill = await startDrill(support, { environmentId, scenario: "ransomware", hours: 1, reason });
  const second = Date.parse(drill.second ?? "");
  expect(second).toBeLessThan(started - 3_600_000);
  expect(second).toBeGreaterThan(started - 3_601_001);
  expect(Date.parse(drill.backup?.takenAt ?? "")).toBeLessThan(second);
  expect(drill.steps.map(({ name }) => name)).not.toContain("note_log");
  await end(drill.operation.id, {});
  // The log begins later than that: the newest backup before it.
  await goodBackup(world, await rowOf(environmentId), releaseId, ago(300));
  const early = await startDrill(support, { environmentId, scenario: "ransomware", hours: 4, reason });
  expect([early.second, early.backup === null]).toEqual([null, false]);
});

const rowOf = (id: string) => world.db.prisma.environment.findUniqueOrThrow({ where: { id } });
