import type { ManifestObject } from "@/lib/domain/manifest/object";
import { managedLabels } from "./cluster-contract";

/**
 * Pods of the contract tests say twice how they behave: by a real image with a real command, for clusters that run
 * it, and by `fake/…` annotations, for those that simulate pods (the sandbox does, for pods that carry them).
 * Both come from one Behaviour, so a test reads and asserts the same everywhere.
 */
export type Behaviour = {
  /** Text written to the log at once. */
  logs?: string;
  /** How the container ends after `runMs`; a Deployment's pod with a code other than 0 crashes again and again. */
  exitCode?: number;
  /** The termination message. */
  lastWords?: string;
  /** How long the container runs; a Deployment's pod runs on when it has no `exitCode`. */
  runMs?: number;
  /** False: runs, but never passes its readiness probe. */
  ready?: boolean;
  /** The image cannot be fetched. */
  imageMissing?: boolean;
};

/** Any image with `sh` and busybox's `httpd`; it needs no network, no root and no writable disk but /tmp. */
export const TEST_IMAGE =
  process.env["HOLDFAST_TEST_IMAGE"] || "registry.k8s.io/e2e-test-images/busybox:1.37.0-1";
/** `.invalid` is reserved: no registry will ever answer there. */
const MISSING_IMAGE = "registry.test.invalid/unknown:1";
/** Longer than any test runs. */
const ONGOING_MS = 3_600_000;

/** The program of every pod below; its behaviour is in its environment. */
export const SCRIPT = `printf '%s' "$LOGS"
printf '%s' "$LAST_WORDS" > /dev/termination-log
if [ "$READY" = true ]; then touch /tmp/ready; fi
sleep "$RUN_SECONDS"
exit "$EXIT_CODE"
`;

/** The environment that makes SCRIPT behave so. */
export function scriptEnvironment(behaviour: Behaviour): Record<string, string> {
  const { logs = "", exitCode = 0, lastWords = "", runMs = 0, ready = true } = behaviour;
  return {
    LOGS: logs,
    LAST_WORDS: lastWords,
    // A container that will crash must not look available before it does.
    READY: String(ready && exitCode === 0),
    RUN_SECONDS: String(runMs / 1000),
    EXIT_CODE: String(exitCode),
  };
}

function annotationsOf(behaviour: Behaviour): Record<string, string> {
  const { logs, exitCode, lastWords, runMs, ready, imageMissing } = behaviour;
  const told = {
    "start-ms": "20",
    logs,
    "exit-code": exitCode,
    "termination-message": lastWords,
    "run-ms": runMs,
    ready: ready === false ? "false" : undefined,
    "waiting-reason": imageMissing === true ? "ImagePullBackOff" : undefined,
  };
  return Object.fromEntries(
    Object.entries(told).flatMap(([key, value]) =>
      value === undefined ? [] : [[`fake/${key}`, String(value)]],
    ),
  );
}

/** Allowed also where namespaces hold pods to the strictest standard; ends a second after it is told to. */
export function podSpec(container: Record<string, unknown>): Record<string, unknown> {
  return {
    automountServiceAccountToken: false,
    terminationGracePeriodSeconds: 1,
    securityContext: { runAsNonRoot: true, runAsUser: 65_534, seccompProfile: { type: "RuntimeDefault" } },
    containers: [
      {
        image: TEST_IMAGE,
        securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
        volumeMounts: [{ name: "scratch", mountPath: "/tmp" }],
        ...container,
      },
    ],
    volumes: [{ name: "scratch", emptyDir: {} }],
  };
}

const scripted = (name: string, behaviour: Behaviour) => ({
  name,
  ...(behaviour.imageMissing === true ? { image: MISSING_IMAGE } : {}),
  command: ["sh", "-c", SCRIPT],
  env: Object.entries(scriptEnvironment(behaviour)).map(([key, value]) => ({ name: key, value })),
});

/** A Deployment whose pods behave as told; another `revision` is another pod template. */
export function testDeployment(
  namespace: string,
  options: { name?: string; replicas?: number; revision: string; behaviour?: Behaviour },
): ManifestObject {
  const { name = "web", replicas = 2, revision, behaviour = {} } = options;
  const runs = behaviour.exitCode === undefined ? { ...behaviour, runMs: ONGOING_MS } : behaviour;
  const readinessProbe = { exec: { command: ["sh", "-c", "test -e /tmp/ready"] }, periodSeconds: 1 };
  return deployment(namespace, name, replicas, {
    metadata: { annotations: { revision, ...annotationsOf(behaviour) } },
    spec: podSpec({ ...scripted("erp", runs), readinessProbe }),
  });
}

/** A Deployment of this pod template that never has fewer ready pods than wanted while it changes. */
export function deployment(
  namespace: string,
  name: string,
  replicas: number,
  template: { metadata: { annotations: Record<string, string> }; spec: Record<string, unknown> },
): ManifestObject {
  const labels = { app: name, ...managedLabels(name) };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace, labels: managedLabels(name) },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      template: { metadata: { labels, ...template.metadata }, spec: template.spec },
    },
  };
}

/** A Job that runs once. */
export function testJob(namespace: string, name: string, behaviour: Behaviour): ManifestObject {
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name, namespace, labels: managedLabels("migrate") },
    spec: {
      backoffLimit: 0,
      template: {
        metadata: { labels: managedLabels("migrate"), annotations: annotationsOf(behaviour) },
        spec: { ...podSpec(scripted("migrate", behaviour)), restartPolicy: "Never" },
      },
    },
  };
}
