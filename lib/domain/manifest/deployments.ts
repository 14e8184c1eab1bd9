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
  const selector = selectorLabels(spec, "web");
  const template = podTemplate(
    spec,
    {
      component: "web",
      args: [`--workers=${spec.webWorkers}`, "--max-cron-threads=0", "--db-filter=^$(PGDATABASE)$"],
      size: webSize(spec),
      extra: {
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
        lifecycle: { preStop: { exec: { command: ["sleep", String(DRAIN_SECONDS)] } } },
      },
    },
    {
      settingsFingerprint,
      pod: {
        terminationGracePeriodSeconds: WEB_GRACE_SECONDS,
        topologySpreadConstraints: [
          {
            maxSkew: 1,
            topologyKey: "kubernetes.io/hostname",
            whenUnsatisfiable: "ScheduleAnyway",
            labelSelector: { matchLabels: selector },
          },
        ],
      },
    },
  );
  return deployment(spec, NAMES.web, {
    replicas: spec.webReplicas,
    selector: { matchLabels: selector },
    strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
    template,
  });
}

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
  name: "web" | "cron",
  body: Record<string, unknown>,
): ManifestObject {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace: spec.namespace, labels: objectLabels(spec, name) },
    spec: { ...body, revisionHistoryLimit: 5, progressDeadlineSeconds: 600 },
  };
}
