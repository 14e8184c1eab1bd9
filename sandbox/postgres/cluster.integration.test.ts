import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { at, text } from "@/sandbox/api/json";
import { isReady } from "@/sandbox/controllers/pods";
import { eventually, testPostgresUrl } from "@/sandbox/erp/testing";
import { METRICS_PORT } from "@/sandbox/postgres/serve";
import { CLUSTERS } from "@/sandbox/postgres/spec";
import { ClusterBench } from "@/sandbox/postgres/testing";

const ARCHIVE_TIMEOUT_SECONDS = 3;
const LIVING = ["plant", "erp-database"] as const;
const bench = new ClusterBench();
let beats: NodeJS.Timeout | undefined;

beforeAll(async () => {
  await bench.open(testPostgresUrl());
  await bench.dedicated("plant", ARCHIVE_TIMEOUT_SECONDS);
  await bench.query(LIVING, "CREATE TABLE heartbeat (at timestamptz DEFAULT clock_timestamp())");
  beats = setInterval(() => {
    bench.query(LIVING, "INSERT INTO heartbeat DEFAULT VALUES").catch(() => undefined);
  }, 250);
});
afterAll(async () => {
  clearInterval(beats);
  await bench.close();
});

const count = async (secret: string): Promise<number> =>
  (await bench.query<{ rows: number }>(["plant", secret], "SELECT count(*)::int AS rows FROM sale_order"))[0]
    ?.rows ?? -1;
const now = async (): Promise<Date> =>
  (await bench.query<{ now: Date }>(LIVING, "SELECT clock_timestamp() AS now"))[0]?.now ??
  new Date(Number.NaN);
const lastArchived = async (): Promise<number> => {
  const address = text(at(bench.store.get("pods", "plant", "pg-1"), "status", "podIP"));
  const metrics = await (await fetch(`http://${address}:${METRICS_PORT}/metrics`)).text();
  return Number(/^cnpg_pg_stat_archiver_last_archived_time (\S+)$/m.exec(metrics)?.[1]) * 1000;
};
const untilArchived = (moment: Date) =>
  eventually(async () => ((await lastArchived()) > moment.getTime() ? true : undefined), 20_000);

it("runs the customer's database on a server of its own, which archives its log", async () => {
  await bench.untilHealthy("plant", "pg");
  expect(await count("erp-database")).toBe(42);
  const status = await eventually(async () => {
    const known = bench.status("plant", "pg");
    return known["firstRecoverabilityPoint"] === undefined ? undefined : known;
  });
  expect(status).toMatchObject({ readyInstances: 1, currentPrimary: "pg-1" });
  expect(bench.secret("plant", "pg-app")).toMatchObject({ dbname: "app", user: "app", port: "5432" });
  const store = bench.store.get("objectstores.barmancloud.cnpg.io", "plant", "database-archive");
  expect(at(store, "status", "serverRecoveryWindow", "pg", "firstRecoverabilityPoint")).toBe(
    status["firstRecoverabilityPoint"],
  );
});

it("brings the second before a table was emptied back in a server of its own; what lives is not touched", async () => {
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const before = await now();
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  await bench.query(LIVING, "TRUNCATE sale_order CASCADE");
  const emptied = await now();
  await untilArchived(emptied);
  bench.recover("plant", "pg-second", before.toISOString());
  await bench.untilHealthy("plant", "pg-second");
  expect([await count("pg-second-app"), await count("erp-database")]).toEqual([42, 0]);
  const newest = "SELECT max(at) AS at FROM heartbeat";
  const [row] = await bench.query<{ at: Date }>(["plant", "pg-second-app"], newest);
  expect(row?.at.getTime()).toBeLessThanOrEqual(before.getTime());
  expect(row?.at.getTime()).toBeGreaterThan(before.getTime() - 1_500);
}, 60_000);

