import { expect, test } from "@playwright/test";
import { webPods } from "./cluster";
import { changeTitled, pageAs } from "./people";

const BAD = "2026.11.4 security patches to Leoben staging";

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
  await expect(page.getByText("Rolled back", { exact: true }).first()).toBeVisible({ timeout: 150_000 });
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
