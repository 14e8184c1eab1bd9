import { expect, type Page, test } from "@playwright/test";
import { pageAs } from "./people";

const PLACE = "Suwa production";
const TIER = "Tier 1";
const NOTHING_OF = ["Hourly", "Daily", "Weekly", "Monthly", "Yearly"];

type Environment = { id: string; name: string; tenant: { id: string } };
type Backup = { id: string; state: string };

async function place(page: Page): Promise<Environment> {
  const answer = await page.request.get(`/api/v1/environments?limit=100&search=${encodeURIComponent(PLACE)}`);
  const found = ((await answer.json()) as { items: Environment[] }).items.find(({ name }) => name === PLACE);
  if (found === undefined) throw new Error(`There is no ${PLACE}.`);
  return found;
}

/** Backups of the environment that lie in the store, the newest first. */
async function stored(page: Page, environmentId: string): Promise<Backup[]> {
  const answer = await page.request.get(`/api/v1/environments/${environmentId}/backups`);
  const { items } = (await answer.json()) as { items: Backup[] };
  return items.filter(({ state }) => state === "good");
}

/** Backs it up from its page; answers the new backup. */
async function backUp(page: Page, environmentId: string): Promise<string> {
  const before = new Set((await stored(page, environmentId)).map(({ id }) => id));
  await page.goto(`/environments/${environmentId}`);
  await page.getByRole("button", { name: "Back up now" }).click();
  await page.waitForURL(/\/operations\//);
  await expect(page.getByText(/^Complete: database and/).first()).toBeVisible({ timeout: 90_000 });
  const made = (await stored(page, environmentId)).find(({ id }) => !before.has(id));
  if (made === undefined) throw new Error("The backup is not listed.");
  return made.id;
}

test("a policy is set with its outcome in view; a kept backup outlives a pruning on demand, and is given back to the rules", async ({
  browser,
}) => {
  test.setTimeout(420_000);
  const engineer = await pageAs(browser, "platform_engineer");
  const { id, tenant } = await place(engineer);
  const [kept, beyond, newest] = [
    await backUp(engineer, id),
    await backUp(engineer, id),
    await backUp(engineer, id),
  ];

  await engineer.goto("/policies/backups");
  await engineer.getByRole("button", { name: `Edit… ${TIER}` }).click();
  const form = engineer.getByRole("form", { name: `Edit… ${TIER}` });
  await expect(form.getByText(/about \d+ restore points stay/)).toBeVisible();
  await form.getByLabel(/^Schedule/).fill("99 * * * *");
  await expect(form.getByText(/This is no schedule/).first()).toBeVisible();
  await form.getByLabel(/^Schedule/).fill("10 */4 * * *");
  for (const label of NOTHING_OF) await form.getByLabel(new RegExp(`^${label}`)).fill("0");
  await form.getByLabel(/^The last ones/).fill("1");
  await expect(form.getByText("The newest restore point stays.")).toBeVisible();
  await form.getByRole("button", { name: `Set for ${TIER}` }).click();
  await expect(engineer.getByText("Set. The schedules follow it from now on.")).toBeVisible();

  await engineer.goto(`/backups/${kept}`);
  await engineer.getByRole("button", { name: "Keep…" }).click();
  await engineer.getByLabel("Why it is kept").fill("The auditor asks for it.");
  await engineer.getByRole("button", { name: "Keep it", exact: true }).click();
  await expect(engineer.getByText(/^Kept by .* until/)).toBeVisible();

  await engineer.goto(`/environments/${id}`);
  await expect(engineer.getByText(/beyond the rules and go(es)? in the night/)).toBeVisible();
  await engineer.getByRole("button", { name: "Forget them now" }).click();
  await engineer.waitForURL(/\/operations\//);
  const left = async () => (await stored(engineer, id)).map((backup) => backup.id);
  await expect.poll(left, { timeout: 90_000 }).not.toContain(beyond);
  expect(await left()).toEqual(expect.arrayContaining([kept, newest]));
  await engineer.goto(`/environments/${id}`);
  await expect(engineer.getByText(/only because something refers to it/)).toBeVisible();

  await engineer.goto(`/backups/${kept}`);
  await engineer.getByRole("button", { name: "Leave it to the rules" }).click();
  await expect(engineer.getByText(/^The rules of its tier decide/)).toBeVisible();
  await engineer.goto(`/environments/${id}`);
  await expect(engineer.getByText(/beyond the rules and go(es)? in the night/)).toBeVisible();

  await engineer.goto(`/tenants/${tenant.id}`);
  await expect(engineer.getByText("a path is reached from the cluster only", { exact: true })).toBeVisible();
  await engineer.getByRole("button", { name: "Change…" }).click();
  await expect(engineer.getByRole("textbox", { name: /^Place/ })).not.toBeEditable();
  await engineer.getByRole("button", { name: "Keep as it is" }).click();
  await expect(engineer.getByRole("button", { name: "Change…" })).toBeVisible();
});
