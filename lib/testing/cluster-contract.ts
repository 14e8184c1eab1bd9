import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { parseDocument } from "yaml";
import type { ManifestObject } from "@/lib/domain/manifest/object";

/**
 * Contract tests of the cluster adapter run against the API server of HOLDFAST_TEST_KUBECONFIG. Its nodes must simulate
 * pods by the annotations `fake/…` (the sandbox's do, for images its registry does not know): crash loops, log lines
 * and exit codes are then told by the test and need no image.
 */
export function testKubeconfigText(): string {
  const path = process.env["HOLDFAST_TEST_KUBECONFIG"];
  if (path === undefined || path === "") {
    throw new Error("Set HOLDFAST_TEST_KUBECONFIG to the kubeconfig of a sandbox for the contract tests.");
  }
  return readFileSync(path, "utf8");
}

/** The same server with a token that nobody issued. */
export function kubeconfigOfStranger(): string {
  const config = parseDocument(testKubeconfigText());
  config.setIn(["users", 0, "user"], { token: "wrong" });
  return String(config);
}

export function testRedisUrl(): string {
  const url = process.env["TEST_REDIS_URL"];
  if (url === undefined || url === "") throw new Error("Set TEST_REDIS_URL for the contract tests.");
  return url;
}

export const shortId = (): string => randomBytes(4).toString("hex");

const labels = (component: string) => ({
  "app.kubernetes.io/managed-by": "holdfast",
  "app.kubernetes.io/component": component,
});

export const namespaceObject = (name: string): ManifestObject => ({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name, labels: labels("environment") },
});

/** A Deployment whose pods behave as the annotations say; another `revision` is another pod template. */
export function fakeDeployment(
  namespace: string,
  options: { name?: string; replicas?: number; revision: string; fake?: Record<string, string> },
): ManifestObject {
  const { name = "web", replicas = 2, revision, fake = {} } = options;
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace, labels: labels(name) },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      template: {
        metadata: { labels: { app: name, ...labels(name) }, annotations: { revision, ...fakes(fake) } },
        spec: { containers: [{ name: "erp", image: "registry.test.invalid/unknown:1" }] },
      },
    },
  };
}

export function fakeJob(namespace: string, name: string, fake: Record<string, string>): ManifestObject {
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name, namespace, labels: labels("migrate") },
    spec: {
      backoffLimit: 0,
      template: {
        metadata: { labels: labels("migrate"), annotations: fakes(fake) },
        spec: {
          restartPolicy: "Never",
          containers: [{ name: "migrate", image: "registry.test.invalid/unknown:1" }],
        },
      },
    },
  };
}

const fakes = (values: Record<string, string>) =>
  Object.fromEntries(
    Object.entries({ "start-ms": "20", ...values }).map(([key, value]) => [`fake/${key}`, value]),
  );
