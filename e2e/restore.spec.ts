import { expect, type Page, test } from "@playwright/test";
import { inDatabase } from "./cluster";
import { pageAs } from "./people";

const SOURCE = { name: "Leoben production", namespace: "kaltenbach-production" };
const TARGET = { name: "Leoben staging", namespace: "kaltenbach-staging" };
/** Five are promised. A day that is folded, as an older backup's is in a full list, takes the fifth. */
const MOST_CLICKS = 4;

const BEFORE = "Entered before the backup";
const AFTER = "Entered after the backup";

const enter = (namespace: string, name: string) =>
  inDatabase(namespace, "INSERT INTO res_partner (name) VALUES ($1)", [name]);

const entered = async (namespace: string): Promise<string[]> => {
  const rows = await inDatabase<{ name: string }>(
    namespace,
    "SELECT DISTINCT name FROM res_partner WHERE name = ANY ($1::varchar[]) ORDER BY name",
    [`{"${BEFORE}","${AFTER}"}`],
  );
  return rows.map(({ name }) => name);
};

const isNeutralised = async (namespace: string): Promise<boolean> =>
  (
    await inDatabase(
      namespace,
      "SELECT 1 FROM ir_config_parameter WHERE key = 'database.is_neutralized' AND value = 'true'",
    )
  ).length > 0;

async function backUp(page: Page, environmentId: string): Promise<void> {
  await page.goto(`/environments/${environmentId}`);
  await page.getByRole("button", { name: "Back up now" }).click();
  await page.waitForURL(/\/operations\//);
  await expect(page.getByText(/^Complete: database and/).first()).toBeVisible({ timeout: 90_000 });
}

/** Counts what is really pressed on the page from now on, whoever presses it. */
async function countClicks(page: Page): Promise<() => number> {
  let clicks = 0;
  await page.exposeFunction("clicked", () => {
    clicks += 1;
  });
  const listen = () => {
    const { clicked } = globalThis as unknown as { clicked: () => void };
    document.addEventListener("pointerdown", clicked, { capture: true });
  };
  await page.addInitScript(listen);
  await page.evaluate(listen);
  return () => clicks;
}

test("support brings production's earlier data into staging from its page in five clicks, reads the reconciliation, and takes it back", async ({
  browser,
}) => {
  test.setTimeout(300_000);
  const page = await pageAs(browser, "support");
  const answer = await page.request.get("/api/v1/environments?limit=100&search=Leoben");
  const { items } = (await answer.json()) as { items: { id: string; name: string }[] };
  const idOf = (name: string) => items.find((one) => one.name === name)?.id ?? "missing";
  // What a journey that broke off left, so that what is found later is this one's.
  for (const { namespace } of [SOURCE, TARGET])
    await inDatabase(namespace, "DELETE FROM res_partner WHERE name IN ($1, $2)", [BEFORE, AFTER]);
  await enter(SOURCE.namespace, BEFORE);
  await backUp(page, idOf(SOURCE.name));
  await enter(SOURCE.namespace, AFTER);
  await backUp(page, idOf(SOURCE.name));

  await page.goto(`/environments/${idOf(TARGET.name)}`);
  const clicks = await countClicks(page);
  await page.getByRole("link", { name: "Restore data" }).click();
  // The newest is chosen already: the one before it is wanted.
  const points = page.getByRole("table", { name: "Points in time", exact: true }).getByRole("radio");
  await expect(points.first()).toBeChecked();
  await points.nth(1).click();
  await expect(page.getByText("counted just now")).toBeVisible();
  const reason = page.getByLabel("Reason, goes to the audit log");
  await reason.click();
  await reason.pressSequentially("Yesterday's data for testing");
  await page.getByRole("button", { name: `Restore ${TARGET.name}` }).click();
  await page.waitForURL(/\/restore\/[0-9a-f-]+$/);
  await expect(page.getByRole("heading", { name: "Reconciliation" })).toBeVisible({ timeout: 120_000 });
  await expect(
    page.getByText(/^All \d+ figures came back as the backup recorded them\./).first(),
  ).toBeVisible();
  await expect(page.getByText("The books balance.").first()).toBeVisible();
  expect(clicks(), "clicks from the environment's page to the reconciliation").toBeGreaterThan(2);
  expect(clicks(), "clicks from the environment's page to the reconciliation").toBeLessThanOrEqual(
    MOST_CLICKS,
  );

  expect(await entered(TARGET.namespace)).toEqual([BEFORE]);
  expect(await isNeutralised(TARGET.namespace)).toBe(true);
  const restores = await page.request.get(`/api/v1/restores/${page.url().split("/").at(-1)}`);
  const { operation } = (await restores.json()) as { operation: { id: string } };
  const story = await page.request.get(`/api/v1/operations/${operation.id}`);
  const { steps } = (await story.json()) as { steps: { name: string; state: string; sentence: string }[] };
  expect(steps.find(({ name }) => name === "neutralize")).toMatchObject({ state: "done" });
  // Whose data were brought in keeps its own as they are.
  expect(await entered(SOURCE.namespace)).toEqual([AFTER, BEFORE]);
  expect(await isNeutralised(SOURCE.namespace)).toBe(false);

  await page.getByRole("button", { name: "Take it back…" }).click();
  await page.getByLabel("Why it is taken back").fill("It was only a test run");
  await page.getByRole("button", { name: "Take it back", exact: true }).click();
  await expect(page.getByText(/runs on the data from before the restore again/).first()).toBeVisible({
    timeout: 120_000,
  });
  expect(await entered(TARGET.namespace)).toEqual([]);
});
