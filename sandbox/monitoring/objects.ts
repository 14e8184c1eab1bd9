import type { KubeObject } from "@/sandbox/api/types";
import { REGISTRY_HOST } from "@/sandbox/registry/catalogue";

export const MONITORING = {
  namespace: "monitoring",
  name: "prometheus-server",
  account: "prometheus",
} as const;

const PORT = 9090;
const CONFIG = "prometheus-server";
const { namespace, name } = MONITORING;
const labels = { "app.kubernetes.io/name": "prometheus", "app.kubernetes.io/component": "server" };

/** What stays the same for as long as the cluster lives; with the store's name of each kind. */
export function standingObjects(tag: string): readonly (readonly [string, KubeObject])[] {
  return [
    ["namespaces", { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } }],
    [
      "persistentvolumeclaims",
      {
        apiVersion: "v1",
        kind: "PersistentVolumeClaim",
        metadata: { name, namespace, labels },
        spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
      },
    ],
    [
      "services",
      {
        apiVersion: "v1",
        kind: "Service",
        metadata: { name, namespace, labels },
        spec: { selector: labels, ports: [{ name: "http", port: 80, targetPort: PORT }] },
      },
    ],
    ["deployments.apps", deployment(tag)],
  ];
}

/** The configuration follows from where the sandbox listens this time. */
export const configObject = (text: string): KubeObject => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: CONFIG, namespace, labels },
  data: { "prometheus.yml": text },
});

function deployment(tag: string): KubeObject {
  const probe = { httpGet: { path: "/-/ready", port: PORT }, periodSeconds: 1, timeoutSeconds: 2 };
  const container = {
    name: "prometheus",
    image: `${REGISTRY_HOST}/prometheus:${tag}`,
    args: [
      "--config.file=/etc/prometheus/prometheus.yml",
      "--storage.tsdb.path=/prometheus",
      "--storage.tsdb.retention.time=6h",
      "--storage.tsdb.retention.size=256MB",
      `--web.listen-address=$(POD_IP):${PORT}`,
      "--query.timeout=10s",
      "--query.max-concurrency=4",
      "--log.level=warn",
    ],
    env: [
      { name: "POD_IP", valueFrom: { fieldRef: { fieldPath: "status.podIP" } } },
      { name: "GOMAXPROCS", value: "1" },
      { name: "GOMEMLIMIT", value: "160MiB" },
    ],
    ports: [{ name: "http", containerPort: PORT }],
    readinessProbe: probe,
    resources: { requests: { cpu: "50m", memory: "128Mi" }, limits: { cpu: "500m", memory: "384Mi" } },
    volumeMounts: [
      { name: "config", mountPath: "/etc/prometheus" },
      { name: "data", mountPath: "/prometheus" },
    ],
  };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace, labels },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      strategy: { type: "Recreate" },
      template: {
        metadata: { labels },
        spec: {
          automountServiceAccountToken: false,
          terminationGracePeriodSeconds: 10,
          containers: [container],
          volumes: [
            { name: "config", configMap: { name: CONFIG } },
            { name: "data", persistentVolumeClaim: { claimName: name } },
          ],
        },
      },
    },
  };
}
