import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serverCertificates } from "@/sandbox/api/certificates";
import { kubeconfig, startApi } from "@/sandbox/api/server";
import { Store } from "@/sandbox/api/store";
import { startControllers } from "@/sandbox/controllers/start";
import { StateFiles } from "@/sandbox/files";

const hasKubectl = spawnSync("kubectl", ["version", "--client"], { timeout: 10_000 }).status === 0;
if (!hasKubectl) console.warn("kubectl is not on PATH: its tests are skipped.");

const directory = mkdtempSync(join(tmpdir(), "sandbox-kubectl-"));
const file = (name: string) => join(directory, name);
let stop: () => Promise<void> = async () => undefined;

type Ended = { code: number; output: string; complaint: string };

/** Runs kubectl without the caller's settings and caches; never throws on an exit code. */
function kubectl(...words: string[]): Promise<Ended> {
  const env = {
    NODE_ENV: "test" as const,
    PATH: process.env["PATH"],
    HOME: directory,
    KUBECONFIG: file("kubeconfig"),
  };
  return new Promise((resolve) => {
    execFile("kubectl", words, { env, timeout: 12_000 }, (error, output, complaint) => {
      const code = error === null ? 0 : Number(error.code ?? -1);
      resolve({ code, output, complaint });
    });
  });
}

const inShop = (...words: string[]) => kubectl("--namespace", "shop", ...words);
const named = (name: string) => ({ name, namespace: "shop" });

/** What Holdfast renders for an environment, in kinds; the List is what kubectl checks by itself. */
const manifests = (value: string) => ({
  apiVersion: "v1",
  kind: "List",
  items: [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } },
    { apiVersion: "v1", kind: "ConfigMap", metadata: named("settings"), data: { value } },
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: named("web"),
      spec: {
        replicas: 2,
        selector: { matchLabels: { app: "web" } },
        template: {
          metadata: {
            labels: { app: "web" },
            annotations: { "fake/start-ms": "20", "fake/logs": "Hello from a pod" },
          },
          spec: {
            terminationGracePeriodSeconds: 0,
            containers: [{ name: "app", image: "registry.test.invalid/unknown:1" }],
          },
        },
      },
    },
    {
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      metadata: named("closed"),
      spec: { podSelector: {}, policyTypes: ["Ingress"] },
    },
    {
      apiVersion: "traefik.io/v1alpha1",
      kind: "IngressRoute",
      metadata: named("web"),
      spec: {
        routes: [{ kind: "Rule", match: "Host(`shop.localhost`)", services: [{ name: "web", port: 80 }] }],
      },
    },
  ],
});
const applied = (word: string) =>
  [
    "namespace/shop",
    "configmap/settings",
    "deployment.apps/web",
    "networkpolicy.networking.k8s.io/closed",
    "ingressroute.traefik.io/web",
  ]
    .map((name) => `${name} ${word}\n`)
    .join("");

beforeAll(async () => {
  const files = new StateFiles(directory);
  const tls = await serverCertificates(files);
  const token = files.secret("admin-token");
  const store = new Store();
  const api = await startApi({ store, port: 0, tokens: { admin: token }, tls });
  const controllers = startControllers(store, { rootCertificate: tls.authority });
  stop = async () => {
    controllers.stop();
    await api.stop();
  };
  files.write("kubeconfig", kubeconfig({ port: api.port, token, authority: tls.authority }), 0o600);
  for (const value of ["one", "two"]) writeFileSync(file(`${value}.json`), JSON.stringify(manifests(value)));
});

afterAll(async () => {
  await stop();
  rmSync(directory, { recursive: true, force: true });
});

describe.runIf(hasKubectl)("kubectl with the sandbox's kubeconfig", () => {
  it("applies a list on the server's side, validated, and follows the rollout", async () => {
    const bench = ["--server-side", "--force-conflicts", "--field-manager=bench"];
    expect(await kubectl("apply", ...bench, "-f", file("one.json"))).toEqual({
      code: 0,
      output: applied("serverside-applied"),
      complaint: "",
    });
    const rollout = await inShop("rollout", "status", "deployment/web", "--timeout=8s");
    expect(rollout.output).toContain('deployment "web" successfully rolled out');
    const managers = await inShop("get", "configmap", "settings", "--show-managed-fields", "-o", "json");
    expect(JSON.parse(managers.output).metadata.managedFields).toMatchObject([
      { manager: "bench", operation: "Apply" },
    ]);
  });

  it("refuses a field of the wrong type whoever checks it", async () => {
    const [, settings] = manifests("x").items;
    writeFileSync(file("wrong.json"), JSON.stringify({ ...settings, data: { value: 7 } }));
    const ended = await kubectl("apply", "-f", file("wrong.json"));
    expect(ended.code).toBe(1);
    expect(ended.complaint).toContain("cannot unmarshal number into Go struct field ConfigMap.data");
  });

  it("applies on its own side, tells the difference, and finds nothing more to do", async () => {
    expect((await kubectl("apply", "-f", file("one.json"))).code).toBe(0);
    const difference = await kubectl("diff", "-f", file("two.json"));
    expect(difference.code).toBe(1);
    expect(difference.output).toMatch(/-\s+value: one\n\+\s+value: two/);
    expect((await kubectl("apply", "-f", file("two.json"))).output).toContain(
      "configmap/settings configured",
    );
    expect(await kubectl("diff", "-f", file("two.json"))).toEqual({ code: 0, output: "", complaint: "" });
  });

  it("shows, describes and reads logs", async () => {
    const table = await inShop("get", "deployment,ingressroute");
    expect(table.output).toMatch(/deployment.apps\/web\s+2\/2\s+2\s+2/);
    const told = await inShop("describe", "deployment", "web");
    expect(told.output).toContain("2 desired | 2 updated | 2 total | 2 available | 0 unavailable");
    expect((await inShop("describe", "ingressroute", "web")).output).toContain("Host(`shop.localhost`)");
    expect((await inShop("logs", "--selector=app=web")).output).toContain("Hello from a pod");
  });

  it("asks for rights", async () => {
    expect((await inShop("auth", "can-i", "delete", "pods")).output).toBe("yes\n");
    expect(await inShop("auth", "can-i", "delete", "pods", "--as=jane")).toMatchObject({
      code: 1,
      output: "no\n",
    });
  });

  it("waits for conditions, and deletes until it is gone", async () => {
    const available = await inShop("wait", "--for=condition=Available", "deployment/web", "--timeout=5s");
    expect(available.output).toBe("deployment.apps/web condition met\n");
    const waiting = inShop("wait", "--for=delete", "configmap/settings", "--timeout=8s");
    const deleted = await kubectl("delete", "namespace", "shop", "--timeout=8s");
    expect(deleted.output).toBe('namespace "shop" deleted\n');
    expect((await waiting).code).toBe(0);
    expect((await kubectl("get", "namespace", "shop")).complaint).toContain('namespaces "shop" not found');
  });
});
