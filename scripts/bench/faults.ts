// From a fault to the page that tells it: switches on one fault of the sandbox's registry after the other, in turn on
// every live plant and at moments spread over the interval, and waits until the health that the page reads tells it in
// the right domain by the right sentence. Wanted: two intervals and a second, counted from when the first pod with the
// fault serves people. Needs a running product (npm start) that is well; ends with 1 when one was told later, or not.
//   npx tsx scripts/bench/faults.ts [ROUNDS] [FAULTS, such as slow,errors]
import { readFileSync } from "node:fs";
import { clusterOf } from "@/sandbox/api/testing";
import { type ErpClient, erpClient } from "@/sandbox/traffic/client";
import { signIn, sleep, stateFile } from "./product";

const ROUNDS = Number(process.argv[2] ?? 1);
const ONLY = process.argv[3]?.split(",");
const REGISTRY = "registry.sandbox.test/erp";
/** What the product was started with; a longer one here than there would make the bound too easy. */
const INTERVAL_SECONDS = Number(process.env["HOLDFAST_HEALTH_SECONDS"] ?? 30);
const LOOK_MS = 250;
const LONGEST_MS = 3_000 * INTERVAL_SECONDS + 60_000;
const SETTLED_MS = 600_000;

type Fault = {
  name: string;
  /** The release that has it; null for the scheduler, which is taken away. */
  tag: string | null;
  domain: string;
  sentence: RegExp;
};
const FAULTS: readonly Fault[] = [
  {
    ...{ name: "work orders", tag: "2026.11.3", domain: "business" },
    sentence: /^Work orders cannot be confirmed since .+: failed work orders .+, limit /,
  },
  {
    ...{ name: "slow", tag: "2026.11.7", domain: "application" },
    sentence: /^Pages are (very )?slow since .+: response time p95 .+, limit /,
  },
  {
    ...{ name: "errors", tag: "2026.11.9", domain: "application" },
    sentence: /^(Some|Many) pages fail since .+: failed requests .+, limit /,
  },
  {
    ...{ name: "leak", tag: "2026.11.8", domain: "platform" },
    sentence: /^Memory (grows fast|is about to run out|runs short|is used up) since .+: memory .+, limit /,
  },
  {
    ...{ name: "cron", tag: null, domain: "application" },
    sentence: /^Scheduled jobs (do not run|lag) since .+: .+, limit /,
  },
];

type Signal = { state: string; sentence: string };
type Health = {
  at: string | null;
  stale: boolean;
  domains: { id: string; state: string; signals: Signal[] }[];
};
type Plant = { id: string; name: string; namespace: string };
type Told = { seconds: number | null; sentence: string };
type Row = { fault: Fault; plant: string } & Told;

// Whoever ends this early does not leave a fault behind.
const stop = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const)
  process.once(name, () => stop.abort(new Error("It was ended early.")));

const session = await signIn("release_manager");
const ask = clusterOf(readFileSync(stateFile("sandbox/kubeconfig"), "utf8"));

async function cluster<T>(method: "GET" | "PATCH", path: string, body?: unknown): Promise<T> {
  const answer = await ask(method, path, body);
  if (answer.status >= 300)
    throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body as T;
}

const deployment = ({ namespace }: Plant, name: string) =>
  `/apis/apps/v1/namespaces/${namespace}/deployments/${name}`;
const healthOf = ({ id }: Plant) => session.get<Health>(`/api/v1/environments/${id}/health`);

/** Environments in which people work all day: whatever a fault does is met there. */
async function livePlants(): Promise<Plant[]> {
  const { items } = await session.get<{ items: { id: string; stage: string }[] }>(
    "/api/v1/environments?limit=100",
  );
  const production = items.filter(({ stage }) => stage === "production");
  return Promise.all(production.map(({ id }) => session.get<Plant>(`/api/v1/environments/${id}`)));
}

type Pod = {
  metadata: { deletionTimestamp?: string };
  spec: { containers: { image: string }[] };
  status: { conditions?: { type: string; status: string }[] };
};
async function podsOf({ namespace }: Plant, component: string): Promise<Pod[]> {
  const selector = encodeURIComponent(`app.kubernetes.io/component=${component}`);
  const path = `/api/v1/namespaces/${namespace}/pods?labelSelector=${selector}`;
  return (await cluster<{ items: Pod[] }>("GET", path)).items;
}
const isReady = ({ metadata, status }: Pod) =>
  metadata.deletionTimestamp === undefined &&
  (status.conditions ?? []).some(({ type, status: is }) => type === "Ready" && is === "True");

async function until(what: string, limitMs: number, holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + limitMs;
  while (!(await holds())) {
    stop.signal.throwIfAborted();
    if (Date.now() > end) throw new Error(`Not within ${limitMs / 1_000} s: ${what}.`);
    await sleep(LOOK_MS);
  }
}

type Deployment = { spec: { template: { spec: { containers: { name: string; image: string }[] } } } };

/** Puts the fault there, past Holdfast, as somebody with kubectl would; answers what takes it away again. */
async function switchOn(fault: Fault, plant: Plant): Promise<() => Promise<unknown>> {
  if (fault.tag === null) {
    const scale = (replicas: number) => cluster("PATCH", deployment(plant, "cron"), { spec: { replicas } });
    await scale(0);
    return () => scale(1);
  }
  const web = deployment(plant, "web");
  const { spec } = await cluster<Deployment>("GET", web);
  const containers = spec.template.spec.containers;
  const put = (changed: typeof containers) =>
    cluster("PATCH", web, { spec: { template: { spec: { containers: changed } } } });
  const image = `${REGISTRY}:${fault.tag}`;
  await put(containers.map((container, index) => (index === 0 ? { ...container, image } : container)));
  return () => put(containers);
}

