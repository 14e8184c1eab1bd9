import { expect, test } from "@playwright/test";
import { pageAs } from "./people";

test("a developer drafts a change, sees its gates from the start, submits it, and cannot decide on it", async ({
  browser,
}) => {
  const page = await pageAs(browser, "developer");
  await page.goto("/changes/new");
  // The arrow becomes a button once the page is awake; what is typed before that is lost.
  await expect(page.getByRole("button", { name: "Show choices for Release" })).toBeVisible();
  await page.getByRole("combobox", { name: "Release", exact: true }).fill("2026.11.2");
  await page
    .getByRole("option", { name: /2026\.11\.2/ })
    .first()
    .click();
  await page.getByRole("combobox", { name: "Target environment", exact: true }).fill("Guelph production");
  await page
    .getByRole("option", { name: /Guelph production/ })
    .first()
    .click();
  await expect(page.getByText(/has not passed Staging by this digest/).first()).toBeVisible();
  await page.getByLabel("Title").fill("2026.11.2 to Guelph production");
  await page.getByRole("button", { name: "Save the draft" }).click();
  await expect(page.getByText(/at least 10 characters why/).first()).toBeVisible();
  await page.getByLabel("Why this change").fill("Badge on work-order confirmation is wanted by the plant.");
  await page.getByRole("button", { name: "Save the draft" }).click();
  await page.waitForURL(/\/changes\/[0-9a-f-]{36}$/);
  await page.getByRole("button", { name: "Submit for decision" }).first().click();
  await expect(page.getByText("Submitted", { exact: true }).first()).toBeVisible();
  const approve = page.getByRole("button", { name: /^Approve 2026\.11\.2/ }).first();
  await expect(approve).toHaveAttribute("aria-disabled", "true");
});
