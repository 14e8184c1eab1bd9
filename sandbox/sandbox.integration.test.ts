import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clusterOf } from "@/sandbox/api/testing";
import { withAdmin } from "@/sandbox/database/template";
import { databaseName, dropTenant } from "@/sandbox/database/tenant";
import { bundleProgram, eventually, testPostgresUrl } from "@/sandbox/erp/testing";
import { publishedReleases } from "@/sandbox/registry/catalogue";

const url = testPostgresUrl();
const directory = mkdtempSync(join(tmpdir(), "sandbox-main-"));
const NAMESPACE = "shop";
let program = "";
let erp = "";
let sandbox: ChildProcess | undefined;

const file = (name: string) => readFileSync(join(directory, name), "utf8").trim();
const ports = (): Record<string, number> => JSON.parse(file("ports.json"));

async function startSandbox(): Promise<void> {
  const args = [program, "--dir", directory, "--postgres-url", url, "--no-traffic"];
  sandbox = spawn(process.execPath, args, {
    env: { ...process.env, SANDBOX_ERP_PROGRAM: erp },
    stdio: "ignore",
  });
  await eventually(async () => (readdirSync(directory).includes("ready.json") ? true : undefined));
}

async function stopSandbox(signal: NodeJS.Signals): Promise<void> {
  const ended = new Promise((resolve) => sandbox?.once("exit", resolve));
  sandbox?.kill(signal);
  await ended;
}

async function api(
  method: "GET" | "POST" | "DELETE",
  path: string,
  body?: unknown,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const answer = await clusterOf(file("kubeconfig"))(method, path, body);
  return { status: answer.status, body: answer.body as Record<string, unknown> };
}

function visit(path: string, body: unknown, key: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { Host: "shop.localhost", Authorization: `bearer ${key}` };
    const outgoing = request(
      { host: "127.0.0.1", port: ports()["ingress"], path, method: "POST", headers },
      (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      },
    );
    outgoing.on("error", reject);
    outgoing.end(JSON.stringify(body));
  });
}

const secretKey = async () => {
  const { body } = await api("GET", `/api/v1/namespaces/${NAMESPACE}/secrets/erp-api`);
  const data = body["data"] as Record<string, string> | undefined;
  return data === undefined ? undefined : Buffer.from(data["key"] ?? "", "base64").toString("utf8");
};

/** The newest value Prometheus knows, asked through the API server; 0 while it knows none. */
async function measured(query: string): Promise<number> {
  const door = "/api/v1/namespaces/monitoring/services/http:prometheus-server:80/proxy";
  const { body } = await api("GET", `${door}/api/v1/query?query=${encodeURIComponent(query)}`);
  const data = body["data"] as { result: { value: [number, string] }[] } | undefined;
  return Number(data?.result[0]?.value[1] ?? 0);
}

async function restartCounts(): Promise<Record<string, number>> {
  const { body } = await api("GET", `/api/v1/namespaces/${NAMESPACE}/pods`);
  const pods = body["items"] as {
    metadata: { name: string };
    status: { containerStatuses: { restartCount: number }[] };
  }[];
  return Object.fromEntries(
    pods.map(({ metadata, status }) => [metadata.name, status.containerStatuses[0]?.restartCount ?? -1]),
  );
}

const ready = (wanted: number) =>
  eventually(async () => {
    const { body } = await api("GET", `/apis/apps/v1/namespaces/${NAMESPACE}/deployments/web`);
    return (body["status"] as Record<string, unknown>)["readyReplicas"] === wanted ? true : undefined;
  }, 20_000);

