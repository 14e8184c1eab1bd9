import { at, stringMap, text } from "@/sandbox/api/json";
import type { KubeObject, Store } from "@/sandbox/api/store";
import { isReady } from "@/sandbox/controllers/pods";
import { prepareTemplate, withAdmin } from "@/sandbox/database/template";
import {
  type ClusterRequest,
  type Credentials,
  type DatabaseRequest,
  provisionDatabase,
} from "@/sandbox/database/tenant";
import { namesOf } from "@/sandbox/postgres/objects";
import { SERVER_PORT } from "@/sandbox/postgres/server";
import { CLUSTERS, OBJECT_STORES, PLUGIN, SCHEDULED } from "@/sandbox/postgres/spec";

const OBJECT_STORE = "database-archive";
const READY_LIMIT_MS = 90_000;
const LOOK_MS = 200;
/** Seconds, minutes, hours: every hour on the hour. */
const BASE_BACKUPS = "0 0 * * * *";

const API = "postgresql.cnpg.io/v1";

/** A server of its own with the customer's database, as a database team would set one up with CloudNativePG. */
export async function provisionDedicated(
  store: Store,
  place: { namespace: string; database: string },
  request: DatabaseRequest & { cluster: ClusterRequest },
): Promise<Credentials> {
  const { namespace, database } = place;
  const { cluster } = request;
  for (const [resource, object] of clusterObjects(namespace, cluster)) {
    if (store.get(resource, namespace, object.metadata.name) === undefined) store.create(resource, object);
  }
  const adminUrl = await untilReady(store, namespace, cluster.name);
  await prepareTemplate(adminUrl);
  const credentials = await provisionDatabase(adminUrl, database, request);
  // In the server's own database, where no restore of the customer's takes it away again.
  await withAdmin(adminUrl, "postgres", (client) =>
    client.query(`GRANT EXECUTE ON FUNCTION pg_switch_wal() TO "${database}"`),
  );
  const schedule = scheduledBackup(namespace, cluster.name);
  if (store.get(SCHEDULED, namespace, schedule.metadata.name) === undefined)
    store.create(SCHEDULED, schedule);
  return credentials;
}

function clusterObjects(namespace: string, { name, archiveTimeoutSeconds }: ClusterRequest) {
  const store: KubeObject = {
    apiVersion: "barmancloud.cnpg.io/v1",
    kind: "ObjectStore",
    metadata: { name: OBJECT_STORE, namespace },
    spec: {
      configuration: { destinationPath: `s3://database-archive/${namespace}`, wal: { compression: "gzip" } },
      retentionPolicy: "2d",
    },
  };
  const parameters = { archive_timeout: `${archiveTimeoutSeconds}s`, max_connections: "100" };
  const cluster: KubeObject = {
    apiVersion: API,
    kind: "Cluster",
    metadata: { name, namespace },
    spec: {
      instances: 1,
      storage: { size: "10Gi" },
      enableSuperuserAccess: true,
      postgresql: { parameters },
      bootstrap: { initdb: { database: "app", owner: "app", walSegmentSize: 1 } },
      plugins: [
        {
          name: PLUGIN,
          isWALArchiver: true,
          parameters: { barmanObjectName: OBJECT_STORE, serverName: name },
        },
      ],
    },
  };
  return [
    [OBJECT_STORES, store],
    [CLUSTERS, cluster],
  ] as const;
}

/** The first base backup is taken at once: no second before its end can be brought back. */
const scheduledBackup = (namespace: string, cluster: string): KubeObject => ({
  apiVersion: API,
  kind: "ScheduledBackup",
  metadata: { name: cluster, namespace },
  spec: {
    schedule: BASE_BACKUPS,
    immediate: true,
    backupOwnerReference: "self",
    cluster: { name: cluster },
    method: "plugin",
    pluginConfiguration: { name: PLUGIN },
  },
});

/** The administrator's URL of a Cluster, as soon as its primary answers. @throws Error when it does not in time */
async function untilReady(store: Store, namespace: string, name: string): Promise<string> {
  const deadline = Date.now() + READY_LIMIT_MS;
  for (;;) {
    const cluster = store.get(CLUSTERS, namespace, name);
    const pod = cluster && store.get("pods", namespace, namesOf(cluster).instance);
    const secret = cluster && store.get("secrets", namespace, namesOf(cluster).superuser);
    const address = text(at(pod, "status", "podIP"));
    if (pod !== undefined && isReady(pod) && address !== undefined) {
      const data = stringMap(secret?.["data"]);
      const plain = (key: string) =>
        encodeURIComponent(Buffer.from(data[key] ?? "", "base64").toString("utf8"));
      return `postgresql://${plain("user")}:${plain("password")}@${address}:${SERVER_PORT}/postgres`;
    }
    if (Date.now() > deadline)
      throw new Error(`Cluster ${name} did not come up: ${String(at(cluster, "status", "phase"))}.`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}
