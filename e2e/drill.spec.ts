import { setTimeout as pause } from "node:timers/promises";
import { expect, type Page, test } from "@playwright/test";
import { expectSound } from "./accessibility";
import { ask } from "./cluster";
import { pageAs } from "./people";

const PLACE = "Leoben production";
/** How far the product's stopwatch may be from one outside, in seconds. */
const ALLOWED_SECONDS = 2;

type Listed<Item> = { items: Item[] };
type Drill = {
  state: string;
  namespace: string;
  rtoSeconds: number | null;
  rpoSeconds: number | null;
  steps: { name: string; state: string }[];
};

const answered = async <T>(page: Page, path: string): Promise<T> =>
  (await (await page.request.get(path)).json()) as T;

async function environmentId(page: Page): Promise<string> {
  const path = `/api/v1/environments?limit=100&search=${encodeURIComponent(PLACE)}`;
  const { items } = await answered<Listed<{ id: string; name: string }>>(page, path);
  return items.find(({ name }) => name === PLACE)?.id ?? "missing";
}

/** A drill brings back a backup: one is taken, unless there is a good one already. */
async function backedUp(page: Page, id: string): Promise<void> {
  const path = `/api/v1/environments/${id}/backups`;
  const good = async () =>
    (await answered<Listed<{ state: string }>>(page, path)).items.some(({ state }) => state === "good");
  if (!(await good())) expect((await page.request.post(path)).status()).toBe(201);
  await expect.poll(good, { timeout: 120_000 }).toBe(true);
}

const namespaces = async () =>
  ((await ask("/api/v1/namespaces")) as Listed<{ metadata: { name: string } }>).items.map(
    ({ metadata }) => metadata.name,
  );
const namesOf = async (path: string) =>
  ((await ask(path)) as Listed<{ metadata: { name: string } }>).items
    .map(({ metadata }) => metadata.name)
    .sort();

/** What stands in a drill's namespace now, by name. */
async function inhabitants(namespace: string): Promise<string[]> {
  const kinds = [
    "apps/v1/deployments",
    "networking.k8s.io/v1/networkpolicies",
    "traefik.io/v1alpha1/ingressroutes",
  ];
  const lists = kinds.map((kind) => {
    const [group, version, plural] = kind.split("/");
    return namesOf(`/apis/${group}/${version}/namespaces/${namespace}/${plural}`);
  });
  return (await Promise.all(lists)).flat();
}

/**
 * Looks into a drill's namespace past Holdfast until told to stop, and answers whatever stood there at any time. It
 * asks nothing of the page: a busy browser must not make it miss the seconds in which something stands.
 */
function lookInside(namespace: string): { stop(): Promise<string[]> } {
  const seen = new Set<string>();
  let looking = true;
  const look = async () => {
    while (looking) {
      for (const name of await inhabitants(namespace)) seen.add(name);
      await pause(100);
    }
  };
  const looked = look();
  return {
    async stop() {
      looking = false;
      await looked;
      return [...seen].sort();
    },
  };
}

/** When something happened at the earliest and at the latest, by this process's own clock in milliseconds. */
type Moment = { from: number; to: number };

/**
 * Times the recovery from outside. A busy machine answers late: what happened between two looks is known only so far,
 * and the stopwatch says how far.
 */
async function timed(
  page: Page,
  drillId: string,
  pressed: number,
): Promise<{ seconds: { least: number; most: number }; drill: Drill }> {
  let declared: Moment | null = null;
  let recovered: Moment | null = null;
  let looked = pressed;
  for (const until = Date.now() + 240_000; Date.now() < until; ) {
    const asked = performance.now();
    const drill = await answered<Drill>(page, `/api/v1/drills/${drillId}`);
    const done = (step: string) => drill.steps.some(({ name, state }) => name === step && state === "done");
    const moment = { from: looked, to: performance.now() };
    looked = asked;
    if (declared === null && done("declare")) declared = moment;
    if (recovered === null && done("drill_smoke")) recovered = moment;
    if (drill.state !== "running" && declared !== null && recovered !== null)
      return {
        seconds: {
          least: (recovered.from - declared.to) / 1_000,
          most: (recovered.to - declared.from) / 1_000,
        },
        drill,
      };
    if (drill.state !== "running") throw new Error(`The drill ended ${drill.state} before it had recovered.`);
    await pause(100);
  }
  throw new Error("The drill did not end within four minutes.");
}

test("support rehearses a recovery: isolated, timed as an outside stopwatch times it, and nothing of it is left", async ({
  browser,
}) => {
  test.setTimeout(420_000);
  const page = await pageAs(browser, "support");
  const id = await environmentId(page);
  await backedUp(page, id);
  await page.goto(`/environments/${id}#drills`);
  await page.getByRole("button", { name: "Start a drill…" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("radio", { name: /Ransomware/ })).toBeDisabled();
  await dialog.getByRole("radio", { name: /Database corruption/ }).check();
  await dialog.getByLabel("What the drill is for").fill("The plant's yearly rehearsal.");
  const started = page.waitForResponse(
    (response) => response.request().method() === "POST" && response.url().endsWith("/drill"),
  );
  const pressed = performance.now();
  await dialog.getByRole("button", { name: "Start the drill" }).click();
  // The stopwatch does not wait for the next page.
  const { id: drillId } = (await (await started).json()) as { id: string };
  const looks = lookInside((await answered<Drill>(page, `/api/v1/drills/${drillId}`)).namespace);
  const { seconds, drill } = await timed(page, drillId, pressed);
  const inside = await looks.stop();
  await page.waitForURL(new RegExp(`/drills/${drillId}$`));
  expect(drill).toMatchObject({ state: "passed" });
  expect(drill.rtoSeconds).toBeGreaterThanOrEqual(seconds.least - ALLOWED_SECONDS);
  expect(drill.rtoSeconds).toBeLessThanOrEqual(seconds.most + ALLOWED_SECONDS);
  expect(drill.rpoSeconds).toBeGreaterThan(0);
  // One web pod behind closed doors: no scheduled actions, no way in, and out only to the database.
  expect(inside).toEqual(["default-deny", "egress-database", "egress-dns", "web"]);
  expect(await namespaces()).not.toContain(drill.namespace);

  await expect(page.getByText(/^Recovered: RTO .* · promised .*; RPO .* passed\.$/)).toBeVisible();
  await expect(page.getByText(/^(\d+) of \1 passed$/)).toBeVisible();
  await page.getByRole("button", { name: "Add a finding…" }).click();
  await dialog.getByLabel("What is wrong").fill("Nobody on shift knew whom to call.");
  await dialog.getByLabel("Mended by").selectOption({ label: "Priya Raman" });
  await dialog.getByRole("button", { name: "Add the finding" }).click();
  await page.getByRole("button", { name: "Close…" }).first().click();
  await dialog.getByLabel("What was done about it").fill("The list hangs beside the terminal now.");
  await dialog.getByRole("button", { name: "Close the finding" }).click();
  await expect(page.getByText("Priya Raman: The list hangs beside the terminal now.")).toBeVisible();
  await expectSound(page);

  await page.goto("/drills");
  await expect(page.getByRole("row").filter({ hasText: PLACE }).first()).toContainText(/DR-\d+/);
  await expectSound(page);
});
