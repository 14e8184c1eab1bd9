import { randomBytes } from "node:crypto";
import { at, record, stringMap } from "@/sandbox/api/json";
import type { KubeObject } from "@/sandbox/api/store";
import { controllerReference } from "@/sandbox/controllers/pods";
import { STATUS_PORT } from "@/sandbox/postgres/serve";
import { SERVER_PORT, SUPERUSER } from "@/sandbox/postgres/server";
import { SETTINGS_VARIABLE } from "@/sandbox/postgres/settings";
import { type ClusterWish, needsRestore } from "@/sandbox/postgres/spec";
import { REGISTRY_HOST, TOOLS } from "@/sandbox/registry/catalogue";

const VOLUME_PATH = "/var/lib/postgresql/data";
/** Keeps a volume until the pod that uses it has ended. */
export const PVC_PROTECTION = "kubernetes.io/pvc-protection";
export const CLUSTER_LABEL = "cnpg.io/cluster";

/** The names CloudNativePG gives to what belongs to a Cluster of one instance. */
export const namesOf = (cluster: KubeObject) => {
  const { name } = cluster.metadata;
  return {
    instance: `${name}-1`,
    job: `${name}-1-${"recovery" in record(at(cluster, "spec", "bootstrap")) ? "full-recovery" : "initdb"}`,
    app: `${name}-app`,
    superuser: `${name}-superuser`,
    service: (kind: string) => `${name}-${kind}`,
  };
};

function metadataOf(cluster: KubeObject, name: string, labels: Record<string, string> = {}) {
  const inherited = stringMap(at(cluster, "spec", "inheritedMetadata", "labels"));
  return {
    name,
    namespace: cluster.metadata.namespace ?? "",
    labels: { ...inherited, [CLUSTER_LABEL]: cluster.metadata.name, ...labels },
    ownerReferences: [controllerReference(cluster)],
  };
}

export const secretData = (values: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, Buffer.from(value).toString("base64")]),
  );

const secret = (cluster: KubeObject, name: string, values: Record<string, string>): KubeObject => ({
  apiVersion: "v1",
  kind: "Secret",
  metadata: metadataOf(cluster, name),
  type: "kubernetes.io/basic-auth",
  data: secretData(values),
});

const newPassword = () => randomBytes(24).toString("base64url");

/** Where clients find the server; without name resolution a Service's name would lead nowhere. */
export const reach = (address: string, wish: Pick<ClusterWish, "database">) => ({
  host: address,
  port: String(SERVER_PORT),
  dbname: wish.database,
});

/** Secrets, volume and Services of a Cluster, with the store's name of each kind. */
export function standingObjects(cluster: KubeObject, wish: ClusterWish): (readonly [string, KubeObject])[] {
  const names = namesOf(cluster);
  const user = (name: string) => ({ username: name, user: name, password: newPassword() });
  const service = (kind: string, selector: Record<string, string>): readonly [string, KubeObject] => [
    "services",
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: metadataOf(cluster, names.service(kind)),
      spec: {
        selector: { [CLUSTER_LABEL]: cluster.metadata.name, ...selector },
        ports: [{ name: "postgres", port: SERVER_PORT, targetPort: SERVER_PORT }],
      },
    },
  ];
  return [
    ["secrets", secret(cluster, names.superuser, user(SUPERUSER))],
    ["secrets", secret(cluster, names.app, { ...user(wish.owner), ...reach("", wish) })],
    service("rw", { "cnpg.io/instanceRole": "primary" }),
    service("ro", { "cnpg.io/instanceRole": "replica" }),
    service("r", { "cnpg.io/podRole": "instance" }),
    [
      "persistentvolumeclaims",
      {
        apiVersion: "v1",
        kind: "PersistentVolumeClaim",
        metadata: { ...metadataOf(cluster, names.instance), finalizers: [PVC_PROTECTION] },
        spec: {
          accessModes: ["ReadWriteOnce"],
          resources: { requests: { storage: at(cluster, "spec", "storage", "size") ?? "1Gi" } },
        },
      },
    ],
  ];
}

function podSpec(cluster: KubeObject, wish: ClusterWish, command: string) {
  const names = namesOf(cluster);
  const { database, owner, postInitSQL, parameters, segmentMegabytes, archive, recovery } = wish;
  const settings = { database, owner, postInitSQL, parameters, segmentMegabytes, archive, recovery };
  const password = (variable: string, name: string) => ({
    name: variable,
    valueFrom: { secretKeyRef: { name, key: "password" } },
  });
  return {
    containers: [
      {
        name: command === "run" ? "postgres" : command,
        image: `${REGISTRY_HOST}/postgresql:${TOOLS.postgresql.tag}`,
        args: [command],
        env: [
          { name: "PGVOLUME", value: VOLUME_PATH },
          { name: SETTINGS_VARIABLE, value: JSON.stringify(settings) },
          password("SUPERUSER_PASSWORD", names.superuser),
          password("OWNER_PASSWORD", names.app),
        ],
        volumeMounts: [{ name: "pgdata", mountPath: VOLUME_PATH }],
        ...(command === "run"
          ? {
              ports: [{ name: "postgresql", containerPort: SERVER_PORT }],
              readinessProbe: {
                httpGet: { path: "/readyz", port: STATUS_PORT },
                periodSeconds: 1,
                timeoutSeconds: 5,
              },
            }
          : {}),
      },
    ],
    volumes: [{ name: "pgdata", persistentVolumeClaim: { claimName: names.instance } }],
  };
}

/** The Job that makes the data: empty, or as they were at a time. */
export function bootstrapJob(cluster: KubeObject, wish: ClusterWish): KubeObject {
  const command = needsRestore(wish) ? "restore" : "initdb";
  const {
    name,
    namespace: _namespace,
    labels,
  } = metadataOf(cluster, namesOf(cluster).job, {
    "cnpg.io/jobRole": needsRestore(wish) ? "full-recovery" : "initdb",
  });
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: metadataOf(cluster, name, labels),
    spec: {
      template: {
        metadata: { labels },
        spec: { restartPolicy: "Never", ...podSpec(cluster, wish, command) },
      },
    },
  };
}

/** The one instance, which is the primary. It keeps the address it once had, so that clients find it again. */
export function instancePod(cluster: KubeObject, wish: ClusterWish, address: string | undefined): KubeObject {
  const { instance } = namesOf(cluster);
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: metadataOf(cluster, instance, {
      "cnpg.io/instanceName": instance,
      "cnpg.io/instanceRole": "primary",
      "cnpg.io/podRole": "instance",
    }),
    spec: { restartPolicy: "Always", terminationGracePeriodSeconds: 10, ...podSpec(cluster, wish, "run") },
    ...(address === undefined ? {} : { status: { podIP: address } }),
  };
}
