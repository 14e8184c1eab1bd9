import { expect, type Page, test } from "@playwright/test";
import { webPods } from "./cluster";
import { changeTitled, pageAs } from "./people";

const ENVIRONMENT = "Guelph staging";
const NAMESPACE = "maple-ridge-staging";
const RELEASE = "2026.11.10";
const BEFORE = "2026.11.1";

const TITLE = `${RELEASE} to ${ENVIRONMENT}, and back`;

type Named = { id: string; name: string; digest?: string; release?: { name: string } | null };
type Listed = { items: Named[] };
type ChangeAnswer = { id: string; version: number; state: string; operationId: string | null };

async function found(page: Page, list: "environments" | "releases", name: string) {
  const answer = await page.request.get(`/api/v1/${list}?limit=100&search=${encodeURIComponent(name)}`);
  const one = ((await answer.json()) as Listed).items.find((each) => each.name === name);
  if (one === undefined) throw new Error(`There is no ${name} among the ${list}.`);
  return one;
}

async function post(page: Page, path: string, data: object): Promise<ChangeAnswer> {
  const answer = await page.request.post(`/api/v1/changes${path}`, { data });
  expect(answer.ok(), await answer.text()).toBe(true);
  return (await answer.json()) as ChangeAnswer;
}

const digestOf = async (page: Page, name: string) => (await found(page, "releases", name)).digest ?? "none";
const imagesOf = async () =>
  (await webPods(NAMESPACE)).filter(({ ready }) => ready).map(({ image }) => image);

/** Drafts, submits, approves and starts the change that is taken back later; answers its id. */
async function deploy(developer: Page, manager: Page, environmentId: string): Promise<string> {
  const drafted = await post(developer, "", {
    environmentId,
    releaseId: (await found(developer, "releases", RELEASE)).id,
    title: TITLE,
    reason: "A journey that deploys a release and takes it back afterwards.",
    rollbackPlan: "The release before is put back.",
    fallback: "",
    communication: "Support reads this in the inbox.",
  });
  let { version } = await post(developer, `/${drafted.id}/submit`, { version: drafted.version });
  version = (await post(manager, `/${drafted.id}/approve`, { version, comment: "" })).version;
  await post(manager, `/${drafted.id}/start`, { version });
  return drafted.id;
}

test("a release that went out well is taken back with one action, seen beforehand, and told to people", async ({
  browser,
}) => {
  const developer = await pageAs(browser, "developer");
  const manager = await pageAs(browser, "release_manager");
  const { id: environmentId, release } = await found(developer, "environments", ENVIRONMENT);
  // A journey that broke off later has brought it there already.
  const changeId =
    release?.name === RELEASE
      ? (await changeTitled(manager.request, TITLE)).id
      : await deploy(developer, manager, environmentId);
  const change = async () =>
    (await (await manager.request.get(`/api/v1/changes/${changeId}`)).json()) as ChangeAnswer;

  // Who works with the environment is told before anything is touched.
  const support = await pageAs(browser, "support");
  await support.goto("/notices");
  await expect(support.getByText(/Support reads this in the inbox\./).first()).toBeVisible({
    timeout: 60_000,
  });
  await expect.poll(async () => (await change()).state, { timeout: 150_000 }).toBe("succeeded");
  expect((await imagesOf())[0]).toContain(await digestOf(manager, RELEASE));

  await manager.goto(`/environments/${environmentId}`);
  const wayBack = manager.getByRole("region", { name: "Way back" });
  await expect(wayBack.getByText(`One action brings ${BEFORE} back.`)).toBeVisible();
  await expect(wayBack.getByText(/Nothing is lost: orders, stock moves/)).toBeVisible();
  await wayBack.getByText(/6 steps/).click();
  await expect(wayBack.getByText("Roll out the pods of the earlier release")).toBeVisible();

  await wayBack.getByRole("button", { name: `Roll back to ${BEFORE}…` }).click();
  const dialog = manager.getByRole("dialog");
  await dialog.getByRole("button", { name: `Roll back to ${BEFORE}` }).click();
  await expect(dialog.getByText(/at least 10 characters/)).toBeVisible();
  await dialog.getByLabel("Why it goes back").fill("Labels print wrong since noon.");
  await dialog.getByRole("button", { name: `Roll back to ${BEFORE}` }).click();

  await expect(manager).toHaveURL(/\/operations\//, { timeout: 150_000 });
  await expect(manager.getByText(/Labels print wrong since noon\./).first()).toBeVisible();
  await expect(manager.getByText("Succeeded", { exact: true }).first()).toBeVisible({ timeout: 150_000 });
  await expect(
    manager.getByText(new RegExp(`runs ${BEFORE} again \\(before: ${RELEASE}\\)`)).first(),
  ).toBeVisible();
  const before = await digestOf(manager, BEFORE);
  for (const image of await imagesOf()) expect(image).toContain(before);
  expect((await change()).state).toBe("rolled_back");

  // What was left is never offered as the way back.
  await manager.goto(`/environments/${environmentId}`);
  await expect(wayBack.getByRole("button")).toHaveCount(0);
  await expect(wayBack.getByText(/there is no earlier one to go back to/)).toBeVisible();
});

test("who may not roll back sees why, and another's inbox stays shut", async ({ browser }) => {
  const plant = await pageAs(browser, "plant_it");
  const answer = await plant.request.get("/api/v1/environments?limit=100");
  const environment = ((await answer.json()) as Listed).items[0];
  expect(environment).toBeDefined();
  const refused = await plant.request.post(`/api/v1/environments/${environment?.id}/rollback`, {
    data: { version: 1, targetReleaseId: environment?.id, reason: "I would like to try it." },
  });
  expect(refused.status()).toBe(403);

  const support = await pageAs(browser, "support");
  const theirs = (await (await support.request.get("/api/v1/notices?limit=1")).json()) as Listed;
  const notice = theirs.items[0];
  expect(notice, "support was told in the journey before").toBeDefined();
  const stolen = await plant.request.post(`/api/v1/notices/${notice?.id}/read`);
  expect(stolen.status()).toBe(404);
});
