import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { bundledDefinitions } from "@/sandbox/api/bundled-definitions";
import { followDefinitions } from "@/sandbox/api/definitions";
import { at, record, stringMap } from "@/sandbox/api/json";
import { type KubeObject, Store } from "@/sandbox/api/store";
import { startControllers } from "@/sandbox/controllers/start";
import { DatabaseController } from "@/sandbox/database/controller";
import { bundleProgram, eventually } from "@/sandbox/erp/testing";
import { SandboxNode } from "@/sandbox/node/node";
import { BackupController } from "@/sandbox/postgres/backup-controller";
import { ClusterController } from "@/sandbox/postgres/cluster-controller";
import { BACKUPS, CLUSTERS, OBJECT_STORES } from "@/sandbox/postgres/spec";
import { buildImages } from "@/sandbox/registry/image";
import { ImageTable } from "@/sandbox/registry/resolve";

const UP_LIMIT_MS = 45_000;

/** The parts of a sandbox that database clusters need, in this process; the servers are real. */
export class ClusterBench {
  readonly directory = mkdtempSync(join(tmpdir(), "pg-cluster-"));
  readonly store = new Store();
  #stops: (() => unknown)[] = [];
  #node: SandboxNode | undefined;

  /** `adminUrl` is the shared server's, on which nothing is made unless a namespace asks for it. */
  async open(adminUrl: string): Promise<void> {
    const postgres = await bundleProgram(
      "sandbox/postgres/main.ts",
      `postgres-${Math.random().toString(36).slice(2)}`,
    );
    const { store, directory } = this;
    this.#stops.push(followDefinitions(store));
    for (const definition of bundledDefinitions)
      store.create("customresourcedefinitions.apiextensions.k8s.io", definition);
    const images = new ImageTable(buildImages());
    const owner = `cluster-bench-${process.pid}`;
    const programs = { erp: "", postgres };
    const node = new SandboxNode({ store, images, directory, programs, owner });
    this.#node = node;
    const controllers = startControllers(store, { runtime: node });
    const databases = new DatabaseController({ store, adminUrl, owner });
    const clusters = new ClusterController(store, join(directory, "object-store"));
    const backups = new BackupController(store);
    databases.start();
    node.start();
    this.#stops.push(
      () => rmSync(directory, { recursive: true, force: true }),
      () => rmSync(postgres, { force: true }),
      () => node.stop(),
      ...[databases, backups, clusters, controllers].map((part) => () => part.stop()),
    );
  }

  async close(): Promise<void> {
    for (const stop of this.#stops.toReversed()) await stop();
  }

  /** A namespace whose database has a server of its own, once it has its first base backup. */
  async dedicated(namespace: string, archiveTimeoutSeconds: number): Promise<void> {
    const wish = {
      ...{ modules: [{ name: "base", version: "19.0.1.3.0" }], companyName: "Plant", currency: "EUR" },
      cluster: { name: "pg", archiveTimeoutSeconds },
    };
    const annotations = { "sandbox.holdfast.dev/database": JSON.stringify(wish) };
    this.store.create("namespaces", {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: namespace, annotations },
    });
    await eventually(async () => {
      const [backup] = this.store.list(BACKUPS, namespace);
      return at(backup, "status", "phase") === "completed" ? true : undefined;
    }, UP_LIMIT_MS);
  }

  /** Another server as the one of this namespace was at a time; to the end of the log without one. */
  recover(
    namespace: string,
    name: string,
    targetTime: string | null,
    objectStore = "database-archive",
  ): KubeObject {
    const parameters = { barmanObjectName: objectStore, serverName: "pg" };
    const { database, user } = this.secret(namespace, "erp-database");
    const target = targetTime === null ? {} : { recoveryTarget: { targetTime } };
    return this.store.create(CLUSTERS, {
      apiVersion: "postgresql.cnpg.io/v1",
      kind: "Cluster",
      metadata: { name, namespace },
      spec: {
        instances: 1,
        storage: { size: "1Gi" },
        bootstrap: { recovery: { source: "origin", database, owner: user, ...target } },
        externalClusters: [
          { name: "origin", plugin: { name: "barman-cloud.cloudnative-pg.io", parameters } },
        ],
      },
    });
  }

  /** The object storage as it is at this moment, under another name: all that is left when everything else is gone. */
  copyStore(namespace: string, name: string): void {
    const root = join(this.directory, "object-store");
    cpSync(join(root, "database-archive", namespace), join(root, name, namespace), { recursive: true });
    this.store.create(OBJECT_STORES, {
      apiVersion: "barmancloud.cnpg.io/v1",
      kind: "ObjectStore",
      metadata: { name, namespace },
      spec: { configuration: { destinationPath: `s3://${name}/${namespace}` } },
    });
  }

  status(namespace: string, name: string): Record<string, unknown> {
    return record(this.store.get(CLUSTERS, namespace, name)?.["status"]);
  }

  async untilHealthy(namespace: string, name: string): Promise<void> {
    await eventually(
      async () => (this.status(namespace, name)["phase"] === "Cluster in healthy state" ? true : undefined),
      UP_LIMIT_MS,
    );
  }

  secret(namespace: string, name: string): Record<string, string> {
    const data = Object.entries(stringMap(this.store.get("secrets", namespace, name)?.["data"]));
    const decoded = data.map(([key, value]) => [key, Buffer.from(value, "base64").toString("utf8")]);
    const values: Record<string, string> = Object.fromEntries(decoded);
    return { ...values, database: values["dbname"] ?? "" };
  }

  /** Asks a database by the Secret that leads to it, or another database of the same server. */
  async query<Row extends object>(
    [namespace, secret]: readonly [string, string],
    sql: string,
    database?: string,
  ): Promise<Row[]> {
    const { host, port, user, password, dbname } = this.secret(namespace, secret);
    const client = new pg.Client({ host, port: Number(port), user, password, database: database ?? dbname });
    client.on("error", () => undefined);
    await client.connect();
    try {
      return (await client.query<Row>(sql)).rows;
    } finally {
      await client.end();
    }
  }

  /** What the first pod of a Job has said so far. */
  async logOf(namespace: string, job: string, container: string): Promise<string> {
    const pods = this.store.list("pods", namespace);
    const pod = pods.find(({ metadata }) => metadata.labels?.["job-name"] === job);
    const lines: Buffer[] = [];
    const log = this.#node?.logs(namespace, pod?.metadata.name ?? "", container, { follow: false });
    for await (const chunk of log ?? []) lines.push(chunk);
    return Buffer.concat(lines).toString("utf8");
  }
}
