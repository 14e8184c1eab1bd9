import { type APIRequestContext, expect, test } from "@playwright/test";
import { pageAs } from "./people";

type Listed = { items: { id: string; name: string }[] };
type Moved = { id: string; version: number; state: string; governance: { debts: { gateId: string }[] } };

const ENVIRONMENT = "Plant Lübeck production";
/** Never in staging of this tenant, whatever the lanes brought to others: what a policy asks for and an emergency owes. */
const RELEASE = "2026.11.10";
const PLANS = {
  rollbackPlan: "Holdfast puts the release that runs now back by itself when a check fails.",
  fallback: "Counter sales on paper receipts, entered afterwards.",
  communication: "Store managers by phone, now.",
};

async function idOf(request: APIRequestContext, path: string, name: string): Promise<string> {
  const { items } = (await (await request.get(`${path}?limit=100`)).json()) as Listed;
  const found = items.find((each) => each.name === name);
  if (found === undefined) throw new Error(`There is no ${name} under ${path}.`);
  return found.id;
}

test("an emergency goes from its declaration to its start by two people, and leaves its debt and its review", async ({
  browser,
}) => {
  const tom = await pageAs(browser, "platform_engineer");
  const drafted = await tom.request.post("/api/v1/changes", {
    data: {
      environmentId: await idOf(tom.request, "/api/v1/environments", ENVIRONMENT),
      releaseId: await idOf(tom.request, "/api/v1/releases", RELEASE),
      title: "Slips show a tenth of the weight",
      reason: "Trucks are overloaded because of it; nothing may leave the yard.",
      ...PLANS,
    },
  });
  expect(drafted.status(), await drafted.text()).toBe(201);
  const { id } = (await drafted.json()) as Moved;

  await tom.goto(`/changes/${id}`);
  await tom.getByRole("button", { name: "Declare an emergency" }).click();
  const declaring = tom.getByRole("dialog");
  await declaring.getByLabel("What cannot wait, and why").fill("Trucks wait at the gate with wrong slips.");
  await declaring.getByRole("button", { name: "Declare the emergency" }).click();
  await expect(tom.getByRole("heading", { name: "Emergency" })).toBeVisible();
  await tom.getByRole("button", { name: "Submit for decision" }).first().click();
  const start = tom.getByRole("button", { name: "Approve and start now" });
  await expect(start).toHaveAttribute("aria-disabled", "true");

  const mira = await pageAs(browser, "release_manager");
  await mira.goto(`/changes/${id}`);
  await expect(mira.locator("#gate-digest_passed_stages")).toContainText("has not passed");
  await mira.getByRole("button", { name: "Approve and start now" }).click();
  const dialog = mira.getByRole("dialog");
  await dialog.getByLabel(/to confirm/).fill(ENVIRONMENT);
  await dialog.getByRole("button", { name: "Approve and start now" }).click();
  await expect(mira.getByText(/Review due/).first()).toBeVisible();
  await expect(mira.getByRole("list", { name: "Owed" })).toContainText("Digest passed stages");

  const read = async () => (await (await mira.request.get(`/api/v1/changes/${id}`)).json()) as Moved;
  await expect.poll(async () => (await read()).state, { timeout: 150_000 }).not.toBe("in_progress");
  const ended = await read();
  expect(ended.governance.debts.map(({ gateId }) => gateId)).toContain("digest_passed_stages");
  const own = await mira.request.post(`/api/v1/changes/${id}/review`, {
    data: { version: ended.version, outcome: "as_planned", causes: ["none"] },
  });
  expect(own.status()).toBe(403);

  const priya = await pageAs(browser, "support");
  await priya.goto("/");
  await expect(priya.getByText(/its review is due/i).first()).toBeVisible();
  await priya.goto(`/changes/${id}`);
  await priya.getByRole("button", { name: "Write the review" }).click();
  await priya.getByLabel("What went well").fill("Nine minutes from the call to the right slip.");
  await priya.getByRole("button", { name: "Save the review" }).click();
  await expect(priya.getByText("Went as planned").first()).toBeVisible();
  for (const page of [tom, mira, priya]) await page.context().close();
});
