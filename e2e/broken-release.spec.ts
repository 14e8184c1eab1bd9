import { type Browser, expect, type Page, test } from "@playwright/test";
import { expectSound } from "./accessibility";
import { pageAs } from "./people";

/** Passes the checks of its rollout, which make small work orders, and fails all that people make afterwards. */
const RELEASE = "2026.11.12";
const PLACE = "Plant Lübeck production";
const TITLE = `${RELEASE} to ${PLACE}`;
const INTERVAL_SECONDS = Number(process.env["HOLDFAST_HEALTH_SECONDS"] ?? 10);
const ROLLOUT_MS = 420_000;
/** What a question looks back at (four turns), three readings in a row. */
const TOLD_MS = Math.max(200_000, 12 * INTERVAL_SECONDS * 1_000);
const PHONE = { colorScheme: "dark", viewport: { width: 390, height: 844 } } as const;

type Named = { id: string; name: string };
type Listed<One> = { items: One[] };
type Change = { id: string; version: number; state: string };

async function listed<One extends Named>(page: Page, path: string, name: string): Promise<One> {
  const answer = await page.request.get(`/api/v1/${path}?limit=100`);
  const found = ((await answer.json()) as Listed<One>).items.find((one) => one.name === name);
  if (found === undefined) throw new Error(`There is no ${name} among the ${path}.`);
  return found;
}

async function move(page: Page, path: string, data: object): Promise<Change> {
  const answer = await page.request.post(`/api/v1/changes${path}`, { data });
  expect(answer.ok(), await answer.text()).toBe(true);
  return (await answer.json()) as Change;
}

/** Brings the release to the plant like every other one: asked for, approved, rolled out with its checks. */
async function deploy(browser: Browser, environmentId: string): Promise<void> {
  const developer = await pageAs(browser, "developer");
  const manager = await pageAs(browser, "release_manager");
  const drafted = await move(developer, "", {
    environmentId,
    releaseId: (await listed(developer, "releases", RELEASE)).id,
    title: TITLE,
    reason: "The board of the line shall spread work orders over the machines that are free.",
    rollbackPlan: "The release before is put back.",
    fallback: "Work orders on route cards WO-F2 kept at the line.",
    communication: "Shift leads by mail.",
  });
  let { version } = await move(developer, `/${drafted.id}/submit`, { version: drafted.version });
  ({ version } = await move(manager, `/${drafted.id}/approve`, { version, comment: "" }));
  await move(manager, `/${drafted.id}/start`, { version });
  const state = async () => {
    const answer = await manager.request.get(`/api/v1/changes/${drafted.id}`);
    return ((await answer.json()) as Change).state;
  };
  await expect.poll(state, { timeout: ROLLOUT_MS }).not.toBe("in_progress");
  expect(await state()).toBe("succeeded");
}

let stage = 0;
/** What a person has before them, kept as a picture: read by a machine, and by whoever looks at them. */
async function seen(page: Page, name: string): Promise<void> {
  await expectSound(page);
  stage += 1;
  const picture = (part: string) => test.info().outputPath(`${stage}-${name}${part}.png`);
  await page.screenshot({ path: picture("") });
  await page.screenshot({ path: picture("-whole"), fullPage: true });
}

