import { expect, test } from "@playwright/test";
import { pageAs } from "./people";

type Policy = { stage: string; version: number; settings: Record<string, unknown> };

/** Releases are watched for minutes; the journeys that are about something else do not wait for it. */
test("stages are not watched, but where a journey sets it", async ({ browser }) => {
  const page = await pageAs(browser, "release_manager");
  const path = "/api/v1/policies/observation";
  const { items } = (await (await page.request.get(path)).json()) as { items: Policy[] };
  expect(items.length).toBeGreaterThan(0);
  for (const { stage, version, settings } of items) {
    const data = { version, settings: { ...settings, soakSeconds: 0, canarySoakSeconds: 0 } };
    const answer = await page.request.patch(`${path}/${stage}`, { data });
    expect(answer.ok(), await answer.text()).toBe(true);
  }
});
