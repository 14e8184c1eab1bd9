import { type Browser, expect, type Locator, type Page, test } from "@playwright/test";
import { expectSound } from "./accessibility";
import { pageAs } from "./people";

const GOOD = "2026.11.10";
const BAD = "2026.11.4";
/** How long the first ring is left alone before the second begins, in milliseconds. */
const BAKE_MS = 60_000;

type Place = { id: string; name: string; stage: string };
type Preview = { gates: { id: string; verdict: string }[] };

async function read<Answer>(page: Page, path: string): Promise<Answer> {
  const answer = await page.request.get(path);
  expect(answer.ok(), `${path}: ${answer.status()}`).toBe(true);
  return (await answer.json()) as Answer;
}

/** Where the train goes, in this order: what this lane of the journeys has to itself. */
const STOPS = ["Leoben staging", "Guelph staging"] as const;

async function stop(page: Page, name: string, release: string): Promise<Place> {
  const search = `search=${encodeURIComponent(name)}`;
  const { items } = await read<{ items: Place[] }>(page, `/api/v1/environments?limit=100&${search}`);
  const releases = await read<{ items: { id: string; name: string }[] }>(
    page,
    `/api/v1/releases?search=${release}`,
  );
  const place = items.find((one) => one.name === name);
  const releaseId = releases.items.find((one) => one.name === release)?.id;
  if (place === undefined || releaseId === undefined) throw new Error(`There is no ${name} or ${release}.`);
  const query = `environmentId=${place.id}&releaseId=${releaseId}`;
  const { gates } = await read<Preview>(page, `/api/v1/change-preview?${query}`);
  // Other lanes change the same cluster meanwhile: that warns, and stops nothing.
  expect(gates.filter(({ verdict }) => verdict === "fail").map(({ id }) => `${name} ${id}`)).toEqual([]);
  return place;
}

async function choose(page: Page, ring: string, place: Place): Promise<void> {
  await page.getByLabel(`Find environments to add (${ring})`).fill(place.name);
  await page.getByRole("button", { name: `Add ${place.name}`, exact: true }).click();
  await expect(page.getByRole("button", { name: `Remove ${place.name}`, exact: true })).toBeVisible();
}

/** Drafts a train of two rings as the platform engineer does, and submits it; answers its address. */
async function submitted(browser: Browser, release: string, bakeMinutes: string) {
  const page = await pageAs(browser, "platform_engineer");
  const [first, second] = [await stop(page, STOPS[0], release), await stop(page, STOPS[1], release)];
  await page.goto("/trains/new", { waitUntil: "networkidle" });
  await page.getByRole("combobox", { name: "Release", exact: true }).fill(release);
  await page.getByRole("option", { name: new RegExp(`^${release.replaceAll(".", "\\.")} `) }).click();
  await page.getByLabel("Bake time in minutes").first().fill(bakeMinutes);
  await choose(page, "Ring 1", first);
  await page.getByRole("button", { name: "Add a ring" }).click();
  await page.getByLabel("Bake time in minutes").nth(1).fill("0");
  await choose(page, "Ring 2", second);
  await page.getByLabel("Title").fill(`${release} by train`);
  await page.getByRole("button", { name: "Save the draft" }).click();
  await expect(page.getByText(/Say in at least 10 characters why/).first()).toBeVisible();
  await page.getByLabel("Why this train").fill("The same release for everyone, one ring after the other.");
  await expectSound(page);
  await page.getByRole("button", { name: "Save the draft" }).click();
  await page.waitForURL(/\/trains\/[0-9a-f-]{36}$/);
  await expect(page.getByRole("heading", { name: "Impact" })).toBeVisible();
  await page
    .getByRole("button", { name: /^Submit for decision/ })
    .first()
    .click();
  await expect(page.getByText("Submitted. Every environment has its change")).toBeVisible();
  await expect(page.getByRole("button", { name: /^Approve the train/ }).first()).toHaveAttribute(
    "aria-disabled",
    "true",
  );
  return { page, address: new URL(page.url()).pathname, first, second };
}

