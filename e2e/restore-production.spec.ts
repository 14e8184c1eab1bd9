import { expect, type Page, test } from "@playwright/test";
import { inDatabase } from "./cluster";
import { account, pageAs } from "./people";

const PLACE = "Suwa production";
const NAMESPACE = "sato-precision-production";
/** By its time: a backup of an earlier walk may hold what was entered then. */
const LATE = `Entered after the backup, ${Date.now()}`;
const ENTERED = 20;

type Listed<Item> = { items: Item[] };
type Entry = { action: string; actorName: string };
type Restore = { operation: { id: string }; undoOperation: { id: string } | null };

const answered = async <T>(page: Page, address: string): Promise<T> =>
  (await (await page.request.get(address)).json()) as T;

/** Orders as a plant enters them, which no backup has yet. */
const enterOrders = () =>
  inDatabase(
    NAMESPACE,
    `INSERT INTO sale_order (name, client_order_ref, partner_id, company_id)
       SELECT 'LATE/' || number, $1, (SELECT min(id) FROM res_partner), (SELECT min(id) FROM res_company)
         FROM generate_series(1, ${ENTERED}) AS number`,
    [LATE],
  );
const removeOrders = () =>
  inDatabase(NAMESPACE, "DELETE FROM sale_order WHERE client_order_ref LIKE 'Entered after the backup%'", []);
const lateOrders = async () =>
  (await inDatabase(NAMESPACE, "SELECT 1 FROM sale_order WHERE client_order_ref = $1", [LATE])).length;

async function backedUp(page: Page, environmentId: string): Promise<void> {
  const address = `/api/v1/environments/${environmentId}/backups`;
  const good = async () =>
    (await answered<Listed<{ state: string }>>(page, address)).items.some(({ state }) => state === "good");
  if (!(await good())) expect((await page.request.post(address)).status()).toBe(201);
  await expect.poll(good, { timeout: 120_000 }).toBe(true);
}

/** Who did what to a restore or an operation, the first first. */
const audited = async (page: Page, targetId: string): Promise<[string, string][]> =>
  (await answered<Listed<Entry>>(page, `/api/v1/audit?limit=100&targetId=${targetId}`)).items
    .map(({ action, actorName }): [string, string] => [action, actorName])
    .reverse();

test("support asks for production's backup and sees what it costs, a second person releases it, and one action takes it back", {
  tag: "@long",
}, async ({ browser }) => {
  test.setTimeout(420_000);
  const page = await pageAs(browser, "support");
  const { items } = await answered<Listed<{ id: string; name: string }>>(
    page,
    "/api/v1/environments?limit=100&search=Suwa",
  );
  const id = items.find(({ name }) => name === PLACE)?.id ?? "missing";
  await backedUp(page, id);
  // What a journey that broke off left.
  await removeOrders();
  await enterOrders();

  await page.goto(`/environments/${id}`);
  await page.getByRole("link", { name: "Restore data" }).click();
  await expect(page.getByText("counted just now")).toBeVisible();
  const orders = page.locator("dl.restore-loss div").filter({ hasText: "sales orders" });
  expect(Number(await orders.locator("dd").textContent())).toBeGreaterThanOrEqual(ENTERED);
  const ask = page.getByRole("button", { name: "Ask a second person to agree" });
  await page.getByLabel("Reason, goes to the audit log").fill("The price lists of today are wrong");
  await expect(ask).toBeDisabled();
  await page.getByLabel("Type the environment's name").fill(PLACE);
  await ask.click();
  await page.waitForURL(/\/restore\/[0-9a-f-]+$/);
  await expect(page.getByText(/Told to be lost when it was asked for: .*\d+ sales orders/)).toBeVisible();
  await expect(page.getByRole("button", { name: "Release and start…" })).toBeDisabled();
  expect(await lateOrders()).toBe(ENTERED);

  const manager = await pageAs(browser, "release_manager");
  await manager.goto(page.url());
  await manager.getByRole("button", { name: "Release and start…" }).click();
  await expect(manager.getByRole("dialog")).toContainText(/\d+ sales orders/);
  await manager.getByLabel("What you looked at").fill("The price lists are wrong in every order");
  await manager.getByRole("button", { name: "Release and start", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Reconciliation" })).toBeVisible({ timeout: 240_000 });
  await expect(page.getByText(/figures came back as the backup recorded them/).first()).toBeVisible();
  await expect(page.getByText("The books balance.").first()).toBeVisible();
  expect(await lateOrders()).toBe(0);

  await page.getByRole("button", { name: "Take it back…" }).click();
  await expect(page.getByRole("dialog")).toContainText("What was written since");
  await page.getByLabel("Why it is taken back").fill("The price lists were right after all");
  await page.getByRole("button", { name: "Take it back", exact: true }).click();
  await expect(page.getByText(/runs on the data from before the restore again/).first()).toBeVisible({
    timeout: 240_000,
  });
  expect(await lateOrders()).toBe(ENTERED);
  await removeOrders();

  const restoreId = page.url().split("/").at(-1) ?? "";
  const { operation, undoOperation } = await answered<Restore>(page, `/api/v1/restores/${restoreId}`);
  const [asked, released] = [account("support").name, account("release_manager").name];
  expect(await audited(manager, restoreId)).toEqual([
    ["restore.request", asked],
    ["restore.approve", released],
    ["restore.succeeded", "Holdfast"],
    ["restore.undo", asked],
    ["restore.undone", "Holdfast"],
  ]);
  for (const one of [operation, undoOperation])
    expect(await audited(manager, one?.id ?? "")).toEqual([["operation.succeeded", "Holdfast"]]);
});
