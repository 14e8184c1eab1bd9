import { expect, test } from "@playwright/test";
import { confirmedOrders, webPods } from "./cluster";
import { changeTitled, pageAs } from "./people";

const GOOD = "2026.11.1 to Plant Lübeck production";
const BAD = "2026.11.4 security patches to Leoben staging";

test("a waiting change is approved, deployed live, and really runs on the cluster", async ({ browser }) => {
  const page = await pageAs(browser, "release_manager");
  await page.goto("/");
  const change = await changeTitled(page.request, GOOD);
  await page
    .getByRole("link", { name: new RegExp(change.number) })
    .first()
    .click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("2026.11.1");

  await page
    .getByRole("button", { name: /^Approve 2026\.11\.1/ })
    .first()
    .click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(/What you checked/).fill("Seen in UAT since Monday.");
  await dialog.getByLabel(/Type .* to confirm/).fill("Plant Lübeck production");
  await dialog.getByRole("button", { name: "Approve 2026.11.1" }).click();
  await expect(dialog).toBeHidden();

  const ordersBefore = await confirmedOrders("nordwerk-production");
  await page
    .getByRole("button", { name: /^Deploy 2026\.11\.1 now/ })
    .first()
    .click();
  await dialog.getByLabel(/Type .* to confirm/).fill("Plant Lübeck production");
  await dialog.getByRole("button", { name: /^Deploy 2026\.11\.1 to/ }).click();
  await expect(dialog).toBeHidden();

  await page.getByRole("link", { name: "Follow the operation" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("2026.11.1");
  // Nothing is reloaded from here on: the page has to follow by itself.
  await expect(page.getByText("Succeeded", { exact: true }).first()).toBeVisible({ timeout: 80_000 });
  await expect(page.getByText(/runs 2026\.11\.1 \(before: 2026\.10\.4\)/).first()).toBeVisible();

  const release = (await (await page.request.get("/api/v1/releases?search=2026.11.1")).json()) as {
    items: { name: string; digest: string }[];
  };
  const digest = release.items.find(({ name }) => name === "2026.11.1")?.digest ?? "no digest";
  const pods = await webPods("nordwerk-production");
  expect(pods).toHaveLength(2);
  for (const pod of pods) {
    expect(pod.image).toContain(digest);
    expect(pod.ready).toBe(true);
  }
  await expect
    .poll(() => confirmedOrders("nordwerk-production"), { timeout: 20_000 })
    .toBeGreaterThan(ordersBefore);
});

test("a release whose pods crash takes itself back, and the page says why", async ({ browser }) => {
  const page = await pageAs(browser, "release_manager");
  const change = await changeTitled(page.request, BAD);
  const before = (await webPods("kaltenbach-staging")).map(({ name }) => name);
  await page.goto(`/changes/${change.id}`);
  await page
    .getByRole("button", { name: /^Approve 2026\.11\.4/ })
    .first()
    .click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Approve 2026.11.4" }).click();
  await expect(dialog).toBeHidden();
  await page
    .getByRole("button", { name: /^Deploy 2026\.11\.4 now/ })
    .first()
    .click();
  await dialog.getByRole("button", { name: /^Deploy 2026\.11\.4 to/ }).click();
  await expect(dialog).toBeHidden();
  await page.getByRole("link", { name: "Follow the operation" }).click();
  await expect(page.getByText("Rolled back", { exact: true }).first()).toBeVisible({ timeout: 80_000 });
  await expect(page.getByText(/Rolled back to 2026\.11\.1: .*crash/).first()).toBeVisible();

  await page.goto(`/changes/${change.id}`);
  await expect(page.getByText(/Rolled back to 2026\.11\.1/).first()).toBeVisible();
  const after = await webPods("kaltenbach-staging");
  expect(
    after
      .filter(({ ready }) => ready)
      .map(({ name }) => name)
      .sort(),
  ).toEqual(before.sort());
});

test("a change whose gates fail cannot be approved, and the page says what is missing", async ({
  browser,
}) => {
  const page = await pageAs(browser, "release_manager");
  const change = await changeTitled(page.request, "2026.11.2 to Leoben production");
  await page.goto(`/changes/${change.id}`);
  const approve = page.getByRole("button", { name: /^Approve 2026\.11\.2/ }).first();
  await expect(approve).toHaveAttribute("aria-disabled", "true");
  await expect(page.getByText(/has not passed Staging by this digest/).first()).toBeVisible();
});

test("a change is rejected with a reason", async ({ browser }) => {
  const page = await pageAs(browser, "release_manager");
  const change = await changeTitled(page.request, "2026.11.2 to Leoben production");
  await page.goto(`/changes/${change.id}`);
  await page.getByRole("button", { name: "Reject" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: new RegExp(`Reject ${change.number}`) }).click();
  await expect(dialog.getByText(/at least 5 characters/)).toBeVisible();
  await dialog.getByLabel("Why it is rejected").fill("Staging first.");
  await dialog.getByRole("button", { name: new RegExp(`Reject ${change.number}`) }).click();
  await expect(page.getByText(/Rejected: Staging first\./).first()).toBeVisible();
});
