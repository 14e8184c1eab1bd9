import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { renderEnvironment } from "@/lib/domain/manifest/render";
import { classifyFailure, RefusedFailure, TransientFailure } from "@/lib/ports/failure";
import { failureOf, kubeconfigOfStranger, namespaceObject, shortId } from "@/lib/testing/cluster-contract";
import { ECHO, echoObjects, firstAddress, standInForEcho } from "@/lib/testing/cluster-echo";
import { openTestCluster } from "@/lib/testing/cluster-open";
import { testKubeconfig } from "@/lib/testing/cluster-script";
import { environmentSpec } from "@/lib/testing/cluster-spec";
import { PRIVILEGES } from "./check";
import { createClusters } from "./clusters";

// Runs unchanged on the sandbox and on any cluster. Where Traefik's resources are not installed, what is asserted of
// them is that the refusal says so.
const { cluster, isSandbox, limits } = await openTestCluster();
vi.setConfig({ testTimeout: limits.test, hookTimeout: limits.test });
const namespace = `hf-contract-${shortId()}`;
const signal = AbortSignal.timeout(limits.file);
const apply = { fieldManager: "holdfast", force: true, signal };

const removeNamespace = (name: string) =>
  cluster.objects.remove({ apiVersion: "v1", kind: "Namespace", name }, signal);
beforeAll(() => cluster.objects.apply([namespaceObject(namespace)], apply));
afterAll(() => removeNamespace(namespace));

describe("objects", () => {
  const config = (data: Record<string, string>) => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "settings", namespace },
    data,
  });
  const reference = { apiVersion: "v1", kind: "ConfigMap", namespace, name: "settings" };

  it("are created, read, changed only where they differ, and removed", async () => {
    expect(await cluster.objects.read(reference, signal)).toBeNull();
    await cluster.objects.apply([config({ a: "1" })], apply);
    const first = await cluster.objects.read(reference, signal);
    await cluster.objects.apply([config({ a: "1" })], apply);
    expect(await cluster.objects.read(reference, signal)).toEqual(first);
    await cluster.objects.apply([config({ b: "2" })], apply);
    expect(await cluster.objects.read(reference, signal)).toMatchObject({ data: { b: "2" } });
    await cluster.objects.remove(reference, signal);
    await cluster.objects.remove(reference, signal);
    expect(await cluster.objects.read(reference, signal)).toBeNull();
  });

  it("are only rehearsed in a dry run", async () => {
    await cluster.objects.apply([config({ a: "1" })], { ...apply, dryRun: true });
    expect(await cluster.objects.read(reference, signal)).toBeNull();
  });

  it("of another manager are refused without force", async () => {
    await cluster.objects.apply([config({ c: "1" })], { ...apply, fieldManager: "somebody" });
    const error = await failureOf(cluster.objects.apply([config({ c: "2" })], { ...apply, force: false }));
    expect(error).toBeInstanceOf(RefusedFailure);
    expect(String(error)).toContain("another manager owns part of it");
  });

  it("are refused where they cannot be", async () => {
    const elsewhere = { ...config({}), metadata: { name: "settings", namespace: "does-not-exist" } };
    expect(String(await failureOf(cluster.objects.apply([elsewhere], apply)))).toContain(
      "the namespace does-not-exist does not exist",
    );
    const strange = { apiVersion: "example.com/v1", kind: "Gremlin", metadata: { name: "a", namespace } };
    expect(String(await failureOf(cluster.objects.apply([strange], apply)))).toContain(
      "The cluster does not know Gremlin",
    );
    const invalid = { ...config({}), metadata: { name: "Bad Name", namespace } };
    expect(classifyFailure(await failureOf(cluster.objects.apply([invalid], apply)))).toBe("refused");
  });

  it("of every kind we render are accepted, and no second apply changes anything", async () => {
    const own = `${namespace}-all`;
    const rendered = renderEnvironment(environmentSpec({ namespace: own, webReplicas: 0, cronReplicas: 0 }));
    onTestFinished(() => removeNamespace(own));
    const isRoute = ({ apiVersion }: { apiVersion: string }) => apiVersion.startsWith("traefik.io/");
    const hasTraefik = await cluster.objects.read(
      {
        apiVersion: "apiextensions.k8s.io/v1",
        kind: "CustomResourceDefinition",
        name: "ingressroutes.traefik.io",
      },
      signal,
    );
    const objects = hasTraefik ? rendered : rendered.filter((object) => !isRoute(object));
    await cluster.objects.apply(objects, apply);
    if (!hasTraefik) {
      const error = await failureOf(cluster.objects.apply(rendered.filter(isRoute), apply));
      expect(String(error)).toContain("the cluster does not know IngressRoute");
    }
    const versions = async () => {
      const read = objects.map(({ apiVersion, kind, metadata }) =>
        cluster.objects.read({ apiVersion, kind, name: metadata.name, namespace: own }, signal),
      );
      return (await Promise.all(read)).map((object) => object?.metadata);
    };
    const settled = await vi.waitUntil(
      async () => {
        const [one, two] = [JSON.stringify(await versions()), JSON.stringify(await versions())];
        return one === two ? one : false;
      },
      { timeout: limits.change },
    );
    expect(settled).not.toContain("null");
    await cluster.objects.apply(objects, apply);
    const generation = (text: string) => text.match(/"generation":\d+/g);
    expect(generation(JSON.stringify(await versions()))).toEqual(generation(settled));
  });

  it("secrets are decoded, and null when missing", async () => {
    const data = { password: Buffer.from("pässword").toString("base64") };
    const secret = { apiVersion: "v1", kind: "Secret", metadata: { name: "erp-api", namespace }, data };
    await cluster.objects.apply([secret], apply);
    expect(await cluster.objects.readSecret(namespace, "erp-api", signal)).toEqual({ password: "pässword" });
    expect(await cluster.objects.readSecret(namespace, "nothing", signal)).toBeNull();
  });
});