/** The release manager approves and starts, after looking at the impact list. */
async function startAsManager(browser: Browser, address: string): Promise<Page> {
  const page = await pageAs(browser, "release_manager");
  await page.goto(address, { waitUntil: "networkidle" });
  await expect(page.getByText(/2 environments, 0 production/)).toBeVisible();
  await page
    .getByRole("button", { name: /^Approve the train/ })
    .first()
    .click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: /^Approve TRN-/ }).click();
  await expect(dialog).toBeHidden();
  await page
    .getByRole("button", { name: /^Start the first ring/ })
    .first()
    .click();
  await expect(dialog).toContainText("It touches 2 environments (0 production)");
  // What other journeys do meanwhile may change the impact: then it is looked at and pressed once more.
  await expect(async () => {
    if (await dialog.isVisible())
      await dialog.getByRole("button", { name: /^Start TRN-/ }).click({ timeout: 5_000 });
    await expect(dialog).toBeHidden({ timeout: 10_000 });
  }).toPass({ timeout: 90_000 });
  return page;
}

/** When the one operation of a ring began and ended. */
async function operationOf(ring: Locator): Promise<{ startedAt: string; finishedAt: string }> {
  const address = await ring.getByRole("link", { name: /^op-/ }).getAttribute("href");
  const answer = await ring.page().request.get(`/api/v1${address}`);
  return (await answer.json()) as { startedAt: string; finishedAt: string };
}

const lane = (page: Page, name: string) =>
  page.getByRole("listitem").filter({ has: page.getByRole("heading", { name, exact: true }) });

test("a train takes a release ring by ring: the first arrives and bakes before the second begins", async ({
  browser,
}) => {
  test.setTimeout(480_000);
  const { page: drafter, address, first, second } = await submitted(browser, GOOD, String(BAKE_MS / 60_000));
  const page = await startAsManager(browser, address);
  const ringOne = lane(page, "Ring 1");
  const ringTwo = lane(page, "Ring 2");
  // On a fast machine it may have arrived already when the page is looked at first.
  await expect(ringOne.getByText(/Under way|bakes until/).first()).toBeVisible({ timeout: 150_000 });
  await expect(ringTwo.getByText("To start")).toBeVisible();
  // It bakes for some seconds only: watched for from here on, whatever else is looked at.
  const baked = expect(ringOne.getByText(/bakes until/)).toBeVisible({ timeout: 150_000 });
  // A car's own page names its train and lets nobody move it alone.
  const car = await page.context().newPage();
  await car.goto((await ringOne.getByRole("link", { name: /^CHG-/ }).getAttribute("href")) ?? "");
  await expect(car.getByRole("link", { name: /^TRN-/ })).toBeVisible();
  await car.close();

  await baked;
  await expect(page.getByText("2 of 2 environments run the release.").first()).toBeVisible({
    timeout: 150_000,
  });
  // The second ring may be under way for a moment only: when it began says that it waited.
  const [one, two] = [await operationOf(ringOne), await operationOf(ringTwo)];
  expect(Date.parse(two.startedAt) - Date.parse(one.finishedAt)).toBeGreaterThanOrEqual(BAKE_MS);
  // The drafter's page stayed open and has followed by itself.
  await expect(drafter.getByText("2 of 2 environments run the release.").first()).toBeVisible();
  const runs = page.getByRole("table", { name: "Which environments run which release" });
  await expect(runs).toContainText(first.name);
  await expect(runs).toContainText(second.name);
  await expectSound(page);
});

test("a bad release halts its train at the first ring; a person stops it for good", async ({ browser }) => {
  test.setTimeout(300_000);
  const { address, second } = await submitted(browser, BAD, "0");
  const page = await startAsManager(browser, address);
  await expect(page.getByText(/One environment did not arrive/).first()).toBeVisible({ timeout: 200_000 });
  await expect(page.getByRole("heading", { name: "Which environments run which release" })).toBeVisible();
  await expect(lane(page, "Ring 1").getByText("Did not arrive", { exact: true })).toBeVisible();
  await expect(lane(page, "Ring 2").getByText("To start")).toBeVisible();
  await expectSound(page);

  await page.goto("/trains");
  const own = page.getByRole("row").filter({ has: page.locator(`a[href="${address}"]`) });
  await expect(own).toContainText("Halted");
  await page.goto(address, { waitUntil: "networkidle" });
  await page
    .getByRole("button", { name: /^Stop for good/ })
    .first()
    .click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Why it is stopped").fill("This release crashes.");
  await dialog.getByRole("button", { name: /^Stop TRN-/ }).click();
  await expect(dialog).toBeHidden();
  await expect(lane(page, "Ring 2").getByText("Left out")).toBeVisible();
  const { release } = await read<{ release: { name: string } }>(page, `/api/v1/environments/${second.id}`);
  expect(release.name).not.toBe(BAD);
});
