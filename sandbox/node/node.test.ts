import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { at } from "@/sandbox/api/json";
import { Store } from "@/sandbox/api/store";
import type { KubeObject } from "@/sandbox/api/types";
import { eventually } from "@/sandbox/erp/testing";
import { SandboxNode } from "@/sandbox/node/node";
import { buildImages } from "@/sandbox/registry/image";
import { ImageTable } from "@/sandbox/registry/resolve";

const PROGRAM = `
import { createServer } from "node:http";
import { writeFileSync } from "node:fs";
const [mode] = process.argv.slice(2);
console.log("mode " + mode + " secret " + process.env.SECRET);
if (mode === "fail") { writeFileSync(process.env.SANDBOX_TERMINATION_LOG, "it went wrong"); process.exit(7); }
if (mode === "crash") process.exit(1);
createServer((q, s) => { s.writeHead(q.url === "/ready" ? 200 : 500); s.end(); }).listen(18069, process.env.SANDBOX_POD_IP);
`;

const directory = mkdtempSync(join(tmpdir(), "sandbox-node-"));
const program = join(directory, "program.mjs");
const images = new ImageTable(buildImages());
let store: Store;
let node: SandboxNode;

const startNode = ({ stoppedInOrder = false } = {}) => {
  node = new SandboxNode({
    store,
    images,
    directory,
    programs: { erp: program },
    owner: `test ${process.pid}`,
    stoppedInOrder,
  });
  node.start();
};

type Extra = { spec?: Record<string, unknown>; container?: Record<string, unknown> };

function createPod(name: string, mode: string, extra: Extra = {}): KubeObject {
  return store.create("pods", {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: "shop" },
    spec: {
      nodeName: "sandbox",
      restartPolicy: "Always",
      terminationGracePeriodSeconds: 2,
      containers: [
        {
          name: "main",
          image: "registry.sandbox.test/erp:2026.11.1",
          args: [mode],
          env: [{ name: "SECRET", valueFrom: { secretKeyRef: { name: "credentials", key: "word" } } }],
          ...extra.container,
        },
      ],
      ...extra.spec,
    },
  });
}

const pod = (name: string) => store.get("pods", "shop", name);
const container = (name: string) =>
  at(pod(name), "status", "containerStatuses") as Record<string, unknown>[] | undefined;
const phase = (name: string, wanted: string) =>
  eventually(async () => (at(pod(name), "status", "phase") === wanted ? pod(name) : undefined));

async function logOf(name: string, previous = false): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of node.logs("shop", name, "main", { follow: false, previous }) ?? [])
    chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

beforeAll(() => {
  writeFileSync(program, PROGRAM);
  store = new Store();
  store.create("namespaces", { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } });
  store.create("serviceaccounts", {
    apiVersion: "v1",
    kind: "ServiceAccount",
    metadata: { name: "default", namespace: "shop" },
  });
  const word = Buffer.from("hush").toString("base64");
  store.create("secrets", {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "credentials", namespace: "shop" },
    data: { word },
  });
  startNode();
});

afterEach(() => {
  for (const { metadata } of store.list("pods", "shop"))
    store.remove("pods", "shop", metadata.name, { force: true });
});

afterAll(async () => {
  await node.stop();
  rmSync(directory, { recursive: true, force: true });
});

describe("a pod", () => {
  it("becomes ready by its probe, gets its secret, and goes when it is deleted", async () => {
    const probe = { httpGet: { path: "/ready", port: 18069 }, periodSeconds: 1, timeoutSeconds: 1 };
    createPod("web", "serve", { container: { readinessProbe: probe } });
    const ready = await eventually(async () =>
      container("web")?.[0]?.["ready"] === true ? pod("web") : undefined,
    );
    expect(at(ready, "status", "phase")).toBe("Running");
    expect(await logOf("web")).toBe("mode serve secret hush\n");
    expect((await fetch(`http://${at(ready, "status", "podIP")}:18069/ready`)).status).toBe(200);
    store.remove("pods", "shop", "web");
    await eventually(async () => (pod("web") === undefined ? true : undefined));
    await expect(fetch(`http://${at(ready, "status", "podIP")}:18069/ready`)).rejects.toThrow();
  });

  it("that ends with an error keeps its exit code and termination message", async () => {
    createPod("job", "fail", { spec: { restartPolicy: "Never" } });
    await phase("job", "Failed");
    expect(container("job")?.[0]).toMatchObject({
      restartCount: 0,
      state: { terminated: { exitCode: 7, reason: "Error", message: "it went wrong" } },
    });
  });

  it("that crashes is restarted once at once, then waits in CrashLoopBackOff", async () => {
    createPod("loop", "crash");
    await eventually(async () =>
      at(container("loop")?.[0], "state", "waiting", "reason") === "CrashLoopBackOff" ? true : undefined,
    );
    expect(container("loop")?.[0]).toMatchObject({
      restartCount: 1,
      lastState: { terminated: { exitCode: 1 } },
    });
    expect(await logOf("loop", true)).toContain("mode crash");
  });

  it("waits for a missing secret and starts when it appears", async () => {
    store.remove("secrets", "shop", "credentials");
    createPod("early", "serve");
    await eventually(async () =>
      at(container("early")?.[0], "state", "waiting", "reason") === "CreateContainerConfigError"
        ? true
        : undefined,
    );
    const word = Buffer.from("late").toString("base64");
    store.create("secrets", {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "credentials", namespace: "shop" },
      data: { word },
    });
    await phase("early", "Running");
    expect(await eventually(async () => (await logOf("early")) || undefined)).toContain("secret late");
  });

  it("of an unknown digest never starts", async () => {
    createPod("pull", "serve", {
      container: { image: `registry.sandbox.test/erp@sha256:${"0".repeat(64)}` },
    });
    await eventually(async () =>
      at(container("pull")?.[0], "state", "waiting", "reason") === "ImagePullBackOff" ? true : undefined,
    );
    expect(at(pod("pull"), "status", "phase")).toBe("Pending");
  });

  it("of a foreign image, or simulated for a test, is not ours", () => {
    expect(node.runs(bare("docker.io/library/nginx:1"))).toBe(false);
    const simulated = bare("registry.sandbox.test/erp:2026.11.1");
    expect(node.runs(simulated)).toBe(true);
    simulated.metadata.annotations = { "fake/ready": "false" };
    expect(node.runs(simulated)).toBe(false);
  });

  it("runs again under its name after the node was stopped, with one restart more", async () => {
    createPod("stay", "serve");
    await phase("stay", "Running");
    const address = at(pod("stay"), "status", "podIP");
    await node.stop();
    startNode();
    const again = await eventually(async () =>
      container("stay")?.[0]?.["restartCount"] === 1 ? pod("stay") : undefined,
    );
    await eventually(async () =>
      at(container("stay")?.[0], "state", "running") === undefined ? undefined : true,
    );
    expect(at(again, "status", "podIP")).toBe(address);
  });

  it("counts no restart when the node was stopped in order", async () => {
    createPod("calm", "serve");
    await phase("calm", "Running");
    await node.stop();
    const running = () => readdirSync(join(directory, "processes")).length;
    expect(running()).toBe(0);
    startNode({ stoppedInOrder: true });
    await eventually(async () => (running() === 1 ? true : undefined));
    expect(container("calm")?.[0]).toMatchObject({ restartCount: 0, lastState: {} });
  });
});

function bare(image: string): KubeObject {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "x", namespace: "shop" },
    spec: { containers: [{ name: "main", image }] },
  };
}