describe("the check", () => {
  it("names server, version and every privilege", async () => {
    const check = await cluster.check(signal);
    expect(check.serverVersion).toMatch(/^v1\./);
    expect(check.privileges).toHaveLength(PRIVILEGES.length);
    expect(check.privileges.filter(({ allowed }) => !allowed)).toEqual([]);
  });

  it("refuses wrong credentials, and calls an absent server transient", async () => {
    const { openKubeconfig } = createClusters({ loadKubeconfig: async () => null });
    const error = await failureOf(openKubeconfig(kubeconfigOfStranger()).check(signal));
    expect(error).toBeInstanceOf(RefusedFailure);
    expect(String(error)).toContain("does not accept the credentials");
    const absent = await failureOf(openKubeconfig(testKubeconfig("http://127.0.0.1:9")).check(signal));
    expect(absent).toBeInstanceOf(TransientFailure);
    expect(absent).toMatchObject({ code: "upstream_failed" });
  });
});

describe("the service door", () => {
  it("tells a service without pods as a failure, not as the service's answer", async () => {
    const target = { namespace, service: "nobody", port: 8069, path: "/jsonrpc" };
    const error = await failureOf(cluster.services.post(target, {}, signal));
    expect(["transient", "refused"]).toContain(classifyFailure(error));
    expect(String(error)).toContain("Calling the service nobody");
  });

  it("hands a body to a pod and its answer back, whatever its status, and keeps the credentials", async () => {
    await cluster.objects.apply(echoObjects(namespace), apply);
    expect(
      await cluster.waits.rollout(namespace, [ECHO.name], { signal, onProgress: () => undefined }),
    ).toBeNull();
    const endpoints = { apiVersion: "v1", kind: "Endpoints", namespace, name: ECHO.name };
    const address = await vi.waitUntil(
      async () => firstAddress(await cluster.objects.read(endpoints, signal)),
      { timeout: limits.change },
    );
    if (isSandbox) onTestFinished(await standInForEcho(address));
    const post = (path: string) =>
      cluster.services.post(
        { namespace, service: ECHO.name, port: ECHO.port, path },
        { word: "Grüße" },
        signal,
      );
    const body = { method: "POST", authorization: "", sent: { word: "Grüße" } };
    expect(await post(ECHO.path)).toEqual({ status: 200, body });
    expect(await post(`${ECHO.path}/missing`)).toEqual({ status: 404, body });
  });
});
