import { expect, test } from "@playwright/test";
import { kubeconfigText } from "./cluster";
import { pageAs } from "./people";

test("a platform engineer registers a second cluster by kubeconfig; what cannot be used is named", async ({
  browser,
}) => {
  const page = await pageAs(browser, "platform_engineer");
  await page.goto("/clusters/new");
  await page.getByLabel("Name").fill("second-one");
  await page.getByLabel("Region").fill("This machine");
  const field = page.getByLabel("Kubeconfig", { exact: true });
  await field.fill(kubeconfigText().replace(/server: .*/, "server: http://127.0.0.1:9"));
  await page.getByRole("button", { name: /register/i }).click();
  await expect(page.getByText(/refuses the connection/).first()).toBeVisible();
  await field.fill(
    kubeconfigText().replace(/token: .*/, "exec: {command: id, apiVersion: client.authentication.k8s.io/v1}"),
  );
  await page.getByRole("button", { name: /register/i }).click();
  await expect(page.getByText(/exec/).first()).toBeVisible();
  await field.fill(kubeconfigText());
  await page.getByRole("button", { name: /register/i }).click();
  await page.waitForURL(/\/clusters\/[0-9a-f-]{36}$/);
  await expect(page.getByText("second-one").first()).toBeVisible();
  await expect(page.locator("body")).toContainText("v1.36");
  expect(await page.content()).not.toContain("token:");
});