it("fails as the operator's recovery fails: nothing after the second, or no base backup before it", async () => {
  bench.recover("plant", "pg-future", new Date(Date.now() + 3_600_000).toISOString());
  bench.recover("plant", "pg-past", "2020-01-01T00:00:00Z");
  const said = (name: string, words: string) =>
    eventually(async () => {
      const log = await bench.logOf("plant", `${name}-1-full-recovery`, "restore");
      return log.includes(words) ? true : undefined;
    }, 30_000);
  await said("pg-future", "recovery ended before configured recovery target was reached");
  await said("pg-past", "no target backup found");
  for (const name of ["pg-future", "pg-past"])
    expect(bench.status("plant", name)).toMatchObject({ phase: "Setting up primary", readyInstances: 0 });
}, 60_000);

it("loses no more than the archive's time limit when everything but the object storage is gone", async () => {
  const losses = [0, 1, 2].map((index) => ({ name: `lost-${index}`, at: new Date() }));
  for (const loss of losses) {
    // Three moments of the archive's cycle: just after a segment arrived is the luckiest, just before one the worst.
    await new Promise((resolve) => setTimeout(resolve, (ARCHIVE_TIMEOUT_SECONDS * 1000) / 3 + 100));
    loss.at = await now();
    bench.copyStore("plant", loss.name);
  }
  for (const { name, at: lostAt } of losses) {
    bench.recover("plant", name, null, name);
    await bench.untilHealthy("plant", name);
    const newest = "SELECT max(at) AS at FROM heartbeat";
    const [row] = await bench.query<{ at: Date }>(["plant", `${name}-app`], newest);
    const seconds = (lostAt.getTime() - (row?.at.getTime() ?? 0)) / 1000;
    console.log(`RPO achieved ${seconds.toFixed(2)} s, archive_timeout ${ARCHIVE_TIMEOUT_SECONDS} s`);
    expect(seconds).toBeLessThanOrEqual(ARCHIVE_TIMEOUT_SECONDS + 1);
  }
}, 60_000);

it("comes back at its address when its pod was deleted", async () => {
  const { host } = bench.secret("plant", "erp-database");
  const uid = bench.store.get("pods", "plant", "pg-1")?.metadata.uid;
  bench.store.remove("pods", "plant", "pg-1");
  await eventually(async () => {
    const pod = bench.store.get("pods", "plant", "pg-1");
    return pod !== undefined && pod.metadata.uid !== uid && isReady(pod) ? true : undefined;
  }, 30_000);
  expect(bench.secret("plant", "pg-app")["host"]).toBe(host);
  expect(await count("erp-database")).toBe(0);
}, 60_000);

it("says what a new server is told to, as the superuser, once its owner is there", async () => {
  bench.store.create(CLUSTERS, {
    apiVersion: "postgresql.cnpg.io/v1",
    kind: "Cluster",
    metadata: { name: "fresh", namespace: "plant" },
    spec: {
      instances: 1,
      bootstrap: { initdb: { database: "erp", owner: "erp", postInitSQL: ["ALTER ROLE erp CREATEDB"] } },
    },
  });
  await bench.untilHealthy("plant", "fresh");
  const sql = "SELECT rolcreatedb AS may FROM pg_roles WHERE rolname = current_user";
  expect(await bench.query<{ may: boolean }>(["plant", "fresh-app"], sql)).toEqual([{ may: true }]);
}, 60_000);

it("takes server and data away with the Cluster", async () => {
  bench.store.remove(CLUSTERS, "plant", "pg-second");
  await eventually(async () => {
    const left = [
      bench.store.get("pods", "plant", "pg-second-1"),
      bench.store.get("persistentvolumeclaims", "plant", "pg-second-1"),
      bench.store.get("secrets", "plant", "pg-second-app"),
    ].filter((one) => one !== undefined);
    return left.length === 0 ? true : undefined;
  }, 20_000);
  await eventually(async () =>
    existsSync(join(bench.directory, "volumes", "plant", "pg-second-1")) ? undefined : true,
  );
});
