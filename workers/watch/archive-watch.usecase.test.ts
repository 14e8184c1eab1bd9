import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { LIVING_CLUSTER } from "@/lib/testing/fake-database-operator";
import { makeWorld, type World } from "@/lib/testing/world";
import { makeSurroundings } from "../testing";
import { ArchiveWatch } from "./archive-watch";

const FIRST = "2026-11-21T08:00:00Z";

let world: World;
let surroundings: ReturnType<typeof makeSurroundings>;
/** What the primary measures, by namespace. */
let measured: Map<string, string>;
let warned: unknown[];
let asked: string[];

beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  // Of the cluster's environments only those of one test have a server of their own.
  const data = { databaseCluster: null };
  await world.db.prisma.environment.updateMany({ where: { clusterId: world.clusterId }, data });
  surroundings = makeSurroundings(world);
  [measured, warned, asked] = [new Map(), [], []];
  surroundings.cluster.services.get = (async ({ namespace }: { namespace: string }) => {
    asked.push(namespace);
    const body = measured.get(namespace);
    return body === undefined ? { status: 503, body: "starting" } : { status: 200, body };
  }) as typeof surroundings.cluster.services.get;
});

const metrics = (at: string, waiting = 0) =>
  [
    `cnpg_pg_stat_archiver_last_archived_time ${Date.parse(at) / 1_000}`,
    `cnpg_collector_pg_wal_archive_status{value="ready"} ${waiting}`,
  ].join("\n");

/** An environment whose database has a server of its own, as its operator shows it; null leaves the server out. */
async function dedicated(at: string | null): Promise<{ id: string; namespace: string }> {
  const { id } = await world.environment("production", null);
  const data = { databaseCluster: "pg" };
  const { namespace } = await world.db.prisma.environment.update({ where: { id }, data });
  if (at === null) return { id, namespace };
  const { live } = surroundings.cluster;
  const server = structuredClone(LIVING_CLUSTER);
  live.set(`postgresql.cnpg.io/v1|Cluster|${namespace}|pg`, {
    ...server,
    metadata: { ...server.metadata, namespace },
  });
  live.set(`barmancloud.cnpg.io/v1|ObjectStore|${namespace}|archive`, {
    apiVersion: "barmancloud.cnpg.io/v1",
    kind: "ObjectStore",
    metadata: { name: "archive", namespace },
    status: { serverRecoveryWindow: { "pg-2026": { firstRecoverabilityPoint: FIRST } } },
  });
  measured.set(namespace, metrics(at));
  return { id, namespace };
}

/** A watch that looks as often as it is asked, each time at the moment that is named. */
function watching(): (time: string) => Promise<void> {
  const logger = { ...surroundings.deps.logger, warn: (facts: unknown) => void warned.push(facts) };
  let at = new Date();
  const clock = { now: () => at, everyMs: 0 };
  const watch = new ArchiveWatch({ ...surroundings.deps, logger }, world.clusterId, clock);
  return async (time) => {
    at = new Date(time);
    watch.look();
    await watch.settled();
  };
}

const rangeOf = async ({ id }: { id: string }) => {
  const row = await world.db.prisma.environment.findUniqueOrThrow({ where: { id } });
  return [row.recoverableFrom?.toISOString() ?? null, row.recoverableUntil?.toISOString() ?? null];
};
const from = new Date(FIRST).toISOString();

it("writes which seconds the archived log brings back, and lets the range grow", async () => {
  const place = await dedicated("2026-11-21T10:00:05.400Z");
  const look = watching();
  // Nothing is known yet of what is in that segment.
  await look("2026-11-21T10:00:06Z");
  expect(await rangeOf(place)).toEqual([from, null]);
  measured.set(place.namespace, metrics("2026-11-21T10:00:25Z"));
  await look("2026-11-21T10:00:26Z");
  expect(await rangeOf(place)).toEqual([from, "2026-11-21T10:00:04.000Z"]);
  measured.set(place.namespace, metrics("2026-11-21T10:00:45Z"));
  await look("2026-11-21T10:00:46Z");
  expect(await rangeOf(place)).toEqual([from, "2026-11-21T10:00:24.000Z"]);
});

it("promises nothing more while segments wait or nothing can be measured, and takes nothing back", async () => {
  const place = await dedicated("2026-11-21T10:00:05Z");
  const look = watching();
  await look("2026-11-21T10:00:06Z");
  measured.set(place.namespace, metrics("2026-11-21T10:00:25Z"));
  await look("2026-11-21T10:00:26Z");
  const known = await rangeOf(place);
  expect(known[1]).not.toBeNull();
  measured.set(place.namespace, metrics("2026-11-21T10:05:00Z", 1));
  await look("2026-11-21T10:05:01Z");
  expect(await rangeOf(place)).toEqual(known);
  measured.delete(place.namespace);
  await look("2026-11-21T10:05:06Z");
  expect(await rangeOf(place)).toEqual(known);
  expect(warned).toEqual([]);
});

it("one that cannot be read keeps what is known, is told once, and does not keep the others", async () => {
  const [missing, other] = [await dedicated(null), await dedicated("2026-11-21T10:00:05Z")];
  const logger = { ...surroundings.deps.logger, warn: (facts: unknown) => void warned.push(facts) };
  const watch = new ArchiveWatch({ ...surroundings.deps, logger }, world.clusterId);
  watch.look();
  // A second look at once is none: nobody asks an archive more often than it changes.
  watch.look();
  await watch.settled();
  expect(await rangeOf(missing)).toEqual([null, null]);
  expect(await rangeOf(other)).toEqual([from, null]);
  expect(warned).toMatchObject([{ environmentId: missing.id }]);
  expect(asked).toEqual([other.namespace]);
  watch.look();
  await watch.settled();
  expect(asked).toHaveLength(1);
});

it("asks nothing of a cluster whose environments share their server", async () => {
  await world.environment("production", null);
  const opened: string[] = [];
  const clusters = {
    ...surroundings.deps.clusters,
    open: (id: string) => {
      opened.push(id);
      return surroundings.deps.clusters.open(id);
    },
  };
  const watch = new ArchiveWatch({ ...surroundings.deps, clusters }, world.clusterId);
  watch.look();
  await watch.settled();
  expect(opened).toEqual([]);
});
