import { expect, type Page, test } from "@playwright/test";
import { expectSound } from "./accessibility";
import { ask } from "./cluster";
import { pageAs } from "./people";

type Environment = { id: string; name: string; namespace: string };
type Signal = { id: string; state: string; since: string; value: number | null; sentence: string };
type Health = {
  state: string;
  sentence: string;
  at: string | null;
  stale: boolean;
  workflows: { id: string; state: string; sentence: string }[];
  domains: { id: string; state: string; signals: Signal[] }[];
};
type Deployment = {
  spec: { replicas: number; template: { spec: { containers: { name: string; image: string }[] } } };
};

const PLACE = "Leoben production";
/** Faults of the sandbox's registry, by tag; the images of the fleet are given by digest. */
const FAULTS = { workOrders: "2026.11.3", slow: "2026.11.7", errors: "2026.11.9" };
const REGISTRY = "registry.sandbox.test/erp";
const INTERVAL_SECONDS = Number(process.env["HOLDFAST_HEALTH_SECONDS"] ?? 10);

/** What a question looks back at (four turns), three readings in a row, and a rollout. */
const LONGEST_WAIT_MS = Math.max(200_000, 12 * INTERVAL_SECONDS * 1_000);

async function place(page: Page): Promise<Environment> {
  const listed = (await (await page.request.get("/api/v1/environments?limit=100")).json()) as {
    items: Environment[];
  };
  const found = listed.items.find(({ name }) => name === PLACE);
  if (found === undefined) throw new Error(`There is no ${PLACE}.`);
  return (await (await page.request.get(`/api/v1/environments/${found.id}`)).json()) as Environment;
}

async function healthOf(page: Page, { id }: Environment): Promise<Health> {
  const answer = await page.request.get(`/api/v1/environments/${id}/health`);
  expect(answer.ok(), await answer.text()).toBe(true);
  return (await answer.json()) as Health;
}

const signalOf = ({ domains }: Health, id: string): Signal | undefined =>
  domains.flatMap(({ signals }) => signals).find((signal) => signal.id === id);

const deployment = (namespace: string, name: string) =>
  `/apis/apps/v1/namespaces/${namespace}/deployments/${name}`;

/** Puts another image under the web pods past Holdfast, as somebody with kubectl would; answers the one before. */
async function putImage(namespace: string, image: string): Promise<string> {
  const path = deployment(namespace, "web");
  const { spec } = (await ask(path)) as Deployment;
  const containers = spec.template.spec.containers;
  const before = containers[0]?.image ?? "";
  const changed = containers.map((container, index) => (index === 0 ? { ...container, image } : container));
  await ask(path, { method: "PATCH", body: { spec: { template: { spec: { containers: changed } } } } });
  return before;
}

const scale = (namespace: string, name: string, replicas: number) =>
  ask(deployment(namespace, name), { method: "PATCH", body: { spec: { replicas } } });

/** Faults last for minutes until they are told and over: asked for by E2E_LONG, so that the others stay short. */
const LONG = { tag: "@long" };

/** Waits until a signal stands as wanted; answers it. */
async function waitFor(
  page: Page,
  where: Environment,
  id: string,
  states: readonly string[],
): Promise<Signal> {
  let signal: Signal | undefined;
  await expect
    .poll(
      async () => {
        signal = signalOf(await healthOf(page, where), id);
        return states.includes(signal?.state ?? "");
      },
      { timeout: LONGEST_WAIT_MS, intervals: [1_000], message: `${id} ${states.join(" or ")}` },
    )
    .toBe(true);
  if (signal === undefined) throw new Error(`There is no signal ${id}.`);
  return signal;
}

