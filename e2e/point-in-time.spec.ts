import { expect, type Page, test } from "@playwright/test";
import { toWallClock } from "@/lib/client/wall-clock";
import { ask, inDatabase } from "./cluster";
import { pageAs } from "./people";

const PLACE = "Suwa production";
const NAMESPACE = "sato-precision-production";
const ZONE = "Asia/Tokyo";

const workOrders = async () => {
  const statement = "SELECT count(*)::int AS rows, clock_timestamp() AS at FROM mrp_workorder";
  const [counted] = await inDatabase<{ rows: number; at: Date }>(NAMESPACE, statement);
  if (counted === undefined) throw new Error("PostgreSQL counted nothing.");
  return counted;
};

async function backUp(page: Page, environmentId: string): Promise<void> {
  await page.goto(`/environments/${environmentId}`);
  await page.getByRole("button", { name: "Back up now" }).click();
  await page.waitForURL(/\/operations\//);
  await expect(page.getByText(/^Complete: database and/).first()).toBeVisible({ timeout: 90_000 });
}

test("a table is emptied; support asks for the second before, a release manager releases it, the rows are back", async ({
  browser,
}) => {
  test.setTimeout(600_000);
  const page = await pageAs(browser, "support");
  const answer = await page.request.get("/api/v1/environments?limit=100&search=Suwa");
  const { items } = (await answer.json()) as { items: { id: string; name: string }[] };
  const id = items.find(({ name }) => name === PLACE)?.id ?? "missing";
  await backUp(page, id);

  const before = await workOrders();
  const at = new Date(Math.ceil(before.at.getTime() / 1000) * 1000);
  await expect.poll(() => Date.now()).toBeGreaterThan(at.getTime() + 1_000);
  await inDatabase(NAMESPACE, "TRUNCATE mrp_workorder CASCADE");

  type Options = { recoverable: { from: string; until: string } | null };
  const archived = async () => {
    const options = (await (await page.request.get(`/api/v1/environments/${id}/restore`)).json()) as Options;
    return Date.parse(options.recoverable?.until ?? "1970-01-01T00:00:00Z");
  };
  await expect.poll(archived, { timeout: 90_000 }).toBeGreaterThanOrEqual(at.getTime());

  await page.goto(`/restore?environment=${id}`);
  const second = page.getByLabel(/^A second in between/);
  const chosen = page.getByRole("button", { name: "Chosen", exact: true });
  await second.fill(toWallClock(at.getTime(), ZONE));
  await expect(chosen).toBeVisible();
  // Written over with one that cannot be, nothing is chosen any more.
  await second.fill(toWallClock(at.getTime() + 86_400_000, ZONE));
  await expect(page.getByRole("alert").filter({ hasText: "newer than the last archived" })).toBeVisible();
  await expect(chosen).toBeHidden();
  await expect(page.locator("p", { hasText: "Choose a point in time." })).toBeVisible();
  await second.fill(toWallClock(at.getTime(), ZONE));
  await expect(chosen).toBeVisible();
  await expect(page.getByText("counted just now")).toBeVisible();
  await page.getByLabel("Reason, goes to the audit log").fill("The work orders were emptied by mistake");
  await page.getByLabel("Type the environment's name").fill(PLACE);
  await page.getByRole("button", { name: "Ask a second person to agree" }).click();
  await page.waitForURL(/\/restore\/[0-9a-f-]+$/);
  await expect(page.getByText(/Told to be lost when it was asked for: (?!nothing)/)).toBeVisible();

  const manager = await pageAs(browser, "release_manager");
  await manager.goto(page.url());
  await manager.getByRole("button", { name: "Release and start…" }).click();
  await manager.getByLabel("What you looked at").fill("The work orders of this morning are gone");
  await manager.getByRole("button", { name: "Release and start", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Reconciliation" })).toBeVisible({ timeout: 240_000 });
  await expect(page.getByText("The books balance.").first()).toBeVisible();

  expect((await workOrders()).rows).toBeGreaterThanOrEqual(before.rows);
  const aside = (await ask(`/apis/postgresql.cnpg.io/v1/namespaces/${NAMESPACE}/clusters`)) as {
    items: { metadata: { name: string } }[];
  };
  expect(aside.items.map(({ metadata }) => metadata.name)).toEqual(["postgres"]);
});
