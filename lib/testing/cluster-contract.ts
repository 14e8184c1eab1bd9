import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { isMap, isSeq, parseDocument } from "yaml";
import type { ManifestObject } from "@/lib/domain/manifest/object";

/**
 * Contract tests of the cluster adapter run against the cluster of HOLDFAST_TEST_KUBECONFIG, with an account that may
 * do everything Holdfast needs and remove namespaces. What its pods run is told in cluster-pods.ts.
 */
export function testKubeconfigText(): string {
  const path = process.env["HOLDFAST_TEST_KUBECONFIG"];
  if (path === undefined || path === "") {
    throw new Error("Set HOLDFAST_TEST_KUBECONFIG to the kubeconfig of a cluster for the contract tests.");
  }
  return readFileSync(path, "utf8");
}

/** The same server, where every user has a token that nobody issued. */
export function kubeconfigOfStranger(): string {
  const config = parseDocument(testKubeconfigText());
  const users = config.get("users");
  if (!isSeq(users)) throw new Error("The kubeconfig of HOLDFAST_TEST_KUBECONFIG has no users.");
  for (const entry of users.items) if (isMap(entry)) entry.set("user", { token: "wrong" });
  return String(config);
}

export function testRedisUrl(): string {
  const url = process.env["TEST_REDIS_URL"];
  if (url === undefined || url === "") throw new Error("Set TEST_REDIS_URL for the contract tests.");
  return url;
}

export const shortId = (): string => randomBytes(4).toString("hex");

export const managedLabels = (component: string) => ({
  "app.kubernetes.io/managed-by": "holdfast",
  "app.kubernetes.io/component": component,
});

export const namespaceObject = (name: string): ManifestObject => ({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name, labels: managedLabels("environment") },
});

/** The error a promise rejects with; fails when it does not. */
export const failureOf = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => {
      throw new Error("It did not fail.");
    },
    (error: unknown) => error,
  );