test("a healthy plant raises nothing: every domain of its page is measured and none hurts", async ({
  browser,
}) => {
  const page = await pageAs(browser, "release_manager");
  const where = await place(page);
  const flows = ["work_orders", "sale_orders", "stock_moves", "purchases", "invoices"];
  for (const id of [
    ...flows,
    "check_sign_in",
    "check_label",
    "latency_p95",
    "scheduler",
    "lock_waits",
    "pods_not_ready",
    "processor",
    "volumes",
  ])
    await waitFor(page, where, id, ["good"]);
  const health = await healthOf(page, where);
  const serving = health.domains.filter(({ id }) => id !== "continuity");
  expect(serving.map(({ id, state }) => `${id} ${state}`).sort()).toEqual(
    ["application", "business", "database", "integration", "platform"].map((id) => `${id} good`),
  );
  expect(health.workflows.map(({ state }) => state)).toEqual(Array(7).fill("good"));

  await page.goto(`/environments/${where.id}`);
  const section = page.getByRole("region", { name: "What your people do" });
  await expect(section.getByText("Confirm work orders")).toBeVisible();
  await expect(page.getByRole("region", { name: "Six domains" }).getByText("Business flow")).toBeVisible();
  await expect(page.getByRole("figure", { name: "Response time p95" })).toBeVisible();
  await expectSound(page);
});

test(
  "work orders that fail are told in the business flow, live, with value and limit, and so is that it is over",
  LONG,
  async ({ browser }) => {
    test.setTimeout(2 * LONGEST_WAIT_MS + 80_000);
    const page = await pageAs(browser, "release_manager");
    const where = await place(page);
    await waitFor(page, where, "work_orders", ["good"]);
    await page.goto(`/environments/${where.id}`);
    await expect(page.getByText(/^Live/).first()).toBeVisible();
    const before = await putImage(where.namespace, `${REGISTRY}:${FAULTS.workOrders}`);
    try {
      const sentence = /Work orders cannot be confirmed since .+: failed work orders \d+\s%, limit 40\s%/;
      await expect(page.getByText(sentence).first()).toBeVisible({ timeout: LONGEST_WAIT_MS });
      const health = await healthOf(page, where);
      expect(health.domains[0]).toMatchObject({ id: "business", state: "bad" });
      expect(health.domains.filter(({ state }) => state === "bad")).toHaveLength(1);
      const row = page.getByRole("region", { name: "What your people do" }).getByRole("listitem");
      await expect(row.filter({ hasText: "Confirm work orders" })).toContainText("cannot be confirmed");
      await expectSound(page);
    } finally {
      await putImage(where.namespace, before);
    }
    await waitFor(page, where, "work_orders", ["good"]);
  },
);

test("pages that are slow are told as such, and stop being so", LONG, async ({ browser }) => {
  test.setTimeout(2 * LONGEST_WAIT_MS + 80_000);
  const page = await pageAs(browser, "release_manager");
  const where = await place(page);
  const before = await putImage(where.namespace, `${REGISTRY}:${FAULTS.slow}`);
  try {
    const slow = await waitFor(page, where, "latency_p95", ["warn", "bad"]);
    expect(slow.sentence).toMatch(
      /^Pages are (very )?slow since .+: response time p95 [12](\.\d+)? s, limit/,
    );
  } finally {
    await putImage(where.namespace, before);
  }
  await waitFor(page, where, "latency_p95", ["good"]);
});

test("a scheduler that is dead while the page answers is told", LONG, async ({ browser }) => {
  test.setTimeout(2 * LONGEST_WAIT_MS + 80_000);
  const page = await pageAs(browser, "release_manager");
  const where = await place(page);
  await waitFor(page, where, "scheduler", ["good"]);
  await scale(where.namespace, "cron", 0);
  try {
    const began = Date.now();
    const dead = await waitFor(page, where, "scheduler", ["warn", "bad"]);
    expect(dead.sentence).toMatch(/^Scheduled jobs (lag|do not run) since/);
    // A sign of life may be 90 s old here; then two readings decide.
    expect((Date.now() - began) / 1_000).toBeLessThan(90 + 4 * INTERVAL_SECONDS + 30);
    expect(signalOf(await healthOf(page, where), "error_ratio")?.state).toBe("good");
  } finally {
    await scale(where.namespace, "cron", 1);
  }
  await waitFor(page, where, "scheduler", ["good"]);
});
