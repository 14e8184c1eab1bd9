import { expect, test } from "@playwright/test";
import { pageAs } from "./people";

type Environments = { items: { id: string; name: string; tenant: { name: string } }[] };

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
  const heard = await page.evaluate(async (drafted) => {
    const tenants: (string | null)[] = [];
    const source = new EventSource("/api/v1/events");
    await new Promise((resolve) => source.addEventListener("open", resolve, { once: true }));
    source.onmessage = (message) =>
      tenants.push((JSON.parse(message.data) as { tenantId: string | null }).tenantId);
    await drafted;
    await new Promise((resolve) => setTimeout(resolve, 6_000));
    source.close();
    return tenants;
  }, null);
  const own = (await (await page.request.get("/api/v1/tenants")).json()) as { items: { id: string }[] };
  for (const tenantId of heard) expect([own.items[0]?.id, null]).toContain(tenantId);
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
