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
    `/environments/${await first("/api/v1/environments")}/logs`,
    "/integrations",
    "/integrations/map",
    `/integrations/${await first("/api/v1/integrations")}`,
    `/environments/${await first("/api/v1/environments")}/workflows`,
    `/environments/${await first("/api/v1/environments")}/workflows/work_order`,
    "/clusters",
    `/clusters/${await first("/api/v1/clusters")}`,
    "/alerts",
    "/incidents",
    "/workflows",
    "/status",
    "/objectives",
    `/objectives/${await first("/api/v1/service-levels")}`,
    "/policies/objectives",
    "/policies/alerting",
    "/policies/observation",
    "/policies/approvals",
    "/policies/backups",
    "/policies/gates",
    "/policies/risk",
    "/policies/windows",
    "/policies/health",
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

/** What may differ in another theme and width; what follows from the document alone needs one look. */
export const VISUAL_RULES = [
  ...["color-contrast", "scrollable-region-focusable", "aria-hidden-focus"],
  ...["button-name", "link-name", "label"],
];

/**
 * Opens every page in a theme and a width: no script error, no sideways scroll, nothing for axe, all of whose rules are
 * asked where none are named.
 */
export function everyPageIsSound(
  colorScheme: "light" | "dark",
  width: number,
  rules?: readonly string[],
): void {
  const name = `every page is sound: no script error, no sideways scroll, nothing for axe (${colorScheme}, ${width} px)`;
  test(name, async ({ browser }) => {
    test.setTimeout(600_000);
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
      // In one piece: no page has frames of others.
      const axe = new AxeBuilder({ page }).setLegacyMode(true);
      const { violations } = await (rules === undefined ? axe : axe.withRules([...rules])).analyze();
      expect(violations.map(({ id, nodes }) => `${address} ${id}: ${nodes[0]?.html}`)).toEqual([]);
    }
    expect(faults).toEqual([]);
  });
}
