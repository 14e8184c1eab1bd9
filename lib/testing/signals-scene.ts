import { request } from "node:http";
import type { ManifestObject } from "@/lib/domain/manifest/object";
import { COMPONENT, MANAGED_BY } from "@/lib/domain/manifest/spec";

export const SCENE_IMAGE = "registry.sandbox.test/erp:2026.11.1";
const MODULES = [
  { name: "base", version: "19.0.1.3.0" },
  { name: "mail", version: "19.0.1.19.0" },
];
const PORT = 8069;
const VARIABLES = {
  PGHOST: "host",
  PGPORT: "port",
  PGUSER: "user",
  PGPASSWORD: "password",
  PGDATABASE: "dbname",
};

/** A namespace whose database the sandbox makes. */
export const sceneNamespace = (name: string): ManifestObject => ({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: {
    name,
    annotations: {
      "sandbox.holdfast.dev/database": JSON.stringify({
        modules: MODULES,
        companyName: "Scene",
        currency: "EUR",
      }),
    },
  },
});

/** One web pod behind the service `web`, nobody behind `web-canary`, and three visitors of four sent to the first. */
export function sceneObjects(namespace: string, host: string): ManifestObject[] {
  const meta = (name: string) => ({ name, namespace });
  const labels = (component: string) => ({ [COMPONENT]: component, [MANAGED_BY]: "holdfast" });
  const service = (name: string): ManifestObject => ({
    apiVersion: "v1",
    kind: "Service",
    metadata: meta(name),
    spec: { selector: labels(name), ports: [{ name: "http", port: PORT, targetPort: PORT }] },
  });
  const weighted = [
    { kind: "Service", name: "web", port: PORT, weight: 3 },
    { kind: "Service", name: "web-canary", port: PORT, weight: 1 },
  ];
  const services = [{ kind: "TraefikService", name: "web" }];
  return [
    webDeployment(namespace, labels("web")),
    service("web"),
    service("web-canary"),
    {
      apiVersion: "traefik.io/v1alpha1",
      kind: "TraefikService",
      metadata: meta("web"),
      spec: { weighted: { services: weighted } },
    },
    {
      apiVersion: "traefik.io/v1alpha1",
      kind: "IngressRoute",
      metadata: meta("web"),
      spec: { entryPoints: ["websecure"], routes: [{ kind: "Rule", match: `Host(\`${host}\`)`, services }] },
    },
  ];
}

function webDeployment(namespace: string, labels: Record<string, string>): ManifestObject {
  const env = Object.entries(VARIABLES).map(([name, key]) => ({
    name,
    valueFrom: { secretKeyRef: { name: "erp-database", key } },
  }));
  const container = {
    name: "odoo",
    image: SCENE_IMAGE,
    args: ["--workers=1", "--max-cron-threads=0", "--db-filter=^$(PGDATABASE)$"],
    env,
    ports: [{ name: "http", containerPort: PORT }],
    readinessProbe: { httpGet: { path: "/web/health?db_server_status=1", port: PORT }, periodSeconds: 1 },
  };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web", namespace, labels },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [container] } },
    },
  };
}

/** One visit through the ingress on this machine; answers the status. */
export function visit(port: number, host: string, path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { host: "127.0.0.1", port, path, headers: { host }, timeout: 10_000, agent: false },
      (answer) => {
        answer.resume();
        answer.on("end", () => resolve(answer.statusCode ?? 0));
      },
    );
    outgoing.on("timeout", () => outgoing.destroy(new Error("The ingress does not answer.")));
    outgoing.on("error", reject);
    outgoing.end();
  });
}
