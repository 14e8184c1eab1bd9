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
    "/access",
    "/notices",
    "/account",
    "/api-docs",
  ];
}

/** What may differ in another theme and width; what follows from the document alone needs one look. */
const VISUAL_RULES = [
  ...["color-contrast", "scrollable-region-focusable", "aria-hidden-focus"],
  ...["button-name", "link-name", "label", "target-size"],
];

/** What axe finds, of all its rules or of those named. In one piece: no page has frames of others. */
async function found(page: Page, where: string, rules?: readonly string[]): Promise<string[]> {
  const axe = new AxeBuilder({ page }).setLegacyMode(true);
  const { violations } = await (rules === undefined ? axe : axe.withRules([...rules])).analyze();
  return violations.map(({ id, nodes }) => `${where} ${id}: ${nodes[0]?.html}`);
}

/** A page that was narrowed folds and draws anew, frame by frame: looked at is what stands then. */
const settled = (page: Page) =>
  page.evaluate(async () => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const until = performance.now() + 2_000;
    for (let still = 0, height = 0; still < 4 && performance.now() < until; ) {
      await frame();
      const now = document.documentElement.scrollHeight;
      still = now === height ? still + 1 : 0;
      height = now;
    }
  });

const sideways = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);

/**
 * Opens every second page, from the first or the second on, and looks at it twice: light on a desk, then dark on a
 * phone. No script error, no sideways scroll, nothing for axe.
 */
export function everyPageIsSound(half: "first" | "second"): void {
  test(`pages are sound on a desk and on a phone: the ${half} half`, async ({ browser }) => {
    test.setTimeout(900_000);
    const desk = { width: 1280, height: 900 };
    const page = await pageAs(browser, "release_manager", { colorScheme: "light", viewport: desk });
    const faults: string[] = [];
    page.on("pageerror", (error) => faults.push(`${page.url()}: ${error.message}`));
    page.on("console", (message) => {
      if (message.type() === "error") faults.push(`${page.url()}: ${message.text()}`);
    });
    const remainder = half === "first" ? 0 : 1;
    const mine = (await addresses(page)).filter((_, index) => index % 2 === remainder);
    for (const address of mine) {
      await page.goto(address);
      await expect(page.locator("main")).toBeVisible();
      expect(await sideways(page), `${address} scrolls sideways`).toBeLessThanOrEqual(0);
      expect(await found(page, address)).toEqual([]);
      await page.emulateMedia({ colorScheme: "dark" });
      await page.setViewportSize({ width: 390, height: 900 });
      await settled(page);
      expect(await sideways(page), `${address} scrolls sideways on a phone`).toBeLessThanOrEqual(0);
      expect(await found(page, `${address} (dark, 390 px)`, VISUAL_RULES)).toEqual([]);
      await page.emulateMedia({ colorScheme: "light" });
      await page.setViewportSize(desk);
    }
    expect(faults).toEqual([]);
  });
}
