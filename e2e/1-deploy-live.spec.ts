import { expect, test } from "@playwright/test";
import { confirmedOrders, webPods } from "./cluster";
import { changeTitled, pageAs } from "./people";

const GOOD = "2026.11.1 to Plant Lübeck production";

test("a waiting change is approved, deployed live, and really runs on the cluster", async ({ browser }) => {
  const page = await pageAs(browser, "release_manager");
  const change = await changeTitled(page.request, GOOD);
  await page.goto(`/changes/${change.id}`);
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
  await expect(page.getByText("Succeeded", { exact: true }).first()).toBeVisible({ timeout: 150_000 });
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
    .poll(() => confirmedOrders("nordwerk-production"), { timeout: 150_000 })
    .toBeGreaterThan(ordersBefore);
});
