import { afterAll, beforeAll, expect, it } from "vitest";
import { createLogger } from "@/lib/telemetry/logger";
import { at, type ChangeWorld, makeChangeWorld } from "@/lib/testing/change-world";
import { scheduleChange } from "@/lib/usecases/change/schedule";
import { changeWaitSweep } from "./change-waits";

let world: ChangeWorld;
beforeAll(async () => {
  world = await makeChangeWorld();
});
afterAll(() => world.close());

it("puts off what cannot be woken, so that it is behind those that can", async () => {
  const { change } = await world.approved();
  const time = new Date(Date.now() + 3_600_000).toISOString();
  await scheduleChange(at(world.manager), { changeId: change.id, version: change.version, at: time });
  const { prisma } = world.db;
  const due = { where: { changeId: change.id }, data: { wakeAt: new Date(Date.now() - 60_000) } };
  const { id } = await prisma.changeWait.update({ ...due, select: { id: true } });
  const asked: string[] = [];
  const wakeChange = async (waitId: string) => {
    asked.push(waitId);
    if (waitId === id) throw new Error("The row is broken.");
    return "elsewhere" as const;
  };
  const logger = createLogger({ name: "test", level: "silent" });
  const sweep = changeWaitSweep({ db: world.db, logger, wakeChange });
  await sweep();
  await sweep();
  expect(asked.filter((one) => one === id)).toHaveLength(1);
  const { wakeAt } = await prisma.changeWait.findUniqueOrThrow({ where: { id } });
  expect(wakeAt.getTime()).toBeGreaterThan(Date.now() + 20_000);
});
