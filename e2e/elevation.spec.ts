import { type APIRequestContext, expect, test } from "@playwright/test";
import { pageAs } from "./people";

type Named = { id: string; name: string };

/** Nothing else is led there, and nothing of it is left standing. */
const PLACE = "Lübeck UAT";
const REASON = "The line's labels stand still and nobody of the platform can be reached.";

async function read<Answer>(request: APIRequestContext, path: string): Promise<Answer> {
  const answer = await request.get(`/api/v1${path}`);
  expect(answer.ok(), await answer.text()).toBe(true);
  return (await answer.json()) as Answer;
}

test("support asks for more rights in an incident, a second person grants them, they work, end, and are on record", async ({
  browser,
}) => {
  const priya = await pageAs(browser, "support");
  const mira = await pageAs(browser, "release_manager");
  const { items } = await read<{ items: Named[] }>(priya.request, "/environments?limit=100");
  const environmentId = items.find(({ name }) => name === PLACE)?.id;
  const opened = await priya.request.post("/api/v1/incidents", {
    data: { environmentId, title: "Labels of the line stand still", severity: "sev3", statusText: "" },
  });
  expect(opened.ok(), await opened.text()).toBe(true);
  const incident = (await opened.json()) as { id: string; number: string };
  const until = new Date(Date.now() + 3_600_000).toISOString();
  const reason = "No release while it is looked at.";
  const stop = () =>
    priya.request.post("/api/v1/holds", { data: { level: "environment", environmentId, reason, until } });
  expect((await stop()).status()).toBe(403);

  await priya.goto(`/incidents/${incident.id}`);
  await priya.getByRole("button", { name: "Ask for elevated rights" }).click();
  const asking = priya.getByRole("dialog");
  await asking.getByLabel("Role").selectOption({ label: "Release manager" });
  await asking.getByLabel("For", { exact: true }).selectOption({ label: "15 minutes" });
  await asking.getByLabel("Why").fill(REASON);
  await asking.getByRole("button", { name: "Ask for them" }).click();
  await expect(priya.getByText("waits for an answer")).toBeVisible();
  // Nobody answers their own request.
  await expect(priya.getByRole("button", { name: /^Grant/ })).toHaveCount(0);
  expect((await stop()).status()).toBe(403);

  await mira.goto("/access");
  await mira
    .getByRole("row")
    .filter({ hasText: REASON })
    .getByRole("button", { name: /^Grant/ })
    .click();
  await mira.getByRole("dialog").getByLabel("Your note").fill("For as long as it stands still.");
  await mira.getByRole("dialog").getByRole("button", { name: "Grant" }).click();

  const strip = priya.getByRole("status").filter({ hasText: "Elevated:" });
  await expect(strip).toContainText(PLACE);
  const placed = await stop();
  expect(placed.ok(), await placed.text()).toBe(true);
  const hold = (await placed.json()) as { id: string; version: number };

  const lifted = await priya.request.post(`/api/v1/holds/${hold.id}/lift`, {
    data: { version: hold.version, reason: "It was looked at." },
  });
  expect(lifted.ok(), await lifted.text()).toBe(true);
  await priya.getByRole("button", { name: /^End now/ }).click();
  await priya.getByRole("dialog").getByRole("button", { name: "End now" }).click();
  await expect(priya.getByText("ended early")).toBeVisible();
  await expect(strip).toHaveCount(0);
  expect((await stop()).status()).toBe(403);

  await mira.goto("/audit");
  const inside = mira.getByRole("row").filter({ hasText: "only by elevated rights: Release manager" });
  await expect(inside.first()).toContainText("Priya Raman");
  for (const page of [priya, mira]) await page.context().close();
});