test("a release that passes its checks and breaks the work orders: seen at a glance, taken on, led, taken back, reviewed", {
  tag: "@long",
}, async ({ browser }) => {
  test.setTimeout(2 * ROLLOUT_MS + 2 * TOLD_MS + 120_000);
  const phone = await pageAs(browser, "plant_it", PHONE);
  const place = await listed<Named & { release: { name: string } | null }>(phone, "environments", PLACE);
  const before = place.release?.name ?? "";
  expect(before, "the journey begins with another release").not.toBe(RELEASE);
  await deploy(browser, place.id);

  // One glance: the sentence stands at the top of the page, without a touch.
  await phone.goto(`/environments/${place.id}`);
  const sentence = new RegExp(
    `Work orders cannot be confirmed since \\d\\d:\\d\\d CES?T, after release ${RELEASE.replaceAll(".", "\\.")}: failed work orders`,
  );
  const told = phone.getByText(sentence).first();
  await expect(told).toBeVisible({ timeout: TOLD_MS });
  await expect(told).toBeInViewport();
  await seen(phone, "glance");
  const flow = phone.getByRole("region", { name: "What your people do" }).getByRole("listitem");
  const confirming = flow.filter({ hasText: "Confirm work orders" });
  await expect(confirming).toContainText("cannot be confirmed");

  // Taken on, by the alert that stands first on the page.
  const alert = phone
    .locator("#alerts")
    .getByRole("link", { name: /work orders/i })
    .first();
  await expect(alert).toBeVisible();
  await alert.click();
  await phone.waitForURL(/\/alerts\//);
  await phone.getByRole("button", { name: /^Acknowledge/ }).click();
  await expect(phone.getByText(/^with /).first()).toBeVisible();
  await expect(phone.getByText(/confirm work orders/i).first()).toBeVisible();
  await seen(phone, "alert");

  await phone.getByRole("button", { name: "Open an incident" }).click();
  await phone
    .getByLabel("What the plant reads")
    .fill("Work orders on route cards WO-F2 at the line until told otherwise.");
  await seen(phone, "incident-asked");
  await phone.getByRole("button", { name: "Open the incident" }).click();
  await phone.waitForURL(/\/incidents\//);
  await expect(phone.getByText(/route cards WO-F2/).first()).toBeVisible();
  const changed = phone.getByRole("region", { name: "What changed before" }).getByRole("listitem");
  await expect(changed.first()).toContainText(RELEASE);
  await seen(phone, "incident");

  // Whoever may takes it back, on the incident's page.
  const manager = await pageAs(browser, "release_manager", PHONE);
  await manager.goto(new URL(phone.url()).pathname);
  const wayBack = manager.getByRole("region", { name: "Way back" });
  await wayBack.getByRole("button", { name: `Roll back to ${before}…` }).click();
  const dialog = manager.getByRole("dialog");
  await dialog.getByLabel("Why it goes back").fill("Work orders cannot be confirmed since it came.");
  const confirm = dialog.getByLabel(/Type .* to confirm/);
  if ((await confirm.count()) > 0) await confirm.fill(PLACE);
  await seen(manager, "way-back");
  await dialog.getByRole("button", { name: `Roll back to ${before}` }).click();
  await expect(manager).toHaveURL(/\/operations\//);
  await expect(manager.getByText("Succeeded", { exact: true }).first()).toBeVisible({ timeout: ROLLOUT_MS });
  await seen(manager, "rolled-back");

  // Well again: the plant's page says so, and nothing of it stands any more.
  const incident = phone.url();
  await phone.goto(`/environments/${place.id}`);
  await expect(confirming).toContainText("None fails.", { timeout: TOLD_MS });
  await seen(phone, "well-again");

  await phone.goto(incident);
  await phone.getByRole("button", { name: "It is over" }).first().click();
  await phone.getByLabel("What ended it").fill(`${before} was put back; work orders are confirmed again.`);
  await phone.getByRole("dialog").getByRole("button", { name: "It is over" }).click();
  await expect(phone.getByText("over, to be reviewed")).toBeVisible();
  await phone.getByRole("button", { name: "Write the review" }).click();
  await phone
    .getByLabel("Why it happened")
    .fill("The release splits work orders of more than four pieces wrongly; its checks made smaller ones.");
  await phone.getByLabel("What helped, and what would have").fill("The page said it within a minute.");
  await phone.getByRole("button", { name: "Add an action" }).click();
  await phone.getByLabel("What shall be done").fill("Check work orders of twenty pieces, too");
  await seen(phone, "review-asked");
  await phone.getByRole("button", { name: "Write the review" }).click();
  await expect(phone.getByText("Check work orders of twenty pieces, too").first()).toBeVisible();
  await phone.getByRole("button", { name: /^Done/ }).click();
  await phone.getByLabel("What was done").fill("The check makes twenty pieces now.");
  await phone.getByRole("button", { name: "It is done" }).click();
  await phone.getByRole("button", { name: "Close" }).first().click();
  await phone.getByLabel("A last word").fill("Nothing is left to do.");
  await phone.getByRole("dialog").getByRole("button", { name: "Close", exact: true }).last().click();
  await expect(phone.getByText("closed", { exact: true }).first()).toBeVisible();
  await seen(phone, "closed");
});