async function createEnvironment(): Promise<void> {
  const modules = publishedReleases().find((release) => release.tag === "2026.11.1")?.modules;
  const wish = JSON.stringify({ modules, companyName: "Corner Shop", currency: "SEK" });
  await api("POST", "/api/v1/namespaces", {
    metadata: { name: NAMESPACE, annotations: { "sandbox.holdfast.dev/database": wish } },
  });
  const variables = {
    PGHOST: "host",
    PGPORT: "port",
    PGUSER: "user",
    PGPASSWORD: "password",
    PGDATABASE: "dbname",
  };
  const env = Object.entries(variables).map(([name, key]) => ({
    name,
    valueFrom: { secretKeyRef: { name: "erp-database", key } },
  }));
  const web = {
    name: "web",
    image: "registry.sandbox.test/erp:2026.11.1",
    args: ["--workers=1", "--max-cron-threads=0", "--db-filter=^$(PGDATABASE)$"],
    env: [...env, { name: "ODOO_DATA_DIR", value: "/var/lib/odoo" }],
    readinessProbe: { httpGet: { path: "/web/health?db_server_status=1", port: 8069 }, periodSeconds: 1 },
    volumeMounts: [{ name: "data", mountPath: "/var/lib/odoo" }],
  };
  await api("POST", `/apis/apps/v1/namespaces/${NAMESPACE}/deployments`, {
    metadata: { name: "web" },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: "web" } },
      template: {
        metadata: { labels: { app: "web" } },
        spec: {
          terminationGracePeriodSeconds: 5,
          containers: [web],
          volumes: [{ name: "data", emptyDir: {} }],
        },
      },
    },
  });
  await api("POST", `/api/v1/namespaces/${NAMESPACE}/services`, {
    metadata: { name: "web" },
    spec: { selector: { app: "web" }, ports: [{ port: 8069 }] },
  });
  await api("POST", `/apis/traefik.io/v1alpha1/namespaces/${NAMESPACE}/ingressroutes`, {
    apiVersion: "traefik.io/v1alpha1",
    kind: "IngressRoute",
    metadata: { name: "web" },
    spec: {
      routes: [{ kind: "Rule", match: "Host(`shop.localhost`)", services: [{ name: "web", port: 8069 }] }],
    },
  });
}

beforeAll(async () => {
  [program, erp] = await Promise.all([
    bundleProgram("sandbox/main.ts", "sandbox"),
    bundleProgram("sandbox/erp/main.ts", "erp-main"),
  ]);
  await startSandbox();
}, 60_000);

afterAll(async () => {
  const owner = file("instance-id");
  await stopSandbox("SIGTERM");
  await dropTenant(url, databaseName(NAMESPACE, owner));
  for (const path of [directory, program, erp]) rmSync(path, { recursive: true, force: true });
}, 30_000);

describe("a sandbox", () => {
  it("brings an environment up from objects alone, to business through the ingress", async () => {
    await createEnvironment();
    await ready(2);
    const key = await secretKey();
    expect(await visit("/json/2/ops.smoke/run", {}, key ?? "")).toBe(200);
    expect(await visit("/json/2/sale.order/search_count", { domain: [] }, "f".repeat(40))).toBe(401);
  }, 40_000);

  it("comes back on the same ports with the same pods, also after it was killed", async () => {
    const before = ports();
    const pods = async () => {
      const { body } = await api("GET", `/api/v1/namespaces/${NAMESPACE}/pods`);
      return (body["items"] as { metadata: { name: string } }[]).map(({ metadata }) => metadata.name).sort();
    };
    const names = await pods();
    // The store is written at most half a second late.
    await new Promise((next) => setTimeout(next, 1_000));
    await stopSandbox("SIGKILL");
    rmSync(join(directory, "ready.json"));
    await startSandbox();
    expect(ports()).toEqual(before);
    await eventually(
      async () =>
        (await visit("/json/2/sale.order/search_count", { domain: [] }, (await secretKey()) ?? "")) === 200
          ? true
          : undefined,
      20_000,
    );
    expect(await pods()).toEqual(names);
  }, 40_000);

  it("measures itself: Prometheus answers as a service of the cluster, and keeps what it knew", async () => {
    await visit("/web/version", {}, "");
    const requests = () => measured(`sum(traefik_service_requests_total{service=~"${NAMESPACE}-web-.+"})`);
    const pods = () => measured('count(kube_pod_status_ready{condition="true"})');
    await eventually(async () => ((await requests()) > 0 && (await pods()) >= 3 ? true : undefined), 30_000);
    const known = `count_over_time(up{job="traefik"}[10m])`;
    const before = await measured(known);
    const restarts = await restartCounts();
    await stopSandbox("SIGTERM");
    await startSandbox();
    await eventually(async () => ((await measured(known)) > before ? true : undefined), 30_000);
    expect(await restartCounts()).toEqual(restarts);
  }, 60_000);

  it("drops the database and ends the processes with the namespace", async () => {
    const name = databaseName(NAMESPACE, file("instance-id"));
    await api("DELETE", `/api/v1/namespaces/${NAMESPACE}`);
    await eventually(
      () =>
        withAdmin(url, undefined, async (client) =>
          (await client.query("SELECT 1 FROM pg_roles WHERE rolname = $1", [name])).rowCount === 0
            ? true
            : undefined,
        ),
      20_000,
    );
    const { body } = await api("GET", "/api/v1/namespaces/monitoring/pods");
    const kept = (body["items"] as { metadata: { uid: string } }[]).map(({ metadata }) => metadata.uid);
    expect(kept).toHaveLength(1);
    expect(readdirSync(join(directory, "pods"))).toEqual(kept);
    expect(readdirSync(join(directory, "processes"))).toHaveLength(1);
  }, 30_000);
});
