import { type Browser, expect, type Page, test } from "@playwright/test";
import { ask, webPods } from "./cluster";
import { pageAs } from "./people";

type Listed = { items: { id: string; name: string }[] };
type ChangeAnswer = { id: string; version: number; state: string; outcome: string; operationId: string };

const idOf = async (page: Page, list: "environments" | "releases", name: string): Promise<string> => {
  const answer = await page.request.get(`/api/v1/${list}?limit=100&search=${encodeURIComponent(name)}`);
  const found = ((await answer.json()) as Listed).items.find((each) => each.name === name);
  if (found === undefined) throw new Error(`There is no ${name} among the ${list}.`);
  return found.id;
};

async function post(page: Page, path: string, data: object): Promise<ChangeAnswer> {
  const answer = await page.request.post(`/api/v1/changes${path}`, { data });
  expect(answer.ok(), await answer.text()).toBe(true);
  return (await answer.json()) as ChangeAnswer;
}

const full = new Set<string>();
const quotasOf = (namespace: string) => `/api/v1/namespaces/${namespace}/resourcequotas`;

/** Leaves no room for one more pod in the namespace: a deployment has to wait there. */
async function takeRoom(namespace: string): Promise<void> {
  const metadata = { name: "no-room", namespace };
  const body = { apiVersion: "v1", kind: "ResourceQuota", metadata, spec: { hard: { pods: "1" } } };
  await ask(quotasOf(namespace), { method: "POST", body });
  full.add(namespace);
}

async function giveRoom(namespace: string): Promise<void> {
  if (full.delete(namespace)) await ask(`${quotasOf(namespace)}/no-room`, { method: "DELETE" });
}

// The fleet is one for all journeys: a failing one must not leave the next without room.
test.afterEach(async () => {
  for (const namespace of full) await giveRoom(namespace);
});

/** Drafted by a developer, approved and started by a release manager, whose page shows the operation. */
async function startDeploy(browser: Browser, environment: string, release: string) {
  const developer = await pageAs(browser, "developer");
  const manager = await pageAs(browser, "release_manager");
  const drafted = await post(developer, "", {
    environmentId: await idOf(developer, "environments", environment),
    releaseId: await idOf(developer, "releases", release),
    title: `${release} to ${environment}, under a person's hand`,
    reason: "A journey that takes the operation in hand while it runs.",
    rollbackPlan: "The release before is put back.",
    fallback: "",
    communication: "",
  });
  let { version } = await post(developer, `/${drafted.id}/submit`, { version: drafted.version });
  version = (await post(manager, `/${drafted.id}/approve`, { version, comment: "" })).version;
  const { operationId } = await post(manager, `/${drafted.id}/start`, { version });
  const change = async () =>
    (await (await manager.request.get(`/api/v1/changes/${drafted.id}`)).json()) as ChangeAnswer;
  await manager.goto(`/operations/${operationId}`);
  await expect(manager.locator('li[aria-current="step"]')).toContainText(
    // Whichever needs the first pod that finds no room: the maintenance page or the module update.
    /Close the door|Update the modules/,
    { timeout: 150_000 },
  );
  return { manager, operationId, change };
}

const shows = (page: Page, state: string, timeout = 40_000) =>
  expect(page.getByText(state, { exact: true }).first()).toBeVisible({ timeout });

test("a deployment is paused, seen paused by others live, resumed, and succeeds", async ({ browser }) => {
  await takeRoom("nordwerk-uat");
  const { manager, operationId } = await startDeploy(browser, "Lübeck UAT", "2026.11.2");
  const plant = await pageAs(browser, "plant_it");
  await plant.goto(`/operations/${operationId}`);
  await expect(plant.getByRole("button", { name: /^Pause/ })).toHaveCount(0);
  await expect(plant.getByText(/may not abort operations/)).toBeVisible();

  await manager.getByRole("button", { name: /^Pause/ }).click();
  await expect(manager.getByText(/Paused by .* since/)).toBeVisible();
  await expect(manager.getByText(/stays so, holding its environment/)).toBeVisible();
  // Nothing is reloaded: the other page has to follow by itself.
  await shows(plant, "Paused");
  await expect(plant.getByText(/Paused by .* since/)).toBeVisible();

  await giveRoom("nordwerk-uat");
  await manager.getByRole("button", { name: /^Resume/ }).click();
  await shows(manager, "Succeeded", 150_000);
  await shows(plant, "Succeeded");
  await expect(manager.getByText(/Resumed by .*; every gate passes\./).first()).toBeVisible();
  await expect(manager.getByText(/runs 2026\.11\.2/).first()).toBeVisible();
});

test("a deployment is aborted with a reason after it touched pods, and goes back by itself", async ({
  browser,
}) => {
  const before = (await webPods("sato-precision-dev"))[0]?.image;
  await takeRoom("sato-precision-dev");
  const { manager, change } = await startDeploy(browser, "Suwa dev", "2026.11.3");
  await manager.getByRole("button", { name: /^Abort/ }).click();
  const dialog = manager.getByRole("dialog");
  await expect(dialog.getByText(/goes back to 2026\.11\.1 by itself/)).toBeVisible();
  const confirm = dialog.getByRole("button", { name: /^Abort op-/ });
  await confirm.click();
  await expect(dialog.getByText(/at least 5 characters/)).toBeVisible();
  await dialog.getByLabel("Why it is aborted").fill("Picked the wrong release.");
  await confirm.click();
  await expect(dialog).toBeHidden();
  // Scheduled work comes back by itself, as soon as there is room for its pod.
  await giveRoom("sato-precision-dev");
  await shows(manager, "Rolled back", 150_000);
  await expect(
    manager
      .getByText(/Rolled back to 2026\.11\.1: aborted by Mira Albrecht: Picked the wrong release[.;]/)
      .first(),
  ).toBeVisible();
  expect((await change()).state).toBe("rolled_back");
  const after = (await webPods("sato-precision-dev")).filter(({ ready }) => ready);
  expect(after.map(({ image }) => image)).toEqual([before]);
});
