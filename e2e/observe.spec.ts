import { expect, type Page, test } from "@playwright/test";
import { expectSound } from "./accessibility";
import { pageAs } from "./people";

type Listed<Item> = { items: Item[] };
type Change = {
  id: string;
  title: string;
  state: string;
  version: number;
  operationId: string | null;
  environment: { id: string };
  release: { id: string };
};
type Policy = { stage: string; version: number; settings: Record<string, unknown> };

const BAD_RELEASE = "2026.11.9";
const PLACE = "Guelph production";
const POLICIES = "/api/v1/policies/observation";

async function answerOf<T>(page: Page, path: string): Promise<T> {
  const answer = await page.request.get(path);
  expect(answer.ok(), `${path}: ${answer.status()}`).toBe(true);
  return (await answer.json()) as T;
}

async function production(page: Page): Promise<Policy> {
  const { items } = await answerOf<Listed<Policy>>(page, POLICIES);
  const found = items.find(({ stage }) => stage === "production");
  if (found === undefined) throw new Error("There is no policy for production.");
  return found;
}

async function setProduction(page: Page, settings: Record<string, unknown>): Promise<void> {
  const { version } = await production(page);
  const answer = await page.request.patch(`${POLICIES}/production`, { data: { version, settings } });
  expect(answer.ok(), await answer.text()).toBe(true);
}

async function move(as: Page, path: string, data: object): Promise<Change> {
  const answer = await as.request.post(`/api/v1/changes${path}`, { data });
  expect(answer.ok(), await answer.text()).toBe(true);
  return (await answer.json()) as Change;
}

/** The change that is planned there; when it has run already, another like it, so that this can be walked twice. */
async function waiting(asker: Page, page: Page): Promise<Change> {
  const { items } = await answerOf<Listed<Change>>(page, "/api/v1/changes?limit=100");
  const [planned] = items.filter(({ title }) => title.startsWith(BAD_RELEASE) && title.endsWith(PLACE));
  if (planned === undefined) throw new Error(`No change brings ${BAD_RELEASE} to ${PLACE}.`);
  if (planned.state !== "rolled_back") return planned;
  const drafted = await move(asker, "", {
    environmentId: planned.environment.id,
    releaseId: planned.release.id,
    title: planned.title,
    reason: "Once more, to see it go back.",
    rollbackPlan: "The release before is put back.",
    fallback: "",
    communication: "",
  });
  const { version } = await move(asker, `/${drafted.id}/submit`, { version: drafted.version });
  return move(page, `/${drafted.id}/approve`, { version, comment: "" });
}

/**
 * The change that brings the release there was approved for another way of watching: it is asked for and approved
 * anew, then started; answers its operation.
 */
async function start(asker: Page, page: Page, watchAs: () => Promise<void>): Promise<string> {
  const { id } = await waiting(asker, page);
  await watchAs();
  let { version } = await answerOf<Change>(page, `/api/v1/changes/${id}`);
  const refused = await page.request.post(`/api/v1/changes/${id}/start`, { data: { version } });
  expect(await refused.text()).toContain("The watch settings of Production were changed by Mira Albrecht");
  const reason = "Production is watched in another way now.";
  ({ version } = await move(asker, `/${id}/revise`, { version, reason }));
  ({ version } = await move(asker, `/${id}/submit`, { version }));
  ({ version } = await move(page, `/${id}/approve`, { version, comment: "" }));
  const { operationId } = await move(page, `/${id}/start`, { version });
  if (operationId === null) throw new Error("The change has no operation.");
  return operationId;
}

test("a stage's watching is shown in words and set with its limits", async ({ browser }) => {
  const page = await pageAs(browser, "release_manager");
  await page.goto("/policies/observation");
  // A page that follows events is awake; what is pressed before that is lost.
  await expect(page.getByText(/^Live/).first()).toBeVisible();
  await page.getByRole("button", { name: "Edit… UAT" }).click();
  const form = page.getByRole("form", { name: "Edit… UAT" });
  await form.getByLabel(/Shares of a canary/).fill("50, 10");
  await form.getByRole("button", { name: "Set for UAT" }).click();
  await expect(form.getByText(/growing, such as 10, 50/)).toBeVisible();
  await form.getByLabel(/Shares of a canary/).fill("20, 60");
  await form.getByLabel(/Each share of a canary watched/).fill("60");
  await form.getByRole("button", { name: "Set for UAT" }).click();
  await expect(page.getByText("Set. Plans made from now on follow it.")).toBeVisible();
  await expect(page.getByText(/given to 20\s%, then 60\s% of the visitors/)).toBeVisible();
  await expectSound(page);
});

test("a canary that fails its visitors goes back by itself, and the page proves it", async ({ browser }) => {
  test.setTimeout(360_000);
  const page = await pageAs(browser, "release_manager");
  const { settings } = await production(page);
  const watched = { ...settings, canarySoakSeconds: 120, baselineSeconds: 60, minimumRequests: 20 };
  try {
    const asker = await pageAs(browser, "developer");
    const operationId = await start(asker, page, () => setProduction(page, watched));
    await page.goto(`/operations/${operationId}`);
    await expect(page.getByRole("progressbar", { name: "Watched" })).toBeVisible({ timeout: 150_000 });
    await expect(page.getByText("Rolled back", { exact: true }).first()).toBeVisible({ timeout: 150_000 });
    await expect(page.getByText(/Rolled back to .*failed requests \d+(\.\d+)?\s%/i).first()).toBeVisible();

    const section = page.getByRole("region", { name: "Before and after" });
    await expect(section.getByRole("row", { name: /Failed requests/ })).toContainText("goes back");
    const chart = section.getByRole("figure", { name: "Failed requests", exact: true });
    await expect(chart.getByRole("img", { name: /Failed requests\. .*canary: \d/ })).toBeVisible();
    await chart.getByRole("button", { name: "Failed requests: Table" }).click();
    await expect(chart.getByRole("cell", { name: /\s%$/ }).first()).toBeVisible();
    const saved = page.waitForEvent("download");
    await chart.getByRole("button", { name: "Failed requests: CSV" }).click();
    expect((await saved).suggestedFilename()).toBe("failed-requests.csv");
    await expect(section.getByRole("figure", { name: "Requests", exact: true })).toContainText(
      "everybody else",
    );
    await expectSound(page);
  } finally {
    await setProduction(page, settings);
  }
});
