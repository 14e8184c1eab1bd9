import { expect, test } from "@playwright/test";
import { pageAs } from "./people";

type Named = { id: string; name: string };
type Moved = { id: string; version: number };

const WANTED = "Say how long the counter is without prices.";

test("who is asked for changes sees first what is wanted, until it is edited", async ({ browser }) => {
  const jana = await pageAs(browser, "developer");
  const listed = async (path: string) =>
    ((await (await jana.request.get(`${path}?limit=100`)).json()) as { items: Named[] }).items;
  const idOf = async (path: string, name: string) =>
    (await listed(path)).find((each) => each.name === name)?.id ?? "missing";
  const drafted = await jana.request.post("/api/v1/changes", {
    data: {
      environmentId: await idOf("/api/v1/environments", "Guelph staging"),
      releaseId: await idOf("/api/v1/releases", "2026.11.6"),
      ...{ title: "Price lists once more", reason: "They open slowly at the counter." },
      ...{ rollbackPlan: "The release before is put back.", fallback: "", communication: "" },
    },
  });
  expect(drafted.status(), await drafted.text()).toBe(201);
  const { id, version } = (await drafted.json()) as Moved;
  await jana.request.post(`/api/v1/changes/${id}/submit`, { data: { version } });

  const mira = await pageAs(browser, "release_manager");
  await mira.goto(`/changes/${id}`);
  await expect(mira.getByRole("button", { name: /^Ask for changes/ }).first()).toBeEnabled();
  await mira.keyboard.press("c");
  const dialog = mira.getByRole("dialog");
  await dialog.getByLabel("What should be different").fill(WANTED);
  await dialog.getByRole("button", { name: "Ask, return to draft" }).click();
  await expect(dialog).toBeHidden();

  await jana.goto(`/changes/${id}`);
  const panel = jana.getByRole("complementary", { name: "Decision" });
  await expect(panel).toContainText(`asks for changes: ${WANTED}`);
  await jana.keyboard.press("e");
  await jana.getByLabel("Why this change").fill("They open slowly at the counter, for four minutes.");
  await jana.getByRole("button", { name: "Save the changes" }).click();
  await expect(panel).toContainText("Ready to be submitted.");
  await expect(panel).not.toContainText("asks for changes");
  await panel.getByRole("button", { name: /^Cancel the change/ }).click();
  await jana.getByRole("dialog").getByRole("textbox").fill("The journey is over.");
  await jana
    .getByRole("dialog")
    .getByRole("button", { name: /^Cancel/ })
    .click();
  await expect(jana.getByText("Cancelled", { exact: true }).first()).toBeVisible();
  for (const page of [mira, jana]) await page.context().close();
});