/** Resolves when the first pod with the fault serves people, or the last scheduler is gone. */
const isOn = (fault: Fault, plant: Plant): Promise<void> =>
  until(`${fault.name} is on at ${plant.name}`, 120_000, async () =>
    fault.tag === null
      ? (await podsOf(plant, "cron")).length === 0
      : (await podsOf(plant, "web")).some(
          (pod) => isReady(pod) && pod.spec.containers[0]?.image === `${REGISTRY}:${fault.tag}`,
        ),
  );

const told = (health: Health, { domain, sentence }: Fault): string | undefined =>
  health.domains
    .find(({ id, state }) => id === domain && (state === "bad" || state === "warn"))
    ?.signals.find((signal) => sentence.test(signal.sentence))?.sentence;

/** Whatever this measures begins in a plant that is well: all but its recoveries, which nobody proved yet. */
const settled = (plant: Plant): Promise<void> =>
  until(`${plant.name} is well`, SETTLED_MS, async () => {
    const { stale, domains } = await healthOf(plant);
    return !stale && domains.every(({ id, state }) => id === "continuity" || state === "good");
  });

/** Resolves when the next turn has been written; answers how long after the one before. */
async function nextTurn(plant: Plant): Promise<number> {
  const { at: before } = await healthOf(plant);
  let at = before;
  await until("health is read again", 400_000, async () => {
    ({ at } = await healthOf(plant));
    return at !== before;
  });
  return Date.parse(at ?? "") - Date.parse(before ?? "");
}

/** One work order after the other, so that how often people work is no part of what is measured. */
async function work({ namespace }: Plant, stopping: AbortSignal): Promise<void> {
  const { data } = await cluster<{ data: { key: string } }>(
    "GET",
    `/api/v1/namespaces/${namespace}/secrets/erp-api`,
  );
  const path = `/apis/traefik.io/v1alpha1/namespaces/${namespace}/ingressroutes`;
  const host = /Host\(`([^`]+)`\)/.exec(JSON.stringify(await cluster("GET", path)))?.[1] ?? "";
  const { ingress } = JSON.parse(readFileSync(stateFile("sandbox/ports.json"), "utf8")) as {
    ingress: number;
  };
  const key = Buffer.from(data.key, "base64").toString("utf8");
  const erp = erpClient({ ingressPort: ingress, host, key });
  while (!stopping.aborted) {
    await workOrder(erp).catch(() => undefined);
    await sleep(1_500);
  }
}

async function workOrder(erp: ErpClient): Promise<void> {
  const values = {
    product_id: 1,
    product_qty: 5,
    move_raw_ids: [[0, 0, { product_id: 25, product_uom_qty: 5 }]],
  };
  const ids = await erp.call("mrp.production", "create", { vals_list: [values] });
  await erp.call("mrp.production", "action_confirm", { ids });
  await erp.call("mrp.production", "button_mark_done", { ids });
}

async function measure(fault: Fault, plant: Plant, limitMs: number): Promise<Told> {
  const off = await switchOn(fault, plant);
  try {
    await isOn(fault, plant);
    const began = Date.now();
    while (Date.now() - began < limitMs) {
      stop.signal.throwIfAborted();
      const sentence = told(await healthOf(plant), fault);
      if (sentence !== undefined) return { seconds: (Date.now() - began) / 1_000, sentence };
      await sleep(LOOK_MS);
    }
    return { seconds: null, sentence: `not told within ${limitMs / 1_000} s` };
  } finally {
    await off();
  }
}

const plants = await livePlants();
const faults = FAULTS.filter(({ name }) => ONLY?.includes(name) ?? true);
const working = plants.map((plant) => work(plant, stop.signal));
const [first] = plants;
if (first === undefined || faults.length === 0) throw new Error("There is no live plant, or no such fault.");
for (const plant of plants) await settled(plant);
const boundSeconds = 2 * INTERVAL_SECONDS + 1;
const turn = (await nextTurn(first)) / 1_000;
if (turn > 1.5 * INTERVAL_SECONDS || turn < INTERVAL_SECONDS / 4)
  throw new Error(`Health is read every ${turn} s there: say so in HOLDFAST_HEALTH_SECONDS.`);
console.log(
  `Health is read every ${INTERVAL_SECONDS} s (${turn.toFixed(1)} s just now): wanted are ${boundSeconds} s.`,
);

const rows: Row[] = [];
for (let round = 0; round < ROUNDS; round += 1) {
  for (const [index, fault] of faults.entries()) {
    const plant = plants[(round + index) % plants.length] ?? first;
    await settled(plant);
    await nextTurn(plant);
    await sleep((INTERVAL_SECONDS * 1_000 * (round + 0.5)) / ROUNDS);
    const row = { fault, plant: plant.name, ...(await measure(fault, plant, LONGEST_MS)) };
    rows.push(row);
    const seconds = row.seconds === null ? "–" : row.seconds.toFixed(1);
    console.log(
      `${fault.name.padEnd(12)} ${plant.name.padEnd(24)} ${seconds.padStart(6)} s  ${row.sentence}`,
    );
  }
}
stop.abort();
await Promise.all(working);

console.log(`\nfault        domain        worst of ${ROUNDS}  bound  met`);
for (const fault of faults) {
  const own = rows
    .filter((row) => row.fault === fault)
    .map(({ seconds }) => seconds ?? Number.POSITIVE_INFINITY);
  const worst = Math.max(...own);
  const met = worst <= boundSeconds;
  const cells = [fault.name.padEnd(12), fault.domain.padEnd(12), worst.toFixed(1).padStart(10)];
  console.log(`${cells.join(" ")} s  ${boundSeconds} s  ${met ? "yes" : "NO"}`);
  if (!met) process.exitCode = 1;
}
process.exit();
