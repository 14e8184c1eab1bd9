import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { addStore, drillable } from "@/lib/testing/drill-world";
import { makeWorld, problemOf, type World } from "@/lib/testing/world";
import { editCluster } from "../cluster/edit";
import { getCluster } from "../cluster/get";
import type { Context } from "../context";
import { getDrill } from "./get";
import { getDrillOptions } from "./options";
import { startDrill } from "./start";

let world: World;
let support: Context;
let otherId: string;
const name = `far-${randomUUID().slice(0, 8)}`;
beforeAll(async () => {
  world = await makeWorld();
  support = await world.person("support");
  await addStore(world);
  const other = await world.db.prisma.cluster.create({
    data: { name, region: "Far", server: "https://far.invalid", sealedKubeconfig: new Uint8Array([1]) },
  });
  otherId = other.id;
});
afterAll(async () => {
  // Drills of other suites on this server shall not go there by themselves.
  await world.db.prisma.cluster.update({ where: { id: otherId }, data: { takesDrills: false } });
  await world.close();
});

it("carries a drill out on another cluster only where a platform engineer allowed it, and then by itself", async () => {
  const environment = await drillable(world, (await world.release()).id);
  const { id: environmentId } = environment;
  const asked = { environmentId, scenario: "region_loss", reason: "Quarterly rehearsal" } as const;
  const offered = async () => (await getDrillOptions(support, { environmentId })).clusters;
  expect((await offered()).map(({ id }) => id)).not.toContain(otherId);
  const refused = await problemOf(startDrill(support, { ...asked, clusterId: otherId }));
  expect(refused).toMatchObject({
    code: "invalid_input",
    message: expect.stringContaining("takes no drills"),
  });

  const engineer = await world.person("platform_engineer", "fleet");
  const { version, region, maxOperations } = await getCluster(engineer, { clusterId: otherId });
  const settings = { clusterId: otherId, version, region, maxOperations, metricsSource: null };
  expect((await problemOf(editCluster(support, { ...settings, takesDrills: true }))).code).toBe("forbidden");
  expect(await editCluster(engineer, { ...settings, takesDrills: true })).toMatchObject({
    takesDrills: true,
  });

  const where = { id: otherId };
  const silent = { reachability: "unreachable", reachabilityNote: "no route to host" } as const;
  await world.db.prisma.cluster.update({ where, data: silent });
  const unreachable = await problemOf(startDrill(support, { ...asked, clusterId: otherId }));
  expect(unreachable.message).toContain(`${name} does not answer (no route to host).`);
  await world.db.prisma.cluster.update({ where, data: { reachability: "reachable" } });

  const drill = await startDrill(support, asked);
  expect(drill).toMatchObject({ cluster: { id: otherId }, elsewhere: true });
  expect(drill.limits.join(" ")).not.toContain("own cluster and database server");
  const { operation, steps } = await getDrill(support, { drillId: drill.id });
  expect(steps.map(({ name: step }) => step)).toEqual(expect.arrayContaining(["reach", "server"]));
  const row = await world.db.prisma.operation.findUniqueOrThrow({ where: { id: operation.id } });
  expect(row.clusterId).toBe(otherId);
});
