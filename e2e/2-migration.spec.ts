import { expect, test } from "@playwright/test";
import { runChange } from "./changes";
import { changeTitled, pageAs } from "./people";

test("a release whose module update fails gets the data of its checkpoint back", async ({ browser }) => {
  const page = await pageAs(browser, "release_manager");
  const { change, operation } = await runChange(page, "2026.11.5 to Lübeck staging");
  expect(change.state).toBe("rolled_back");
  expect(change.outcome).toMatch(/Rolled back to 2026\.11\.2/);
  expect(operation.steps.find(({ name }) => name === "checkpoint")?.state).toBe("done");
  expect(operation.steps.find(({ name }) => name === "migrate")?.state).toBe("failed");
  expect(operation.steps.find(({ name }) => name === "restore_data")?.sentence).toContain(
    "Database and files are those of the checkpoint again",
  );
  expect(operation.restorePoint?.state).toBe("good");
  expect(change.outcome).toContain("nothing was lost");
  expect(operation.steps.find(({ name }) => name === "rollout")?.state).toBe("skipped");
});

test("a release with a schema change updates the modules and then rolls out", async ({ browser }) => {
  const page = await pageAs(browser, "release_manager");
  const { change, operation } = await runChange(page, "2026.11.2 to Suwa dev");
  expect(change.state, change.outcome).toBe("succeeded");
  expect(operation.steps.find(({ name }) => name === "migrate")?.state).toBe("done");
  await page.goto(`/operations/${change.operationId}`);
  await expect(page.getByText(/modules? updated|mrp_workorder_ext/).first()).toBeVisible();
});

test("once visitors are back, the release goes back together with the data of its checkpoint", async ({
  browser,
}) => {
  const page = await pageAs(browser, "release_manager");
  const { id, number } = await changeTitled(page.request, "2026.11.2 to Suwa dev");
  await page.goto(`/changes/${id}`);
  await expect(page.getByRole("heading", { name: "Release and data together" })).toBeVisible();
  await expect(page.getByText("counted just now")).toBeVisible();
  await page.getByRole("button", { name: /^Roll back to .* with its data…$/ }).click();
  await page.getByLabel("Why it goes back").fill("The new stock rules book twice");
  await page.getByRole("button", { name: /^Roll back · loses / }).click();
  await page.waitForURL(/\/restore\/[0-9a-f-]+$/);
  await expect(page.getByRole("heading", { name: "Reconciliation" })).toBeVisible({ timeout: 150_000 });
  await expect(
    page.getByText(/runs the earlier release on the data of its checkpoint/).first(),
  ).toBeVisible();
  await expect(
    page
      .getByRole("complementary", { name: "Decision" })
      .getByText(/belong to the release that was left/)
      .last(),
  ).toBeVisible();
  const change = (await (await page.request.get(`/api/v1/changes/${id}`)).json()) as { state: string };
  expect(change.state, number).toBe("rolled_back");
});
