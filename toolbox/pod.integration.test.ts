import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { clusterOf } from "@/sandbox/api/testing";
import { withAdmin } from "@/sandbox/database/template";
import { databaseName, dropTenant } from "@/sandbox/database/tenant";
import { bundleProgram, eventually, testPostgresUrl } from "@/sandbox/erp/testing";

const url = testPostgresUrl();
const directory = mkdtempSync(join(tmpdir(), "toolbox-pod-"));
const NAMESPACE = "plant";
let programs: string[] = [];
let sandbox: ChildProcess | undefined;

const file = (name: string) => readFileSync(join(directory, name), "utf8").trim();
const api = async (method: "GET" | "POST", path: string, body?: unknown) =>
  (await clusterOf(file("kubeconfig"))(method, path, body)).body as Record<string, unknown>;

beforeAll(async () => {
  programs = await Promise.all([
    bundleProgram("sandbox/main.ts", "toolbox-sandbox"),
    bundleProgram("sandbox/erp/main.ts", "toolbox-erp"),
    bundleProgram("toolbox/main.ts", "toolbox-pod"),
  ]);
  const [program = "", erp = "", toolbox = ""] = programs;
  const args = [program, "--dir", directory, "--postgres-url", url, "--no-traffic"];
  const env = { ...process.env, SANDBOX_ERP_PROGRAM: erp, SANDBOX_TOOLBOX_PROGRAM: toolbox };
  sandbox = spawn(process.execPath, args, { env, stdio: "ignore" });
  await eventually(async () => (readdirSync(directory).includes("ready.json") ? true : undefined), 20_000);
  const wish = { modules: [{ name: "base", version: "19.0.1.3.0" }], companyName: "Plant", currency: "EUR" };
  const annotations = { "sandbox.holdfast.dev/database": JSON.stringify(wish) };
  await api("POST", "/api/v1/namespaces", { metadata: { name: NAMESPACE, annotations } });
  for (const name of ["filestore", "backups"])
    await api("POST", `/api/v1/namespaces/${NAMESPACE}/persistentvolumeclaims`, {
      metadata: { name },
      spec: { accessModes: ["ReadWriteMany"], resources: { requests: { storage: "1Gi" } } },
    });
  await eventually(async () => {
    const secret = await api("GET", `/api/v1/namespaces/${NAMESPACE}/secrets/erp-database`);
    return secret["data"] === undefined ? undefined : true;
  }, 20_000);
}, 60_000);

afterAll(async () => {
  const owner = file("instance-id");
  const ended = new Promise((resolve) => sandbox?.once("exit", resolve));
  sandbox?.kill("SIGTERM");
  await ended;
  await dropTenant(url, databaseName(NAMESPACE, owner));
  for (const path of [directory, ...programs]) rmSync(path, { recursive: true, force: true });
}, 30_000);

const fromSecret = (name: string, key: string) => ({
  name,
  valueFrom: { secretKeyRef: { name: "erp-database", key } },
});

/** A Job as a cluster gets it: settings from secrets, everything else by mount path. */
function job(name: string) {
  const env = [
    ...[fromSecret("PGHOST", "host"), fromSecret("PGPORT", "port"), fromSecret("PGUSER", "user")],
    ...[fromSecret("PGPASSWORD", "password"), fromSecret("PGDATABASE", "dbname")],
    { name: "RESTIC_REPOSITORY", value: "/backups/plant" },
    { name: "RESTIC_PASSWORD", value: "correct horse" },
    { name: "FILESTORE", value: "/var/lib/odoo/filestore" },
    { name: "SCRATCH", value: "/scratch" },
    { name: "OPERATION", value: name },
  ];
  const volumes = [
    { name: "data", persistentVolumeClaim: { claimName: "filestore" } },
    { name: "backups", persistentVolumeClaim: { claimName: "backups" } },
    { name: "scratch", emptyDir: {} },
  ];
  const volumeMounts = [
    { name: "data", mountPath: "/var/lib/odoo" },
    { name: "backups", mountPath: "/backups" },
    { name: "scratch", mountPath: "/scratch" },
  ];
  const container = {
    name: "toolbox",
    image: "registry.sandbox.test/toolbox:1",
    args: ["backup"],
    env,
    volumeMounts,
  };
  const template = { spec: { restartPolicy: "Never", containers: [container], volumes } };
  return { apiVersion: "batch/v1", kind: "Job", metadata: { name }, spec: { backoffLimit: 0, template } };
}

it("runs as a Job and leaves its report in the pod's termination message", async () => {
  const database = databaseName(NAMESPACE, file("instance-id"));
  const sha1 = createHash("sha1").update("a delivery note").digest("hex");
  const folder = join(directory, "volumes", NAMESPACE, "filestore", "filestore", database, sha1.slice(0, 2));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, sha1), "a delivery note");
  const row = `INSERT INTO ir_attachment (name, store_fname) VALUES ('note', '${sha1.slice(0, 2)}/${sha1}')`;
  await withAdmin(url, database, (client) => client.query(row));

  await api("POST", `/apis/batch/v1/namespaces/${NAMESPACE}/jobs`, job("pod-1-backup"));
  const message = await eventually(async () => {
    const pods = await api("GET", `/api/v1/namespaces/${NAMESPACE}/pods`);
    return terminationMessage(pods["items"]);
  }, 40_000);
  expect(JSON.parse(message)).toMatchObject({
    ok: true,
    operation: "pod-1-backup",
    attachments: { total: 1, present: 1, percent: 100 },
    rowCounts: { sale_order: 42 },
  });
  expect(readdirSync(join(directory, "volumes", NAMESPACE, "backups", "plant"))).toContain("snapshots");
}, 60_000);

type Pod = { status?: { containerStatuses?: { state?: { terminated?: { message?: string } } }[] } };

function terminationMessage(items: unknown): string | undefined {
  const [pod] = items as Pod[];
  return pod?.status?.containerStatuses?.[0]?.state?.terminated?.message;
}
