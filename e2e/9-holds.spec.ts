import { type APIRequestContext, type Browser, expect, type Page, test } from "@playwright/test";
import { pageAs } from "./people";

const REASON = "Backbone works in Hamburg";
const FLEET = /The whole fleet is held by/;

type Named = { id: string; name: string };
type Listed = { items: Named[] };
type Moved = { id: string; version: number };

async function find(request: APIRequestContext, path: string, name: string): Promise<string> {
  const listed = (await (await request.get(path)).json()) as Listed;
  const found = listed.items.find((each) => each.name === name);
  if (found === undefined) throw new Error(`${path} has no ${name}.`);
  return found.id;
}

async function post<Answer>(request: APIRequestContext, path: string, data: object): Promise<Answer> {
  const answer = await request.post(path, { data });
  expect(answer.ok(), `${path}: ${await answer.text()}`).toBe(true);
  return (await answer.json()) as Answer;
}

/** An approved change of this journey's own, and the environment it is for. */
async function approvedChange(browser: Browser, manager: Page) {
  const { request } = await pageAs(browser, "developer");
  const environmentId = await find(request, "/api/v1/environments?limit=100", "Leoben staging");
  const releaseId = await find(request, "/api/v1/releases?limit=100", "2026.11.2");
  const draft = await post<Moved>(request, "/api/v1/changes", {
    environmentId,
    releaseId,
    title: "2026.11.2 to Leoben staging",
    reason: "GS1 labels are tried here first.",
    rollbackPlan: "The release that runs now is put back.",
    fallback: "",
    communication: "",
  });
  const { version } = await post<Moved>(request, `/api/v1/changes/${draft.id}/submit`, {
    version: draft.version,
  });
  const change = await post<Moved>(manager.request, `/api/v1/changes/${draft.id}/approve`, { version });
  return { environmentId, change };
}

async function liftAll(browser: Browser): Promise<void> {
  const { request } = await pageAs(browser, "release_manager");
  const { items } = (await (await request.get("/api/v1/holds?active=true&limit=100")).json()) as Listed;
  for (const { id } of items)
    await post(request, `/api/v1/holds/${id}/lift`, { reason: "The journey is over." });
}

test.afterAll(({ browser }) => liftAll(browser));

test("a hold on the fleet stops an approved change, is shown to everyone, and is gone once lifted", async ({
  browser,
}) => {
  const page = await pageAs(browser, "release_manager");
  const { environmentId, change } = await approvedChange(browser, page);
  const plantIt = await pageAs(browser, "plant_it");
  await plantIt.goto("/");
  await expect(plantIt.getByText("Stop the line:")).toBeHidden();

  await page.goto(`/environments/${environmentId}`);
  await page.getByRole("button", { name: "Place a hold…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Whole fleet" }).click();
  await dialog.getByRole("button", { name: "Place the hold" }).click();
  await expect(dialog.getByText(/at least 5 characters/)).toBeVisible();
  await dialog.getByLabel("Why it is held").fill(REASON);
  await dialog.getByLabel("Hours").fill("2");
  await dialog.getByRole("button", { name: "Place the hold" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText(FLEET)).toContainText(REASON);

  // Another tenant's reader has loaded nothing anew: the page is told.
  await expect(plantIt.getByText(FLEET)).toBeVisible();
  await expect(plantIt.getByRole("button", { name: "Lift the hold…" })).toHaveAttribute(
    "aria-disabled",
    "true",
  );

  const refused = await page.request.post(`/api/v1/changes/${change.id}/start`, {
    data: { version: change.version },
  });
  expect(refused.status()).toBe(422);
  expect(await refused.json()).toMatchObject({ code: "gate_refused", gates: [{ id: "not_held" }] });

  await page.goto(`/changes/${change.id}`);
  await expect(page.locator("#gate-not_held")).toContainText(`holds the whole fleet until`);
  const deploy = page.getByRole("button", { name: /^Deploy 2026\.11\.2 now/ }).first();
  await expect(deploy).toHaveAttribute("aria-disabled", "true");

  const overview = await pageAs(browser, "release_manager");
  await overview.goto("/");
  await expect(overview.getByText("Stop the line:")).toBeVisible();
  await overview.getByRole("button", { name: "Lift the hold…" }).click();
  const question = overview.getByRole("dialog");
  await question.getByLabel("Why it can be lifted").fill("The works are done.");
  await question.getByRole("button", { name: "Lift the hold" }).click();
  await expect(overview.getByText("Stop the line:")).toBeHidden();

  // Both pages that stayed open follow by themselves.
  await expect(plantIt.getByText(FLEET)).toBeHidden();
  await expect(page.locator("#gate-not_held")).toContainText("No hold stands here.");
  await expect(deploy).not.toHaveAttribute("aria-disabled", "true");
  const { version } = (await (await page.request.get(`/api/v1/changes/${change.id}`)).json()) as Moved;
  await post(page.request, `/api/v1/changes/${change.id}/cancel`, {
    version,
    reason: "The journey is over.",
  });
});

test("a hold that ends by itself leaves an open page without anybody's doing", async ({ browser }) => {
  const page = await pageAs(browser, "release_manager");
  const environmentId = await find(page.request, "/api/v1/environments?limit=100", "Suwa production");
  await page.goto(`/environments/${environmentId}`);
  await expect(page.getByRole("button", { name: "Place a hold…" })).toBeVisible();
  await post(page.request, "/api/v1/holds", {
    level: "environment",
    environmentId,
    reason: "A short look at the line",
    until: new Date(Date.now() + 30_000).toISOString(),
  });
  await expect(page.getByText(/Suwa production is held by/)).toBeVisible({ timeout: 29_000 });
  await expect(page.getByText(/Suwa production is held by/)).toBeHidden({ timeout: 45_000 });
});
