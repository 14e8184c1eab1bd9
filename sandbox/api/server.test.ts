import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { startApi } from "@/sandbox/api/server";
import { type KubeObject, Store } from "@/sandbox/api/store";
import { startControllers } from "@/sandbox/controllers/start";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

const admin = "test-admin";

async function cluster(options: { dataFile?: string; controllers?: boolean } = {}) {
  const store = new Store();
  const api = await startApi({
    store,
    port: 0,
    tokens: { admin },
    ...(options.dataFile === undefined ? {} : { dataFile: options.dataFile }),
  });
  const controllers = options.controllers === true ? startControllers(store) : undefined;
  let stopped = false;
  const stop = async (): Promise<void> => {
    if (stopped) return;
    stopped = true;
    controllers?.stop();
    await api.stop();
  };
  cleanups.push(stop);
  const ask = (path: string, init: RequestInit & { token?: string } = {}) => {
    const { token = admin, ...rest } = init;
    const headers = {
      ...(token === "" ? {} : { authorization: `Bearer ${token}` }),
      ...(rest.headers ?? {}),
    };
    return fetch(`http://127.0.0.1:${api.port}${path}`, { ...rest, headers });
  };
  return { store, stop, ask };
}

const deployment = (): KubeObject => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "d", namespace: "default" },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: "d" } },
    template: {
      metadata: { labels: { app: "d" }, annotations: { "fake/start-ms": "1" } },
      spec: { containers: [{ name: "app", image: "x:1" }] },
    },
  },
});

async function eventually(what: string, check: () => boolean): Promise<void> {
  const end = Date.now() + 10_000;
  while (!check()) {
    if (Date.now() > end) throw new Error(`timed out waiting for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe("who may do what", () => {
  it("anonymous is 403, a foreign token 401, health is public", async () => {
    const { ask } = await cluster();
    const anonymous = await ask("/api/v1/namespaces", { token: "" });
    expect(anonymous.status).toBe(403);
    expect(await anonymous.json()).toMatchObject({ reason: "Forbidden", details: { kind: "namespaces" } });
    expect((await ask("/api/v1/namespaces", { token: "nonsense" })).status).toBe(401);
    expect((await ask("/healthz", { token: "" })).status).toBe(200);
  });
  it("only an admin may act as somebody else, and then has that one's rights", async () => {
    const { ask } = await cluster();
    const asJane = await ask("/api/v1/namespaces", { headers: { "impersonate-user": "jane" } });
    expect((await asJane.json()).message).toContain('User "jane" cannot list resource "namespaces"');
  });
});

describe("limits", () => {
  it("a body over 3 MiB is 413", async () => {
    const { ask } = await cluster();
    const body = JSON.stringify({ metadata: { name: "big" }, data: { x: "y".repeat(3_300_000) } });
    const headers = { "content-type": "application/json" };
    const answer = await ask("/api/v1/namespaces/default/configmaps", { method: "POST", body, headers });
    expect(answer.status).toBe(413);
    expect((await answer.json()).reason).toBe("RequestEntityTooLarge");
  });
});

describe("the API's description", () => {
  it("is given as protobuf to who reads nothing else, as kubectl does before it sends a List", async () => {
    const { ask } = await cluster();
    const accept = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";
    const answer = await ask("/openapi/v2", { headers: { accept } });
    expect(answer.headers.get("content-type")).toBe(
      "application/com.github.proto-openapi.spec.v2.v1.0+protobuf",
    );
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect(bytes.subarray(0, 5)).toEqual(Buffer.from([0x0a, 3, ...Buffer.from("2.0")]));
    expect(await (await ask("/openapi/v2")).json()).toMatchObject({ swagger: "2.0", definitions: {} });
  });
});

describe("a restart", () => {
  it("keeps objects and versions, and rolls nothing anew", async () => {
    const directory = mkdtempSync(join(tmpdir(), "holdfast-sandbox-"));
    cleanups.push(() => rmSync(directory, { recursive: true, force: true }));
    const dataFile = join(directory, "cluster.ndjson");
    const first = await cluster({ dataFile, controllers: true });
    first.store.create("deployments.apps", deployment());
    const available = (store: Store) => () => {
      const status = store.get("deployments.apps", "default", "d")?.["status"] as
        | Record<string, unknown>
        | undefined;
      return status?.["availableReplicas"] === 1;
    };
    await eventually("the rollout", available(first.store));
    const pods = first.store.list("pods", "default").map((pod) => pod.metadata.uid);
    const before = first.store.get("deployments.apps", "default", "d");
    const revision = first.store.revision;
    await first.stop();

    const second = await cluster({ dataFile, controllers: true });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(second.store.revision).toBeGreaterThanOrEqual(revision);
    expect(second.store.list("pods", "default").map((pod) => pod.metadata.uid)).toEqual(pods);
    expect(second.store.get("deployments.apps", "default", "d")).toEqual(before);
  });
  it("survives a file whose last line was cut off", async () => {
    const directory = mkdtempSync(join(tmpdir(), "holdfast-sandbox-"));
    cleanups.push(() => rmSync(directory, { recursive: true, force: true }));
    const dataFile = join(directory, "cluster.ndjson");
    const object = {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "kept", namespace: "default", uid: "u", resourceVersion: "41" },
    };
    const line = JSON.stringify({ resource: "configmaps", object });
    writeFileSync(dataFile, `${line}\n${line.slice(0, 40)}`);
    const { store } = await cluster({ dataFile });
    expect(store.get("configmaps", "default", "kept")?.metadata.uid).toBe("u");
    expect(store.revision).toBeGreaterThan(41);
  });
});

describe("the service proxy", () => {
  it("reaches a ready pod without the caller's credentials, and says 503 when there is none", async () => {
    const { store, ask } = await cluster();
    const backend = createServer((request, response) => {
      response.writeHead(201, { "content-type": "application/json" });
      response.end(
        JSON.stringify({ url: request.url, credentials: request.headers.authorization ?? "none" }),
      );
    });
    await new Promise<void>((resolve) => backend.listen(0, "127.0.0.1", resolve));
    cleanups.push(() => backend.close());
    const { port } = backend.address() as AddressInfo;
    store.create("services", {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "web", namespace: "default" },
      spec: { selector: { app: "web" }, ports: [{ name: "http", port: 80, targetPort: "main" }] },
    });
    const path = "/api/v1/namespaces/default/services/http:web:http/proxy/health/x?deep=1";
    expect((await ask(path)).status).toBe(503);
    store.create("pods", {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "web-1", namespace: "default", labels: { app: "web" } },
      spec: { containers: [{ name: "app", image: "x:1", ports: [{ name: "main", containerPort: port }] }] },
      status: { phase: "Running", podIP: "127.0.0.1", conditions: [{ type: "Ready", status: "True" }] },
    });
    const answer = await ask(path);
    expect(answer.status).toBe(201);
    expect(await answer.json()).toEqual({ url: "/health/x?deep=1", credentials: "none" });
  });
});
