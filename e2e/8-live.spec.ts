import { expect, test } from "@playwright/test";
import { ask, webPods } from "./cluster";
import { pageAs, signIn } from "./people";

type Environments = { items: { id: string }[] };

test("a pod that goes and its successor are seen on the open page without a reload", async ({ browser }) => {
  const page = await pageAs(browser, "plant_it");
  const { items } = (await (
    await page.request.get("/api/v1/environments?search=UAT")
  ).json()) as Environments;
  await page.goto(`/environments/${items[0]?.id}`);
  const [pod] = await webPods("nordwerk-uat");
  const name = pod?.name ?? "no pod";
  await expect(page.getByText(name).first()).toBeVisible();
  await ask(`/api/v1/namespaces/nordwerk-uat/pods/${name}`, { method: "DELETE" });
  await expect(page.getByText(name)).toHaveCount(0, { timeout: 60_000 });
  await expect
    .poll(async () => (await webPods("nordwerk-uat")).some((each) => each.ready && each.name !== name), {
      timeout: 60_000,
    })
    .toBe(true);
  const [successor] = (await webPods("nordwerk-uat")).filter((each) => each.name !== name);
  await expect(page.getByText(successor?.name ?? "no successor").first()).toBeVisible();
});

test("a revoked session is out at its next request", async ({ page: here }) => {
  // A session of its own: the one that journeys share must live on.
  await signIn(here, "auditor");
  const { items } = (await (await here.request.get("/api/v1/me/sessions")).json()) as {
    items: { id: string; current: boolean }[];
  };
  const current = items.find((session) => session.current);
  const answer = await here.request.post(`/api/v1/me/sessions/${current?.id}/revoke`, { data: {} });
  expect(answer.status()).toBe(200);
  expect((await here.request.get("/api/v1/me")).status()).toBe(401);
  // The open page may be on its way to the sign-in by itself, which ends a navigation of ours.
  await expect(async () => {
    await here.goto("/changes");
    await expect(here).toHaveURL(/\/sign-in/);
  }).toPass({ timeout: 150_000 });
});
