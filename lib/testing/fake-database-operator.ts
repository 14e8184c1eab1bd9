import type { ManifestObject } from "@/lib/domain/manifest/object";
import type { FakeCluster } from "./fake-cluster";

const API = "postgresql.cnpg.io/v1";
export const LIVING_CLUSTER: ManifestObject = {
  apiVersion: API,
  kind: "Cluster",
  metadata: { name: "pg", namespace: "northwind-production" },
  spec: {
    instances: 2,
    imageName: "ghcr.io/cloudnative-pg/postgresql:17.2",
    storage: { size: "20Gi" },
    postgresql: { parameters: { max_connections: "200" } },
    plugins: [
      {
        name: "barman-cloud.cloudnative-pg.io",
        isWALArchiver: true,
        parameters: { barmanObjectName: "archive", serverName: "pg-2026" },
      },
    ],
  },
  status: { phase: "Cluster in healthy state", readyInstances: 2 },
};

/** CloudNativePG beside a cluster in memory: a Cluster that is applied comes up, or its recovery says why not. */
export class FakeDatabaseOperator {
  /** What the recovery's Job says before it fails; empty for one that succeeds. */
  says: readonly string[] = [];
  readonly #cluster: FakeCluster;

  constructor(cluster: FakeCluster) {
    this.#cluster = cluster;
    const { apply } = cluster.objects;
    const { job } = cluster.waits;
    cluster.live.set(`${API}|Cluster|northwind-production|pg`, structuredClone(LIVING_CLUSTER));
    cluster.objects.apply = async (objects, options) => {
      await apply(objects, options);
      for (const object of objects) if (object.kind === "Cluster") this.#bringUp(object);
    };
    cluster.waits.job = async (namespace, name, options) => {
      if (!name.endsWith("-full-recovery")) return job(namespace, name, options);
      options.onLog(this.says);
      return {
        succeeded: false,
        exitCode: 1,
        message: "",
        reason: "BackoffLimitExceeded",
        logTail: this.says,
      };
    };
  }

  /** Recovery Clusters that stand. */
  get aside(): string[] {
    return [...this.#cluster.live.values()]
      .filter(({ kind, metadata }) => kind === "Cluster" && metadata.name !== "pg")
      .map(({ metadata }) => metadata.name);
  }

  #bringUp({ metadata: { name, namespace = "" } }: ManifestObject): void {
    const { live, secrets } = this.#cluster;
    if (this.says.length > 0) {
      const job = {
        apiVersion: "batch/v1",
        kind: "Job",
        metadata: { name: `${name}-1-full-recovery`, namespace },
      };
      live.set(`batch/v1|Job|${namespace}|${job.metadata.name}`, { ...job, status: { failed: 1 } });
      return;
    }
    const made = live.get(`${API}|Cluster|${namespace}|${name}`);
    if (made !== undefined) made["status"] = { phase: "Cluster in healthy state", readyInstances: 1 };
    const values = {
      host: `${name}-rw`,
      port: "5432",
      user: "erp",
      password: "seventeen-keys",
      dbname: "nw",
    };
    secrets.set(`${namespace}/${name}-app`, values);
  }
}
