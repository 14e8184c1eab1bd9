import { objectLabels, selectorLabels } from "./labels";
import type { ManifestObject } from "./object";
import { podTemplate } from "./pod";
import { singleSize, webSize } from "./sizing";
import { type EnvironmentSpec, EVENTS_PORT, NAMES, WEB_PORT } from "./spec";

/** Time to leave the load balancer before the process stops listening, in seconds. */
const DRAIN_SECONDS = 5;
/** The longest request the ERP allows itself (limit_time_real) and the drain, with some room. */
const WEB_GRACE_SECONDS = 140;

const probe = (path: string, timing: Record<string, number>) => ({
  httpGet: { path, port: WEB_PORT, scheme: "HTTP" },
  ...timing,
});

/**
 * Visitors' pods. Liveness asks the process alone, so that a database outage does not restart every pod;
 * readiness asks for the database too. The first start builds registry and assets: it gets five minutes.
 */
export function webDeployment(spec: EnvironmentSpec, settingsFingerprint: string): ManifestObject {
  return visitorsDeployment(spec, {
    component: "web",
    replicas: spec.webReplicas,
    configMap: NAMES.configMap,
    settingsFingerprint,
  });
}

type Visitors = {
  component: "web" | "web-canary";
  replicas: number;
  configMap: string;
  settingsFingerprint: string;
};

/** A Deployment of pods for visitors, named like its component: stable, or the canary beside it. */
export function visitorsDeployment(spec: EnvironmentSpec, visitors: Visitors): ManifestObject {
  const { component, configMap, settingsFingerprint } = visitors;
  const selector = selectorLabels(spec, component);
  const container = { component, args: webArguments(spec), size: webSize(spec), configMap, extra: WEB_EXTRA };
  const spread = {
    maxSkew: 1,
    topologyKey: "kubernetes.io/hostname",
    whenUnsatisfiable: "ScheduleAnyway",
    labelSelector: { matchLabels: selector },
  };
  const pod = { terminationGracePeriodSeconds: WEB_GRACE_SECONDS, topologySpreadConstraints: [spread] };
  return deployment(spec, component, {
    replicas: visitors.replicas,
    selector: { matchLabels: selector },
    strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
    template: podTemplate(spec, container, { settingsFingerprint, pod }),
  });
}

const webArguments = (spec: EnvironmentSpec): string[] => [
  `--workers=${spec.webWorkers}`,
  "--max-cron-threads=0",
  "--db-filter=^$(PGDATABASE)$",
];

/** Where the ERP listens, and how the kubelet asks whether it does. */
export const WEB_PROBES = {
  ports: [
    { name: "http", containerPort: WEB_PORT, protocol: "TCP" },
    { name: "events", containerPort: EVENTS_PORT, protocol: "TCP" },
  ],
  startupProbe: probe("/web/health", { periodSeconds: 2, timeoutSeconds: 2, failureThreshold: 150 }),
  livenessProbe: probe("/web/health", { periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 6 }),
  readinessProbe: probe("/web/health?db_server_status=1", {
    periodSeconds: 3,
    timeoutSeconds: 3,
    failureThreshold: 3,
  }),
};

const WEB_EXTRA = {
  ...WEB_PROBES,
  lifecycle: { preStop: { exec: { command: ["sleep", String(DRAIN_SECONDS)] } } },
};

/**
 * Scheduled actions apart from the web: one worker that ends when its database goes away and is restarted by the
 * kubelet. Recreate, so that two releases never run scheduled actions on one database.
 */
export function cronDeployment(spec: EnvironmentSpec, settingsFingerprint: string): ManifestObject {
  const template = podTemplate(
    spec,
    {
      component: "cron",
      args: ["--no-http", "--workers=1", "--max-cron-threads=1", "-d", "$(PGDATABASE)"],
      size: singleSize(spec),
    },
    { settingsFingerprint, pod: { terminationGracePeriodSeconds: 60 } },
  );
  return deployment(spec, NAMES.cron, {
    replicas: spec.cronReplicas,
    selector: { matchLabels: selectorLabels(spec, "cron") },
    strategy: { type: "Recreate" },
    template,
  });
}

function deployment(
  spec: EnvironmentSpec,
  name: "web" | "web-canary" | "cron",
  body: Record<string, unknown>,
): ManifestObject {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace: spec.namespace, labels: objectLabels(spec, name) },
    spec: { ...body, revisionHistoryLimit: 5, progressDeadlineSeconds: 600 },
  };
}
