import { expect, test } from "@playwright/test";
import { runChange } from "./changes";
import { pageAs } from "./people";

test("a release whose business checks fail is taken back, naming the check", async ({ browser }) => {
  const page = await pageAs(browser, "release_manager");
  const { change, operation } = await runChange(page, "2026.11.6 faster price lists to Guelph staging");
  expect(change.state).toBe("rolled_back");
  expect(change.outcome).toMatch(/Rolled back to 2026\.11\.1: .*order/i);
  expect(operation.steps.find(({ name }) => name === "smoke")?.state).toBe("failed");
  expect(operation.steps.find(({ name }) => name === "restore_smoke")?.state).toBe("done");
  await page.goto(`/operations/${change.operationId}`);
  await expect(page.getByText(operation.sentence).first()).toBeVisible();
});
