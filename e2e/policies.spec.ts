import { expect, test } from "@playwright/test";
import { expectSound } from "./accessibility";
import { pageAs } from "./people";

const RULE = `id: no_change_at_all
title: No change at all
when: size(release.name) > 0
verdict: block
fact: "{{ release.name }} is a release."
remedy: Wait for better times.
passes: Nothing is released.
`;

test("a gate rule is written, its mistake shown with its place, tried on what was decided, and thrown away again", async ({
  browser,
}) => {
  const page = await pageAs(browser, "release_manager");
  await page.goto("/policies/gates");
  await expect(page.getByRole("row", { name: /Rollback plan/ })).toContainText("Refuses");

  await page.getByRole("button", { name: "Write a rule" }).click();
  const rule = page.getByLabel("Rule", { exact: true });
  await rule.fill(RULE.replace("release.name) > 0", "release.nam) > 0"));
  await page.getByRole("button", { name: "Save to the draft" }).click();
  await expect(page.getByRole("alert").first()).toContainText("Line 3, column");
  await expect(page.getByRole("alert").first()).toContainText("nam");
  await rule.fill(RULE);
  await page.getByRole("button", { name: "Save to the draft" }).click();
  await expect(page.getByText("Nothing of this holds before it is activated.").first()).toBeVisible();
  await expect(page.getByText("no_change_at_all").first()).toBeVisible();

  await page.getByRole("button", { name: "Try it on the last changes" }).click();
  const run = page.getByRole("table", { name: "Judgements that would differ" });
  await expect(run.getByText("Refused instead").first()).toBeVisible();
  await expect(run).toContainText("No change at all: not asked → refuses");
  await expectSound(page);

  const changes = await page.request.get("/api/v1/changes?waiting=decision");
  const { items } = (await changes.json()) as { items: { id: string }[] };
  const one = await page.request.get(`/api/v1/changes/${items[0]?.id}`);
  const { gates, risk } = (await one.json()) as {
    gates: { id: string }[];
    risk: { score: number; factors: { points: number }[] };
  };
  expect(gates.map(({ id }) => id)).not.toContain("no_change_at_all");
  expect(risk.factors.reduce((sum, { points }) => sum + points, 0)).toBe(risk.score);

  await page.getByRole("button", { name: "Discard", exact: true }).click();
  await page.getByRole("button", { name: "Discard the draft" }).click();
  await expect(page.getByText("Nothing of this holds before it is activated.")).toHaveCount(0);
  const after = await page.request.get("/api/v1/policies/gates");
  expect(await after.json()).toMatchObject({ draft: null });
});

test("who may not write rules sees them, and why not", async ({ browser }) => {
  const page = await pageAs(browser, "developer");
  await page.goto("/policies/gates");
  const write = page.getByRole("button", { name: "Write a rule" });
  await expect(write).toHaveAttribute("aria-disabled", "true");
  const { can } = (await (await page.request.get("/api/v1/policies/gates")).json()) as {
    can: { edit: { allowed: boolean; reason: string } };
  };
  expect(can.edit.reason).toContain("edit gate rules");
  const refused = await page.request.post("/api/v1/policies/gates/rules", {
    data: { revision: 0, ruleId: null, text: RULE },
  });
  expect(refused.status()).toBe(403);
});

test("a change shows what its risk is made of, and the calibration says when it is too early", async ({
  browser,
}) => {
  const page = await pageAs(browser, "release_manager");
  const changes = await page.request.get("/api/v1/changes?waiting=decision");
  const { items } = (await changes.json()) as { items: { id: string }[] };
  await page.goto(`/changes/${items[0]?.id}`);
  const factors = page.getByRole("table", { name: "Factors of the risk" });
  await expect(factors.getByRole("row")).toHaveCount(11);
  await page.goto("/risk");
  await expect(page.getByRole("table", { name: "Predicted bands and what happened" })).toBeVisible();
});
