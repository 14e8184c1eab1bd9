import { imageReference } from "@/lib/domain/release/reference";
import { hostRule, route } from "./entrance";
import { objectLabels, selectorLabels } from "./labels";
import { type MaintenanceText, maintenancePage } from "./maintenance-page";
import type { ManifestObject } from "./object";
import { CONTAINER_SECURITY, POD_SECURITY } from "./pod";
import { MAINTENANCE_SIZE, resources } from "./sizing";
import { type EnvironmentSpec, NAMES, PAGE_PORT, type Placement } from "./spec";

const PAGE_DIRECTORY = "/maintenance";
const TRAEFIK = "traefik.io/v1alpha1";
/** Nobody's address: everybody is refused. */
const NOBODY = "255.255.255.255/32";
/** After how many seconds browsers and integrations may ask again. */
const RETRY_AFTER_SECONDS = 60;
const MIDDLEWARES = {
  headers: "maintenance-headers",
  page: "maintenance-page",
  closed: "maintenance-closed",
} as const;

/**
 * What stands behind a closed door. Traefik itself refuses everybody with 503 (`ipAllowList`), takes the page from a
 * small pod (`errors`) and says when to come back (`headers`). The pod runs the ERP's own image, which is on the nodes
 * already, as a server of one static file.
 */
export function maintenanceObjects(
  spec: EnvironmentSpec,
  placement: Placement,
  text: MaintenanceText,
): readonly ManifestObject[] {
  const labels = objectLabels(spec, "maintenance");
  const metadata = (name: string) => ({ name, namespace: spec.namespace, labels });
  const middleware = (name: string, body: Record<string, unknown>): ManifestObject => ({
    apiVersion: TRAEFIK,
    kind: "Middleware",
    metadata: metadata(name),
    spec: body,
  });
  return [
    {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: metadata(NAMES.maintenance),
      data: { "index.html": maintenancePage(text) },
    },
    fromIngress(spec, placement),
    pageDeployment(spec),
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: metadata(NAMES.maintenance),
      spec: {
        type: "ClusterIP",
        selector: selectorLabels(spec, "maintenance"),
        ports: [{ name: "http", protocol: "TCP", port: PAGE_PORT, targetPort: PAGE_PORT }],
      },
    },
    middleware(MIDDLEWARES.headers, {
      headers: {
        customResponseHeaders: {
          "Retry-After": String(RETRY_AFTER_SECONDS),
          "Cache-Control": "no-store",
        },
      },
    }),
    middleware(MIDDLEWARES.page, {
      errors: {
        status: ["503"],
        query: "/index.html",
        service: { name: NAMES.maintenance, port: PAGE_PORT },
      },
    }),
    middleware(MIDDLEWARES.closed, { ipAllowList: { sourceRange: [NOBODY], rejectStatusCode: 503 } }),
  ];
}

/** The environment's route while it is closed: every path of the host, events included, meets the page. */
export const closedRoute = (spec: EnvironmentSpec, placement: Placement): ManifestObject =>
  route(spec, placement, [
    {
      kind: "Rule",
      match: hostRule(spec),
      middlewares: [{ name: MIDDLEWARES.headers }, { name: MIDDLEWARES.page }, { name: MIDDLEWARES.closed }],
      // Never the ERP's own Service: Traefik drops a route whose Service has no pods, and answers 404.
      services: [{ kind: "Service", name: NAMES.maintenance, port: PAGE_PORT }],
    },
  ]);

function fromIngress(spec: EnvironmentSpec, placement: Placement): ManifestObject {
  const from = {
    namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": placement.ingressNamespace } },
  };
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: {
      name: NAMES.maintenance,
      namespace: spec.namespace,
      labels: objectLabels(spec, "maintenance"),
    },
    spec: {
      podSelector: { matchLabels: selectorLabels(spec, "maintenance") },
      policyTypes: ["Ingress"],
      ingress: [{ from: [from], ports: [{ protocol: "TCP", port: PAGE_PORT }] }],
    },
  };
}

function pageDeployment(spec: EnvironmentSpec): ManifestObject {
  const labels = objectLabels(spec, "maintenance");
  const server = ["python3", "-m", "http.server", String(PAGE_PORT), "--directory", PAGE_DIRECTORY];
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: NAMES.maintenance, namespace: spec.namespace, labels },
    spec: {
      replicas: 1,
      revisionHistoryLimit: 1,
      progressDeadlineSeconds: 120,
      selector: { matchLabels: selectorLabels(spec, "maintenance") },
      template: {
        metadata: { labels },
        spec: {
          serviceAccountName: NAMES.serviceAccount,
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          securityContext: POD_SECURITY,
          terminationGracePeriodSeconds: 1,
          containers: [
            {
              name: "page",
              image: imageReference(spec.release),
              imagePullPolicy: "IfNotPresent",
              command: server,
              ports: [{ name: "http", containerPort: PAGE_PORT, protocol: "TCP" }],
              readinessProbe: { httpGet: { path: "/index.html", port: PAGE_PORT }, periodSeconds: 1 },
              resources: resources(MAINTENANCE_SIZE),
              securityContext: CONTAINER_SECURITY,
              volumeMounts: [{ name: "page", mountPath: PAGE_DIRECTORY, readOnly: true }],
            },
          ],
          volumes: [{ name: "page", configMap: { name: NAMES.maintenance } }],
        },
      },
    },
  };
}
