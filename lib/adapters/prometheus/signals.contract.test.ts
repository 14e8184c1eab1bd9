import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { createClusters } from "@/lib/adapters/kubernetes/clusters";
import { WORKFLOW_IDS } from "@/lib/domain/health/domains";
import type { MetricsSource } from "@/lib/domain/health/metrics-source";
import { healthQuestion, QUESTION_IDS } from "@/lib/domain/health/promql";
import { SIGNAL_NAMES } from "@/lib/domain/health/signal";
import { RefusedFailure } from "@/lib/ports/failure";
import { failureOf, shortId, testKubeconfigText } from "@/lib/testing/cluster-contract";
import { signalsContract } from "@/lib/testing/signals-contract";
import { sceneNamespace, sceneObjects, visit } from "@/lib/testing/signals-scene";
import { createSignals } from "./signals";

// Against the sandbox's Prometheus, ingress and ERP: visits are made, and read back.
const CLUSTER = "sandbox";
const source: MetricsSource = {
  kind: "service",
  namespace: "monitoring",
  service: "prometheus-server",
  port: 80,
};
const kubeconfig = testKubeconfigText();
const clusters = createClusters({ loadKubeconfig: async () => ({ kubeconfig, context: null }) });
const signals = createSignals(clusters, {
  loadMetricsSource: async (id) => (id === CLUSTER ? source : null),
});
const namespace = `hf-signals-${shortId()}`;
const host = `${namespace}.localhost`;
const ingressPort = Number(process.env["SANDBOX_INGRESS_PORT"]);
const target = { clusterId: CLUSTER, namespace };
/** A course needs a few points. */
const LEAST_WINDOW_MS = 12_000;
const limit = AbortSignal.timeout(120_000);
const options = { fieldManager: "holdfast", force: true, signal: limit };
let window = { from: new Date(), to: new Date() };

beforeAll(async () => {
  const { objects, waits } = await clusters.open(CLUSTER);
  await objects.apply([sceneNamespace(namespace)], options);
  await vi.waitUntil(async () => (await objects.readSecret(namespace, "erp-api", limit)) !== null, {
    timeout: 30_000,
    interval: 200,
  });
  await objects.apply(sceneObjects(namespace, host), options);
  expect(await waits.rollout(namespace, ["web"], { signal: limit, onProgress: () => undefined })).toBeNull();
  await measured(() => new Date(Date.now() - 20_000), 0);
  const from = new Date();
  const answers: number[] = [];
  for (let count = 0; count < 40; count += 1) answers.push(await visit(ingressPort, host, "/web/login"));
  expect(answers.filter((status) => status === 200)).toHaveLength(30);
  expect(answers.filter((status) => status === 503)).toHaveLength(10);
  await measured(() => from, 40);
  window = { from, to: new Date() };
}, 120_000);

afterAll(async () => {
  const { objects } = await clusters.open(CLUSTER);
  await objects.remove({ apiVersion: "v1", kind: "Namespace", name: namespace }, limit);
});

/** Reads until every signal has something behind it, and as many requests as were made. */
async function measured(from: () => Date, made: number): Promise<void> {
  await vi.waitUntil(
    async () => {
      const range = { window: { from: from(), to: new Date() }, track: "all" as const };
      const seen = await signals.read(target, SIGNAL_NAMES, { ...range, signal: limit });
      const requests = seen.get("error_ratio")?.samples;
      if (made > 0 && Date.now() - from().getTime() < LEAST_WINDOW_MS) return false;
      const others = ["restarts", "failed_jobs", "memory"] as const;
      return requests === made && others.every((name) => (seen.get(name)?.samples ?? 0) > 0);
    },
    { timeout: 60_000, interval: 500 },
  );
}

signalsContract("a real Prometheus", () => ({
  signals,
  target,
  window,
  clusterWithoutSource: "bare",
  quiet: { clusterId: CLUSTER, namespace: "hf-signals-nothing" },
}));

it("tells what answers at a place, and that nothing does", async () => {
  expect((await signals.probe(CLUSTER, source, limit)).version).toMatch(/^\d+\.\d+/);
  const nobody = { ...source, service: "nobody" };
  expect(String(await failureOf(signals.probe(CLUSTER, nobody, limit)))).toContain("nobody");
  // The ERP answers on that path too, but is no Prometheus.
  const erp = { ...source, namespace, service: "web", port: 8069 };
  const refused = await failureOf(signals.probe(CLUSTER, erp, limit));
  expect(refused).toBeInstanceOf(RefusedFailure);
  expect(String(refused)).toContain("what is no answer of Prometheus");
});

it("answers every question about health for all namespaces at once, by its own clock", async () => {
  const asked = QUESTION_IDS.map((id) => ({ id, ...healthQuestion(id, 60) }));
  const wrong = { id: "wrong", promql: "sum by (namespace) (", key: null };
  const answers = await signals.sweep(CLUSTER, [wrong, ...asked], limit);
  expect(answers.get("wrong")?.failure).toContain("parse error");
  for (const { id } of asked) expect(answers.get(id)?.failure, id).toBeNull();
  const readingOf = (id: string, key: string | null = null) =>
    answers.get(id)?.values.find((one) => one.namespace === namespace && one.key === key)?.value;
  expect(Math.abs((answers.get("cron_failing")?.at?.getTime() ?? 0) - Date.now())).toBeLessThan(10_000);
  for (const id of ["cron_failing", "job_backlog", "job_failures", "mail_failures", "lock_waits", "restarts"])
    expect(readingOf(id), id).toBe(0);
  // Nobody has confirmed anything here: it would be seen, and there is no share of nothing. Two are only ever tried.
  for (const workflow of WORKFLOW_IDS.filter((id) => id !== "sign_in" && id !== "label")) {
    expect(readingOf("workflow_seen", workflow), workflow).toBe(0);
    expect(readingOf("workflow_failures", workflow), workflow).toBeUndefined();
  }
  expect(readingOf("database_size")).toBeGreaterThan(1_000_000);
  expect(readingOf("connections")).toBeGreaterThan(0);
});

it("says why it does not know where no Prometheus is registered", async () => {
  const asked = [{ id: "one", promql: "up", key: null }];
  const answer = (await signals.sweep("bare", asked, limit)).get("one");
  expect(answer).toMatchObject({ values: [], failure: "No Prometheus is registered for this cluster." });
});
