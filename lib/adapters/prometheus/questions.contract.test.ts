import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { healthQuestion, QUESTION_IDS, type QuestionId, questionWindow } from "@/lib/domain/health/promql";

// Against Prometheus' own engine: series as an exporter would have told them, and what the questions make of them.
const WINDOW = questionWindow(30);
const NAMESPACE = "plant";
const run = promisify(execFile);
let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "holdfast-promql-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

type Scene = {
  question: QuestionId;
  /** Seconds between two scrapes. */
  scrape: number;
  series: Readonly<Record<string, string>>;
  /** Seconds after the first scrape at which it is asked. */
  at: number;
  /** The one answer of the namespace; null for none. */
  answer: number | null;
  key?: string;
};

/** Null when the engine answers as wanted, else what it says. */
async function refusal({ question, scrape, series, at, answer, key }: Scene): Promise<string | null> {
  const { promql, key: label } = healthQuestion(question, WINDOW);
  const labels = `{namespace="${NAMESPACE}"${label === null ? "" : `, ${label}="${key}"`}}`;
  const file = join(folder, `${question}.json`);
  const asked = { expr: promql, eval_time: `${at}s` };
  const told = Object.entries(series).map(([name, values]) => ({ series: name, values }));
  await writeFile(
    file,
    JSON.stringify({
      rule_files: [],
      evaluation_interval: "10s",
      tests: [
        {
          interval: `${scrape}s`,
          input_series: told,
          promql_expr_test: [{ ...asked, exp_samples: answer === null ? [] : [{ labels, value: answer }] }],
        },
      ],
    }),
  );
  return run("promtool", ["test", "rules", file], { timeout: 20_000 }).then(
    () => null,
    (error: { stdout?: string; stderr?: string }) => `${error.stdout ?? ""}${error.stderr ?? ""}`,
  );
}

it("are all understood by Prometheus", async () => {
  const rules = QUESTION_IDS.map((id) => ({ record: id, expr: healthQuestion(id, WINDOW).promql }));
  const file = join(folder, "rules.json");
  await writeFile(file, JSON.stringify({ groups: [{ name: "questions", rules }] }));
  const { stdout } = await run("promtool", ["check", "rules", file], { timeout: 20_000 });
  expect(stdout).toContain(`SUCCESS: ${QUESTION_IDS.length} rules found`);
});

const calls = (outcome: string, pod = "web-a"): string =>
  `odoo_workflow_calls_total{namespace="${NAMESPACE}",pod="${pod}",workflow="work_order",outcome="${outcome}"}`;
const workOrders = { question: "workflow_failures", key: "work_order" } as const;

it.each<[string, Omit<Scene, "question" | "key">]>([
  [
    "one failure is none, however rare the scrapes",
    {
      scrape: 60,
      at: 330,
      series: { [calls("failed")]: "0 0 0 0 0 1", [calls("done")]: "0 0 1 2 3 4" },
      answer: 0,
    },
  ],
  [
    "one failure alone says nothing",
    { scrape: 60, at: 330, series: { [calls("failed")]: "0 0 0 0 0 1" }, answer: null },
  ],
  [
    "two failures are a fault of the place though they came a minute apart",
    { scrape: 60, at: 300, series: { [calls("failed")]: "0 0 0 1 2 2", [calls("done")]: "5x5" }, answer: 1 },
  ],
  [
    "failures count while an outcome is not served yet",
    { scrape: 5, at: 100, series: { [calls("failed")]: "0x10 3x9" }, answer: 1 },
  ],
  [
    "what went well counts while no failure is served",
    { scrape: 5, at: 100, series: { [calls("done")]: "0x10 3x9" }, answer: 0 },
  ],
  [
    "is told as a share",
    {
      scrape: 5,
      at: 100,
      series: { [calls("failed")]: "0x10 3x9", [calls("done")]: "7x10 8x9" },
      answer: 0.75,
    },
  ],
  [
    "all of it fails once nothing is done and two were tried, whatever was done in the minutes before",
    {
      scrape: 5,
      at: 120,
      series: { [calls("failed")]: "0x19 1x1 2x5", [calls("done")]: "0+1x15 15x9" },
      answer: 1,
    },
  ],
  [
    "one that is done meanwhile, in another pod too, leaves it a share",
    {
      scrape: 5,
      at: 120,
      series: {
        ...{ [calls("failed")]: "0x19 1x1 2x5", [calls("done")]: "0+1x15 15x9" },
        [calls("done", "web-b")]: "0x20 1x5",
      },
      answer: 2 / 18,
    },
  ],
  [
    "a process that begins anew has failed nothing",
    {
      scrape: 5,
      at: 100,
      series: { [calls("failed")]: "50x10 0x9", [calls("done")]: "90x10 0+1x9" },
      answer: 0,
    },
  ],
  [
    "is over with the pod that failed",
    {
      scrape: 5,
      at: 300,
      series: { [calls("failed")]: "0 1 2 3 4 5 _x60", [calls("done", "web-b")]: "0+1x60" },
      answer: 0,
    },
  ],
  [
    "does not come back while the pod that failed leaves the window",
    {
      scrape: 5,
      at: 210,
      series: { [calls("failed")]: "0+1x10 10x9 _x60", [calls("done", "web-b")]: "0+1x60" },
      answer: 0,
    },
  ],
  [
    "nobody tried",
    { scrape: 5, at: 100, series: { [calls("failed")]: "2x20", [calls("done")]: "9x20" }, answer: null },
  ],
])("of workflows: %s", async (_name, scene) => {
  expect(await refusal({ ...workOrders, ...scene })).toBeNull();
});

