import AxeBuilder from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { pageAs } from "./people";

type Listed = { items: { id: string }[] };

async function addresses(page: Page): Promise<string[]> {
  const first = async (path: string) =>
    ((await (await page.request.get(path)).json()) as Listed).items[0]?.id;
  return [
    "/",
    "/changes",
    "/changes/new",
    "/trains",
    "/calendar",
    "/calendar?view=week",
    "/calendar?view=table",
    "/trains/new",
    `/changes/${await first("/api/v1/changes")}`,
    "/operations",
    `/operations/${await first("/api/v1/operations")}`,
    "/releases",
    `/releases/${await first("/api/v1/releases")}`,
    "/tenants",
    `/tenants/${await first("/api/v1/tenants")}`,
    "/environments",
    `/environments/${await first("/api/v1/environments")}`,
    "/clusters",
    `/clusters/${await first("/api/v1/clusters")}`,
    "/alerts",
    "/incidents",
    "/policies/alerting",
    "/policies/observation",
    "/policies/approvals",
    "/policies/backups",
    "/policies/gates",
    "/policies/risk",
    "/policies/windows",
    "/risk",
    "/recovery",
    "/drills",
    "/policies/recovery",
    "/policies/evidence",
    "/policies/templates",
    "/service-identities",
    "/runbooks",
    "/runbooks/new",
    `/runbooks/${await first("/api/v1/runbooks")}`,
    `/runbooks/${await first("/api/v1/runbooks")}/edit`,
    "/scoreboard",
    "/audit",
    "/notices",
    "/account",
    "/api-docs",
  ];
}

for (const [colorScheme, width] of [
  ["light", 1280],
  ["dark", 390],
] as const) {
  test(`every page is sound: no script error, no sideways scroll, nothing for axe (${colorScheme}, ${width} px)`, async ({
    browser,
  }) => {
    const page = await pageAs(browser, "release_manager", { colorScheme, viewport: { width, height: 900 } });
    const faults: string[] = [];
    page.on("pageerror", (error) => faults.push(`${page.url()}: ${error.message}`));
    page.on("console", (message) => {
      if (message.type() === "error") faults.push(`${page.url()}: ${message.text()}`);
    });
    for (const address of await addresses(page)) {
      await page.goto(address);
      await expect(page.locator("main")).toBeVisible();
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(overflow, `${address} scrolls sideways`).toBeLessThanOrEqual(0);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${address} ${id}: ${nodes[0]?.html}`)).toEqual([]);
    }
    expect(faults).toEqual([]);
  });
}

test("the sign-in page is sound, and a wrong password is told", async ({ page }) => {
  await page.goto("/sign-in");
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await page.getByLabel("E-mail").fill("nobody@holdfast.example");
  await page.getByLabel("Password").fill("wrong");
  await page.getByRole("button", { name: /sign in/i }).click();
  await expect(page.getByRole("alert").first()).toContainText(/wrong/i);
});
