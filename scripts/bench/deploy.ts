// Approve → rolled out through Holdfast, against `kubectl apply` and `kubectl rollout status` of the same manifests on
// the same sandbox, alternating in one run. Needs a running product (npm start) and kubectl.
//   npx tsx scripts/bench/deploy.ts [ROUNDS]
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { address, quantile, type Session, signIn, sleep, stateFile } from "./product";

const ROUNDS = Number(process.argv[2] ?? 5);
const ENVIRONMENT = "Guelph staging";
/** Two images with the same modules, so that neither direction needs a module update or is a downgrade. */
const RELEASES = ["2026.11.1", "2026.11.8"] as const;
const LIMIT_MS = 120_000;

type Page<T> = { items: T[] };
type Environment = { id: string; name: string; namespace: string; release: { name: string } | null };
/** What governing a change may cost beside its rollout. */
const WANTED = 1.15;

type Change = { id: string; version: number; operationId: string | null; state: string; outcome: string };
type Operation = { state: string; sentence: string; steps: { name: string; finishedAt: string | null }[] };

const kubeconfig = process.env["KUBECONFIG"] ?? stateFile("sandbox/kubeconfig");
const run = promisify(execFile);
/** Not synchronous: closed connections to the product must be noticed while kubectl runs. */
const kubectl = (...args: string[]) =>
  run("kubectl", ["--kubeconfig", kubeconfig, ...args], { timeout: LIMIT_MS });

async function ensureRelease(developer: Session, name: string): Promise<string> {
  const known = await developer.get<Page<{ id: string; name: string }>>(`/api/v1/releases?search=${name}`);
  const found = known.items.find((each) => each.name === name);
  if (found !== undefined) return found.id;
  const ports = JSON.parse(readFileSync(stateFile("sandbox/ports.json"), "utf8")) as { registry: number };
  const base = `http://127.0.0.1:${ports.registry}/v2/erp`;
  const manifest = await fetch(`${base}/manifests/${name}`);
  const { config } = (await manifest.json()) as { config: { digest: string } };
  const blob = (await (await fetch(`${base}/blobs/${config.digest}`)).json()) as {
    config: { Labels: Record<string, string> };
  };
  const { Labels: labels } = blob.config;
  const release = await developer.post<{ id: string }>("/api/v1/releases", {
    name,
    repository: "registry.sandbox.test/erp",
    digest: manifest.headers.get("docker-content-digest"),
    sourceRevision: labels["dev.holdfast.source-revision"],
    modules: JSON.parse(labels["dev.holdfast.modules"] ?? "[]") as unknown,
    configuration: { limit_time_real_cron: "600", limit_time_cpu: "60", limit_time_real: "120" },
  });
  return release.id;
}

/** Milliseconds from the approval's request to the end of the rollout step. */
async function throughHoldfast(
  people: { developer: Session; manager: Session },
  environmentId: string,
  releaseId: string,
) {
  const draft = await people.developer.post<Change>("/api/v1/changes", {
    environmentId,
    releaseId,
    title: "Benchmark",
    reason: "Measures approve to rolled out.",
    rollbackPlan: "By itself.",
  });
  const sent = await people.developer.post<Change>(`/api/v1/changes/${draft.id}/submit`, {
    version: draft.version,
  });
  const began = Date.now();
  const approved = await people.manager.post<Change>(`/api/v1/changes/${draft.id}/approve`, {
    version: sent.version,
  });
  const started = await people.manager.post<Change>(`/api/v1/changes/${draft.id}/start`, {
    version: approved.version,
  });
  for (;;) {
    const operation = await people.manager.get<Operation>(`/api/v1/operations/${started.operationId}`);
    if (operation.state === "succeeded") {
      const rollout = operation.steps.find(({ name }) => name === "rollout")?.finishedAt;
      return Date.parse(rollout ?? "") - began;
    }
    if (["failed", "rolled_back", "cancelled"].includes(operation.state)) throw new Error(operation.sentence);
    if (Date.now() - began > LIMIT_MS) throw new Error("The operation did not end in time.");
    await sleep(250);
  }
}

async function throughKubectl(namespace: string, file: string): Promise<number> {
  const began = Date.now();
  await kubectl("apply", "--server-side", "--force-conflicts", "--field-manager=bench", "-f", file);
  await kubectl("-n", namespace, "rollout", "status", "deployment/web", `--timeout=${LIMIT_MS / 1000}s`);
  await kubectl("-n", namespace, "rollout", "status", "deployment/cron", `--timeout=${LIMIT_MS / 1000}s`);
  return Date.now() - began;
}

/** The manifests as Holdfast rendered them, written once per release for kubectl. */
async function manifestFiles(environmentId: string): Promise<Map<string, string>> {
  const { DATABASE_URL } = JSON.parse(readFileSync(stateFile("environment.json"), "utf8")) as {
    DATABASE_URL: string;
  };
  const client = new pg.Client({ connectionString: DATABASE_URL });
  await client.connect();
  const { rows } = await client.query<{ name: string; objects: unknown[] }>(
    "SELECT release.name, manifest.objects FROM manifest JOIN release ON release.id = manifest.release_id WHERE environment_id = $1",
    [environmentId],
  );
  await client.end();
  const folder = mkdtempSync(path.join(tmpdir(), "holdfast-bench-"));
  return new Map(
    rows.map(({ name, objects }) => {
      const file = path.join(folder, `${name}.json`);
      writeFileSync(file, JSON.stringify({ apiVersion: "v1", kind: "List", items: objects }));
      return [name, file];
    }),
  );
}

const people = { developer: await signIn("developer"), manager: await signIn("release_manager") };
const ids = new Map<string, string>();
for (const name of RELEASES) ids.set(name, await ensureRelease(people.developer, name));
const found = await people.manager.get<Page<Environment>>(
  `/api/v1/environments?search=${encodeURIComponent(ENVIRONMENT)}`,
);
const environmentId = found.items[0]?.id ?? "";
const { namespace, release } = await people.manager.get<Environment>(`/api/v1/environments/${environmentId}`);
const other = RELEASES.find((name) => name !== release?.name) ?? RELEASES[0];
const back = RELEASES.find((name) => name !== other) ?? RELEASES[1];
const idOf = (name: string) => ids.get(name) ?? "";

// Once each way without counting, so that both renderings exist and caches are warm.
await throughHoldfast(people, environmentId, idOf(other));
await throughHoldfast(people, environmentId, idOf(back));
const files = await manifestFiles(environmentId);
const holdfast: number[] = [];
const raw: number[] = [];
for (let round = 0; round < ROUNDS; round += 1) {
  holdfast.push(await throughHoldfast(people, environmentId, idOf(other)));
  raw.push(await throughKubectl(namespace, files.get(back) ?? ""));
  raw.push(await throughKubectl(namespace, files.get(other) ?? ""));
  holdfast.push(await throughHoldfast(people, environmentId, idOf(back)));
}
const [through, past] = [quantile(holdfast, 0.5), quantile(raw, 0.5)];
console.log(`${address()} · ${ENVIRONMENT} · ${holdfast.length} deployments each way`);
console.log(`Holdfast, approve to rolled out: median ${through} ms (${holdfast.join(", ")})`);
console.log(`kubectl apply + rollout status:  median ${past} ms (${raw.join(", ")})`);
console.log(`ratio ${(through / past).toFixed(2)} (wanted: ${WANTED} or less)`);
process.exitCode = through / past <= WANTED ? 0 : 1;