const of = (series: string, labels: string): string => `${series}{namespace="${NAMESPACE}",${labels}}`;
const cpu = (pod: string): string =>
  of("container_cpu_usage_seconds_total", `pod="${pod}",container="odoo",id="/kubepods/${pod}"`);
const limit = (pod: string): string =>
  of("kube_pod_container_resource_limits", `pod="${pod}",container="odoo",resource="cpu",unit="core"`);

it.each<[string, Omit<Scene, "scrape" | "at">]>([
  [
    "the processor of the busiest pod, and not what a migration takes",
    {
      question: "processor",
      series: {
        ...{
          [cpu("web-1")]: "0+15x20",
          [limit("web-1")]: "1x20",
          [cpu("web-2")]: "0+3x20",
          [limit("web-2")]: "1x20",
        },
        ...{ [cpu("migrate-1")]: "0+30x20", [limit("migrate-1")]: "1x20" },
      },
      answer: 0.5,
    },
  ],
  [
    "nothing of a processor without a limit",
    { question: "processor", series: { [cpu("web-1")]: "0+15x20" }, answer: null },
  ],
  [
    "the fullest volume",
    {
      question: "volumes",
      series: Object.fromEntries(
        [
          ["filestore", 100, 75],
          ["database", 200, 50],
        ].flatMap(([claim, capacity, available]) => [
          [of("kubelet_volume_stats_capacity_bytes", `persistentvolumeclaim="${claim}"`), `${capacity}x20`],
          [of("kubelet_volume_stats_available_bytes", `persistentvolumeclaim="${claim}"`), `${available}x20`],
        ]),
      ),
      answer: 0.75,
    },
  ],
  [
    "busy workers of all pods together",
    {
      question: "workers",
      series: {
        ...{ [of("odoo_workers", `pod="web-1"`)]: "4x20", [of("odoo_workers_busy", `pod="web-1"`)]: "3x20" },
        ...{ [of("odoo_workers", `pod="web-2"`)]: "4x20", [of("odoo_workers_busy", `pod="web-2"`)]: "1x20" },
      },
      answer: 0.5,
    },
  ],
])("tells %s", async (_name, scene) => {
  expect(await refusal({ scrape: 30, at: 480, ...scene })).toBeNull();
});

const visits = (code: string): string =>
  `traefik_service_requests_total{service="${NAMESPACE}-web-8069@kubernetescrd",code="${code}"}`;
const failed = { question: "error_ratio", scrape: 5 } as const;

it.each<[string, Scene]>([
  [
    "the last two turns where many asked in them",
    // Sixty good ones a scrape for two minutes, then thirty of sixty fail for half a minute.
    {
      ...failed,
      at: 150,
      series: { [visits("200")]: "0+60x24 1470+30x5", [visits("500")]: "0x24 30+30x5" },
      answer: 0.25,
    },
  ],
  [
    "four where few did",
    {
      ...failed,
      at: 150,
      series: { [visits("200")]: "0+4x24 98+2x5", [visits("500")]: "0x24 2+2x5" },
      answer: 0.125,
    },
  ],
  [
    "nothing where hardly anybody did",
    { ...failed, at: 150, series: { [visits("500")]: "0x24 1+1x5" }, answer: null },
  ],
])("the share of failed requests is of %s", async (_name, scene) => {
  expect(await refusal(scene)).toBeNull();
});

const resident = (pod: string): string =>
  `process_resident_memory_bytes{namespace="${NAMESPACE}",pod="${pod}"}`;
const memoryOf = (pod: string): string =>
  of("kube_pod_container_resource_limits", `pod="${pod}",container="odoo",resource="memory",unit="byte"`);
const ahead = { question: "memory_ahead", scrape: 5 } as const;

it.each<[string, Scene]>([
  [
    "adds what a pod will have grown by, of the one that grows",
    {
      ...ahead,
      at: 60,
      series: {
        ...{ [resident("web-a")]: "100+10x12", [memoryOf("web-a")]: "4000x12" },
        ...{ [resident("web-b")]: "100x12", [memoryOf("web-b")]: "4000x12" },
      },
      answer: (220 + 600 * 2) / 4000,
    },
  ],
  [
    "is the present where a start is over",
    {
      ...ahead,
      at: 60,
      series: { [resident("web-a")]: "100 300 500 600x9", [memoryOf("web-a")]: "4000x12" },
      answer: 0.15,
    },
  ],
  [
    "is the present in the first two scrapes",
    {
      ...ahead,
      at: 10,
      series: { [resident("web-a")]: "100 300", [memoryOf("web-a")]: "4000x12" },
      answer: 0.075,
    },
  ],
  [
    "is the present where it shrinks",
    {
      ...ahead,
      at: 60,
      series: { [resident("web-a")]: "1000-50x12", [memoryOf("web-a")]: "4000x12" },
      answer: 0.1,
    },
  ],
])("memory in ten minutes %s", async (_name, scene) => {
  expect(await refusal(scene)).toBeNull();
});
