import { expect, type Page, test } from "@playwright/test";
import { pageAs } from "./people";

type Environments = { items: { id: string; name: string; tenant: { name: string } }[] };

/** Collects, from when it resolves, the tenant of every event that the page's person is told of. */
const listen = (page: Page) =>
  page.evaluate(async () => {
    const heard: (string | null)[] = [];
    Reflect.set(globalThis, "heard", heard);
    const source = new EventSource("/api/v1/events");
    await new Promise((resolve) => source.addEventListener("open", resolve, { once: true }));
    source.onmessage = (message) =>
      heard.push((JSON.parse(message.data) as { tenantId: string | null }).tenantId);
  });
const heardBy = (page: Page) => page.evaluate(() => Reflect.get(globalThis, "heard") as (string | null)[]);

async function draft(developer: Page, environmentId: string | undefined): Promise<void> {
  const releases = await developer.request.get("/api/v1/releases?search=2026.11.10");
  const [release] = ((await releases.json()) as { items: { id: string }[] }).items;
  const answer = await developer.request.post("/api/v1/changes", {
    data: {
      environmentId,
      releaseId: release?.id,
      title: "A draft that is heard of",
      reason: "Whoever may know of it is told.",
      rollbackPlan: "",
      fallback: "",
      communication: "",
    },
  });
  expect(answer.ok(), await answer.text()).toBe(true);
}

test("plant IT finds one tenant: by page, by API and by event stream", async ({ browser }) => {
  const manager = await pageAs(browser, "release_manager");
  const all = (await (await manager.request.get("/api/v1/environments?limit=100")).json()) as Environments;
  const foreign = all.items.find(({ tenant }) => tenant.name !== "Nordwerk");
  expect(foreign).toBeDefined();

  const page = await pageAs(browser, "plant_it");
  await page.goto("/");
  await expect(page.getByText("Nordwerk").first()).toBeVisible();
  const body = page.locator("body");
  for (const name of ["Kaltenbach", "Maple Ridge", "Sato"]) await expect(body).not.toContainText(name);

  const seen = (await (await page.request.get("/api/v1/environments?limit=100")).json()) as Environments;
  expect(new Set(seen.items.map(({ tenant }) => tenant.name))).toEqual(new Set(["Nordwerk"]));
  expect((await page.request.get(`/api/v1/environments/${foreign?.id}`)).status()).toBe(404);
  await page.goto(`/environments/${foreign?.id}`);
  await expect(page.locator("body")).not.toContainText(foreign?.name ?? "no name");
  await expect(page.getByText(/not (found|there)|no such|does not exist/i).first()).toBeVisible();
  expect((await page.request.get("/api/v1/audit")).status()).toBe(403);
  expect((await page.request.get("/api/v1/clusters")).status()).toBe(403);

  await page.goto("/");
  await listen(page);
  const developer = await pageAs(browser, "developer");
  await draft(developer, foreign?.id);
  await draft(developer, seen.items[0]?.id);
  const own = (await (await page.request.get("/api/v1/tenants")).json()) as { items: { id: string }[] };
  const ownId = own.items[0]?.id ?? "no tenant";
  await expect.poll(() => heardBy(page)).toContain(ownId);
  // Told in the order in which they were written: the foreign one would have come first.
  for (const tenantId of await heardBy(page)) expect([ownId, null]).toContain(tenantId);
});

test("plant IT may look and not decide: the button says why", async ({ browser }) => {
  const page = await pageAs(browser, "plant_it");
  await page.goto("/changes");
  await page
    .getByRole("link", { name: /CHG-\d+/ })
    .first()
    .click();
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.locator("body")).toContainText(/Plant IT|ended|runs/);
});
