import { expect, type Page, test } from "@playwright/test";
import { accessibilityFaults, sideways } from "./accessibility";
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
    "/scratch",
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

const DESK = { name: "on a desk", colorScheme: "light", viewport: { width: 1280, height: 900 } } as const;
const PHONE = { name: "on a phone", colorScheme: "dark", viewport: { width: 390, height: 900 } } as const;
/** Axe takes longer than everything else: pages are made of the same parts, so each is looked at in one way by day. */
const THOROUGH = process.env["E2E_LONG"] !== undefined;

/**
 * Opens every second page, from the first or the second on, and looks at it twice: light on a desk, then dark on a
 * phone. No script error, no sideways scroll, nothing for axe: in turns on a desk or on a phone, in long runs in both.
 */
export function everyPageIsSound(half: "first" | "second"): void {
  test(`pages are sound on a desk and on a phone: the ${half} half`, async ({ browser }) => {
    test.setTimeout(900_000);
    const { colorScheme, viewport } = DESK;
    const page = await pageAs(browser, "release_manager", { colorScheme, viewport });
    const faults: string[] = [];
    page.on("pageerror", (error) => faults.push(`${page.url()}: ${error.message}`));
    page.on("console", (message) => {
      if (message.type() === "error") faults.push(`${page.url()}: ${message.text()}`);
    });
    const remainder = half === "first" ? 0 : 1;
    const mine = (await addresses(page)).filter((_, index) => index % 2 === remainder);
    for (const [index, address] of mine.entries()) {
      await page.goto(address);
      await expect(page.locator("main")).toBeVisible();
      for (const [turn, way] of [DESK, PHONE].entries()) {
        await page.emulateMedia({ colorScheme: way.colorScheme });
        await page.setViewportSize(way.viewport);
        await settled(page);
        expect(await sideways(page), `${address} scrolls sideways ${way.name}`).toBeLessThanOrEqual(0);
        if (THOROUGH || index % 2 === turn) expect(await accessibilityFaults(page), way.name).toEqual([]);
      }
    }
    expect(faults).toEqual([]);
  });
}
