import { afterAll, beforeAll, expect, it } from "vitest";
import type { OperationEnd } from "@/lib/domain/operation/run";
import { addStore, drillable, goodBackup } from "@/lib/testing/drill-world";
import { makeWorld, type World } from "@/lib/testing/world";
import type { Context } from "../context";
import { recordOutcome } from "../operation/record-outcome";
import { getDrillOptions } from "./options";
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
