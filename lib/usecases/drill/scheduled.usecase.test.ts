import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { wakeParked } from "@/lib/data/ledger/wake";
import { drillRow } from "@/lib/testing/drill-rows";
import { addStore, drillable } from "@/lib/testing/drill-world";
import { makeWorld, type World } from "@/lib/testing/world";
import { getDrillCoverage } from "./coverage";
import { startDueDrills } from "./scheduled";
import { startDrill } from "./start";

let world: World;
let releaseId: string;
beforeAll(async () => {
  world = await makeWorld();
  releaseId = (await world.release()).id;
  await addStore(world);
});
afterAll(() => world.close());

it("what waits for the pods of a drill's own namespace is woken by them", async () => {
  const { id: environmentId } = await drillable(world, releaseId);
  const support = await world.person("support");
  const asked = { scenario: "database_corruption", reason: "Quarterly rehearsal" } as const;
  const { operation, namespace } = await startDrill(support, { environmentId, ...asked });
  const parked = {
    state: "parked",
    parkKind: "kubernetes",
    parkedUntil: new Date(Date.now() + 60_000),
  } as const;
  await world.db.prisma.operation.update({ where: { id: operation.id }, data: { state: "running" } });
  await world.db.prisma.operation.update({ where: { id: operation.id }, data: parked });
  const wake = (roomNamespace: string) => wakeParked(world.db.prisma, { kind: "kubernetes", roomNamespace });
  expect(await wake(`${namespace}0`)).toEqual([]);
  expect(await wake(namespace)).toEqual([operation.id]);
});

describe("drills by schedule", () => {
  it("begin in the plant's night when they are due, once", async () => {
    const environment = await drillable(world, releaseId);
    const created = new Date(Date.now() - 800 * 86_400_000);
    await world.db.prisma.environment.update({
      where: { id: environment.id },
      data: { createdAt: created, timeZone: "UTC" },
    });
    const signal = new AbortController().signal;
    const at = (hour: number) => {
      const now = new Date();
      now.setUTCHours(hour, 0, 0, 0);
      return startDueDrills(world.db, { payload: {}, now, signal });
    };
    const drills = () => world.db.prisma.drill.findMany({ where: { environmentId: environment.id } });
    await at(12);
    expect(await drills()).toEqual([]);
    await at(3);
    await at(3);
    expect(await drills()).toMatchObject([{ scheduled: true, requesterId: null, state: "running" }]);
  });

  it("are due by the last that showed something, however many a person ended since", async () => {
    const { id } = await drillable(world, releaseId);
    const ago = (days: number) => new Date(Date.now() - days * 86_400_000);
    const passed = await drillRow(world, id, { finishedAt: ago(3) });
    for (let ended = 0; ended < 6; ended += 1) await drillRow(world, id, { state: "cancelled" });
    const { items } = await getDrillCoverage(await world.person("support"), {});
    const item = items.find(({ environment }) => environment.id === id);
    expect(item).toMatchObject({ overdue: false, last: { id: passed.id } });
    expect(Date.parse(item?.dueAt ?? "")).toBeGreaterThan(Date.now());
  });
});
