import { expect, it } from "vitest";
import { FakeCluster } from "@/lib/testing/fake-cluster";
import { FakeDatabaseOperator } from "@/lib/testing/fake-database-operator";
import { readArchive } from "./database-cluster";

const PLACE = { environmentId: "e1", namespace: "northwind-production", cluster: "pg" };
const METRICS = `# HELP cnpg_pg_stat_archiver_last_archived_time when
cnpg_pg_stat_archiver_last_archived_time 1.7952537115e+09
cnpg_collector_pg_wal_archive_status{value="done"} 7
cnpg_collector_pg_wal_archive_status{value="ready"} 2
`;
const { signal } = new AbortController();

function clusterWith(metrics: { status: number; body: unknown }) {
  const cluster = new FakeCluster();
  new FakeDatabaseOperator(cluster);
  const window = { "pg-2026": { firstRecoverabilityPoint: "2026-11-21T08:00:00Z" } };
  cluster.live.set("barmancloud.cnpg.io/v1|ObjectStore|northwind-production|archive", {
    apiVersion: "barmancloud.cnpg.io/v1",
    kind: "ObjectStore",
    metadata: { name: "archive", namespace: "northwind-production" },
    status: { serverRecoveryWindow: window },
  });
  cluster.services.get = async () => metrics;
  return cluster;
}

it("reads window, last archived segment and what waits, by a Service of its own", async () => {
  const cluster = clusterWith({ status: 200, body: METRICS });
  expect(await readArchive(cluster, PLACE, signal)).toEqual({
    firstRecoverable: new Date("2026-11-21T08:00:00Z"),
    lastArchived: new Date(1_795_253_711_500),
    waiting: 2,
    archiving: true,
  });
  await readArchive(cluster, PLACE, signal);
  expect(cluster.changes).toEqual(["create Service pg-archive"]);
});

it("says nothing of what the primary does not measure, and that archiving fails", async () => {
  const cluster = clusterWith({ status: 503, body: "starting" });
  const living = cluster.live.get("postgresql.cnpg.io/v1|Cluster|northwind-production|pg");
  if (living !== undefined)
    living["status"] = { conditions: [{ type: "ContinuousArchiving", status: "False" }] };
  expect(await readArchive(cluster, PLACE, signal)).toMatchObject({
    lastArchived: null,
    waiting: null,
    archiving: false,
  });
  expect(await readArchive(new FakeCluster(), PLACE, signal)).toBeNull();
});
