import { expect, test } from "@playwright/test";
import { pageAs } from "./people";

const SOURCE = "Leoben production";
const TARGET = "Leoben staging";

test("support brings production's data into staging from its page, reads the reconciliation, and takes it back", async ({
  browser,
}) => {
  test.setTimeout(300_000);
  const page = await pageAs(browser, "support");
  const answer = await page.request.get("/api/v1/environments?limit=100&search=Leoben");
  const { items } = (await answer.json()) as { items: { id: string; name: string }[] };
  const idOf = (name: string) => items.find((one) => one.name === name)?.id ?? "missing";
  await page.goto(`/environments/${idOf(SOURCE)}`);
  await page.getByRole("button", { name: "Back up now" }).click();
  await page.waitForURL(/\/operations\//);
  await expect(page.getByText(/^Complete: database and/).first()).toBeVisible({ timeout: 90_000 });
  await page.goto(`/environments/${idOf(TARGET)}`);
  await page.getByRole("link", { name: "Restore data" }).click();
  await expect(page.getByText("counted just now")).toBeVisible();
  await page.getByLabel("Reason, goes to the audit log").fill("Yesterday's data for testing");
  await page.getByRole("button", { name: `Restore ${TARGET}` }).click();
  await page.waitForURL(/\/restore\/[0-9a-f-]+$/);
  await expect(page.getByRole("heading", { name: "Reconciliation" })).toBeVisible({ timeout: 120_000 });
  await expect(
    page.getByText(/^All \d+ figures came back as the backup recorded them\./).first(),
  ).toBeVisible();
  await expect(page.getByText("The books balance.").first()).toBeVisible();
  const restores = await page.request.get(`/api/v1/restores/${page.url().split("/").at(-1)}`);
  const { operation } = (await restores.json()) as { operation: { id: string } };
  const story = await page.request.get(`/api/v1/operations/${operation.id}`);
  const { steps } = (await story.json()) as { steps: { name: string; state: string; sentence: string }[] };
  expect(steps.find(({ name }) => name === "neutralize")).toMatchObject({ state: "done" });
  await page.getByRole("button", { name: "Take it back…" }).click();
  await page.getByLabel("Why it is taken back").fill("It was only a test run");
  await page.getByRole("button", { name: "Take it back", exact: true }).click();
  await expect(page.getByText(/runs on the data from before the restore again/).first()).toBeVisible({
    timeout: 120_000,
  });
});
