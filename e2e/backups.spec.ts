import { expect, test } from "@playwright/test";
import { pageAs } from "./people";

const ENVIRONMENT = "Lübeck staging";

test("support backs staging up from its page, and proves the backup by reading it back", async ({
  browser,
}) => {
  const page = await pageAs(browser, "support");
  const answer = await page.request.get(
    `/api/v1/environments?limit=100&search=${encodeURIComponent(ENVIRONMENT)}`,
  );
  const { items } = (await answer.json()) as { items: { id: string; name: string }[] };
  const environment = items.find(({ name }) => name === ENVIRONMENT);
  if (environment === undefined) throw new Error(`There is no ${ENVIRONMENT}.`);
  await page.goto(`/environments/${environment.id}`);
  await page.getByRole("button", { name: "Back up now" }).click();
  await page.waitForURL(/\/operations\//);
  await expect(page.getByText(/^Complete: database and/).first()).toBeVisible({ timeout: 90_000 });
  await page.goto(`/environments/${environment.id}`);
  // Deployments of other journeys leave checkpoints here: the newest is the one just taken.
  await page.locator('a[href^="/backups/"]').first().click();
  await page.waitForURL(/\/backups\//);
  await expect(page.getByText("Not proven yet").first()).toBeVisible();
  await page.getByRole("button", { name: "Verify" }).click();
  await page.waitForURL(/\/operations\//);
  await expect(page.getByText(/^Proven: loaded and compared.*The ERP answered on it in/).first()).toBeVisible(
    {
      timeout: 90_000,
    },
  );
  await page.goBack();
  await expect(page.getByRole("row", { name: /the ERP on the copy.*all 7 business checks/ })).toContainText(
    "answered",
  );
  await page.goto("/recovery");
  const row = page.getByRole("row").filter({ hasText: ENVIRONMENT });
  await expect(row.getByText("Safe", { exact: true })).toBeVisible();
  await expect(row.getByText("Proven", { exact: true })).toBeVisible();
});
