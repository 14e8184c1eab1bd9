import { expect, type Page, test } from "@playwright/test";
import { expectSound } from "./accessibility";
import { changeTitled, pageAs } from "./people";

const CHANGE = "2026.11.1 scanner timeout to Suwa production";
const PLACE = "Suwa production";

type Listed = { items: { id: string; name: string }[] };

async function placeId(page: Page): Promise<string> {
  const answer = await page.request.get(`/api/v1/environments?limit=100&search=${encodeURIComponent(PLACE)}`);
  const found = ((await answer.json()) as Listed).items.find(({ name }) => name === PLACE);
  if (found === undefined) throw new Error(`There is no ${PLACE}.`);
  return found.id;
}

/** A drill brings back a backup: one is taken, unless there is a good one already. */
async function backedUp(page: Page, environmentId: string): Promise<void> {
  const good = async () => {
    const answer = await page.request.get(`/api/v1/environments/${environmentId}/backups`);
    const { items } = (await answer.json()) as { items: { state: string }[] };
    return items.some(({ state }) => state === "good");
  };
  if (await good()) return;
  await page.goto(`/environments/${environmentId}`);
  await page.getByRole("button", { name: "Back up now" }).click();
  await page.waitForURL(/\/operations\//);
  await expect.poll(good, { timeout: 90_000 }).toBe(true);
}

test("a production change is blocked for want of a recovery proof; a drill is run, the gate turns green, it is approved", async ({
  browser,
}) => {
  test.setTimeout(420_000);
  const manager = await pageAs(browser, "release_manager");
  const change = await changeTitled(manager.request, CHANGE);
  const environmentId = await placeId(manager);
  await backedUp(manager, environmentId);

  await manager.goto(`/changes/${change.id}`);
  const gate = manager.locator("#gate-recovery_proven");
  await expect(gate).toContainText(`No drill has recovered ${PLACE} yet.`);
  const { version } = (await (await manager.request.get(`/api/v1/changes/${change.id}`)).json()) as {
    version: number;
  };
  const refused = await manager.request.post(`/api/v1/changes/${change.id}/approve`, { data: { version } });
  expect(await refused.json()).toMatchObject({ code: "gate_refused", gates: [{ id: "recovery_proven" }] });

  await gate.getByRole("link", { name: "Start the drill" }).click();
  await manager.waitForURL(/\/environments\/[0-9a-f-]+#drills$/);
  await manager.getByRole("button", { name: "Start a drill…" }).first().click();
  await manager.getByLabel("What the drill is for").fill("The change for the coating hall waits for it.");
  await manager.getByRole("button", { name: "Start the drill" }).click();
  await manager.waitForURL(/\/drills\//);

  // Two people follow the same runbook: what one ticks the other sees without asking.
  const support = await pageAs(browser, "support");
  await support.goto(new URL(manager.url()).pathname);
  await manager.getByRole("button", { name: "Done: See it yourself" }).click();
  const tickedBy = /Mira Albrecht, \d\d:\d\d:\d\d/;
  await expect(support.getByText(tickedBy).first()).toBeVisible({ timeout: 150_000 });

  await expect(manager.getByText("passed", { exact: true }).first()).toBeVisible({ timeout: 240_000 });
  // The drill's own steps have ticked theirs.
  await expect(manager.getByText(/^Holdfast, \d\d:\d\d:\d\d/).first()).toBeVisible();

  await manager.goto("/recovery");
  const row = manager
    .getByRole("row")
    .filter({ hasText: PLACE })
    .filter({ hasText: /DR-\d+/ });
  await expect(row.getByText("Proven", { exact: true })).toBeVisible();
  await expectSound(manager);

  await manager.goto(`/changes/${change.id}`);
  await expect(gate).toContainText(/DR-\d+ passed on .*RTO .* \(promised 30 min\)/);
  await manager
    .getByRole("button", { name: /^Approve 2026\.11\.1/ })
    .first()
    .click();
  const dialog = manager.getByRole("dialog");
  await dialog.getByLabel(/What you checked/).fill("The drill recovered it within its promise.");
  await dialog.getByLabel(/Type .* to confirm/).fill(PLACE);
  await dialog.getByRole("button", { name: "Approve 2026.11.1" }).click();
  await expect(dialog).toBeHidden();
  await expect(manager.getByText("Approved", { exact: true }).first()).toBeVisible();
});

test("support follows a runbook in earnest from the environment's page, to its end", async ({ browser }) => {
  const page = await pageAs(browser, "support");
  await page.goto(`/environments/${await placeId(page)}`);
  await page.getByRole("button", { name: "Follow a runbook" }).click();
  await page.getByLabel("Which one").selectOption({ label: "Database damaged (Database corruption)" });
  await page.getByRole("button", { name: "Begin" }).click();
  await page.waitForURL(/\/runbook-runs\//);
  await expect(page.getByText("Lens coating batches", { exact: true })).toBeVisible();
  await page.getByLabel("Note for “See it yourself”").fill("Nobody can confirm a batch.");
  await page.getByRole("button", { name: "Done: See it yourself" }).click();
  await expect(page.getByText(/Priya Raman, \d\d:\d\d:\d\d .*: Nobody can confirm a batch\./)).toBeVisible();
  await page.getByRole("button", { name: "Skip: Stop the line" }).click();
  await expect(page.getByText("1 of 15 steps done, 1 skipped").first()).toBeVisible();
  await expectSound(page);
  await page.getByRole("button", { name: "End the runbook…" }).click();
  await page.getByLabel("What came of it").fill("A false alarm: one scanner was off.");
  await page.getByRole("dialog").getByRole("button", { name: "End the runbook" }).click();
  await expect(page.getByText("A false alarm: one scanner was off.").first()).toBeVisible();
  await expect(page.getByRole("button", { name: /^Done:/ })).toHaveCount(0);
});
