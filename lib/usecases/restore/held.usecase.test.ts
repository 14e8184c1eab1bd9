import { afterAll, beforeAll, expect, it } from "vitest";
import { drillable } from "@/lib/testing/drill-world";
import { makeWorld, problemOf, type World } from "@/lib/testing/world";
import { liftHold } from "../hold/lift";
import { placeHold } from "../hold/place";
import { getRestoreOptions } from "./options";
import { requestRestore } from "./request";

const HOUR_MS = 3_600_000;
let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

it("nothing is brought back under a hold, which is said before anything is pressed; incidents stand on the track", async () => {
  const releaseId = (await world.release()).id;
  const source = await drillable(world, releaseId);
  const { id: environmentId } = await world.environment("staging", releaseId);
  const [support, manager] = [await world.person("support"), await world.person("release_manager")];
  const { tenantId } = world;
  const incident = { tenantId, environmentId: source.id, title: "Stock is wrong", severity: "sev2" as const };
  const startedAt = new Date(Date.now() - HOUR_MS);
  await world.db.prisma.incident.create({ data: { ...incident, startedAt } });
  const options = () => getRestoreOptions(support, { environmentId, sourceEnvironmentId: source.id });
  const { points, can, incidents } = await options();
  expect(can.request.allowed).toBe(true);
  expect(incidents).toMatchObject([{ title: "Stock is wrong", at: startedAt.toISOString(), until: null }]);

  const reason = "Network works in the hall";
  const until = new Date(Date.now() + HOUR_MS).toISOString();
  const hold = await placeHold(manager, { level: "environment", environmentId, reason, until });
  expect((await options()).can.request.reason).toContain(reason);
  const wish = { environmentId, backupId: points[0]?.id ?? "", reason: "Orders are missing since today" };
  expect(await problemOf(requestRestore(support, wish))).toMatchObject({
    code: "gate_refused",
    message: expect.stringContaining(reason),
  });
  expect(await world.db.prisma.operation.count({ where: { environmentId } })).toBe(0);
  await liftHold(manager, { holdId: hold.id, reason: "The works are done." });
  expect((await requestRestore(support, wish)).state).toBe("running");
});
