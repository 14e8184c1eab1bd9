import { type APIRequestContext, expect, test } from "@playwright/test";
import { pageAs } from "./people";

const TITLE = "Count in the tool store";

type Listed<Item> = { items: Item[] };
type Event = { id: string; title: string; version: number };

const DAY_MS = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);

/** What this journey has put in is cancelled again: the fleet stays as it is. */
async function cancelOwn(request: APIRequestContext): Promise<void> {
  const { items } = (await (await request.get("/api/v1/calendar/events?limit=100")).json()) as Listed<Event>;
  for (const { id, version } of items.filter(({ title }) => title.startsWith(TITLE))) {
    const data = { version, reason: "The journey is over." };
    expect((await request.post(`/api/v1/calendar/events/${id}/cancel`, { data })).ok()).toBe(true);
  }
}

test.afterAll(async ({ browser }) => {
  const page = await pageAs(browser, "release_manager");
  await cancelOwn(page.request);
  await page.context().close();
});

test("plant IT asks not to be disturbed, within limits, and the release manager sees it", async ({
  browser,
}) => {
  const plantIt = await pageAs(browser, "plant_it");
  // Far enough for the lead time, and in a month of its own.
  const day = inDays(40);
  await plantIt.goto(`/calendar?view=week&day=${day}`);
  await plantIt.getByRole("button", { name: /Add to the calendar…/ }).click();
  const dialog = plantIt.getByRole("dialog");
  await expect(dialog).toContainText("You may ask not to be disturbed");
  await dialog.getByLabel("What it is").selectOption({ label: "Stock count" });
  // Only a warning: nothing in the journeys beside this one is stopped by it.
  await dialog.getByLabel("What it means for changes").selectOption({ label: "Changes are warned" });
  await dialog.getByLabel("Title").fill(TITLE);
  await dialog.getByLabel("From").fill(`${day}T06:00`);
  await dialog.getByLabel("Until").fill(`${inDays(45)}T06:00`);
  await dialog.getByRole("button", { name: "Put into the calendar" }).click();
  await expect(dialog.getByText(/you may set at most 72 h at a time/)).toBeVisible();
  await dialog.getByLabel("Until").fill(`${day}T14:00`);
  await expect(dialog.getByRole("region", { name: "The next times" })).toContainText("06:00");
  await dialog.getByRole("button", { name: "Put into the calendar" }).click();
  await expect(dialog).toBeHidden();
  await expect(plantIt.getByRole("button", { name: new RegExp(TITLE) })).toBeVisible();

  const manager = await pageAs(browser, "release_manager");
  await manager.goto(`/calendar?view=week&day=${day}`);
  await manager.getByRole("button", { name: new RegExp(TITLE) }).click();
  const details = manager.getByRole("dialog");
  await expect(details).toContainText("Henrik Lorenz");
  await expect(details).toContainText("Changes are warned");
  await manager.keyboard.press("Escape");

  const stranger = await pageAs(browser, "developer");
  await stranger.goto(`/calendar?view=week&day=${day}`);
  await stranger.getByRole("button", { name: new RegExp(TITLE) }).click();
  await expect(stranger.getByRole("button", { name: "Edit…" })).toHaveAttribute("aria-disabled", "true");
});

test("a recurrence is chosen in plain words, previewed, and one time of it is left out", async ({
  browser,
}) => {
  const page = await pageAs(browser, "release_manager");
  const day = inDays(60);
  await page.goto(`/calendar?view=week&day=${day}`);
  await page.getByRole("button", { name: /Add to the calendar…/ }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("What it is").selectOption({ label: "Shift" });
  await dialog.getByLabel("Title").fill(`${TITLE}, weekly`);
  await dialog.getByLabel("From").fill(`${day}T22:00`);
  await dialog.getByLabel("Until").fill(`${inDays(61)}T06:00`);
  await dialog.getByLabel("Repeats").selectOption({ label: "Weekly on days" });
  await dialog.getByLabel("Ends", { exact: true }).selectOption({ label: "After a number of times" });
  await dialog.getByLabel("Times", { exact: true }).fill("3");
  await expect(dialog.getByRole("region", { name: "The next times" }).getByRole("listitem")).not.toHaveCount(
    0,
  );
  await dialog.getByRole("button", { name: "Put into the calendar" }).click();
  await expect(dialog).toBeHidden();
  await page.getByRole("button", { name: new RegExp(`from 22:00 Shift: ${TITLE}, weekly`) }).click();
  await page.getByRole("button", { name: "Cancel this time…" }).click();
  await page.getByLabel("Why").fill("The hall is closed that night.");
  await page.getByRole("button", { name: "Cancel this time" }).click();
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(page.getByRole("button", { name: new RegExp(`${TITLE}, weekly`) })).toHaveCount(0);
});

test("a calendar program reads by its address until it is ended, and a broken file is refused by its line", async ({
  browser,
  playwright,
  baseURL,
}) => {
  const page = await pageAs(browser, "plant_it");
  await page.goto("/calendar");
  await page.getByRole("button", { name: "Subscribe…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("Phone of the shift office");
  await dialog.getByRole("button", { name: "Make an address" }).click();
  const address = await dialog.getByLabel("Address").inputValue();
  const program = await playwright.request.newContext(baseURL === undefined ? {} : { baseURL });
  const file = await program.get(address);
  expect(file.headers()["content-type"]).toContain("text/calendar");
  const text = await file.text();
  expect(text).toContain("SUMMARY:Early and late shift at the line");
  expect(text).not.toContain("Foundry Leoben");
  await dialog.getByRole("button", { name: "End: Phone of the shift office" }).click();
  await expect(dialog.getByRole("button", { name: "End: Phone of the shift office" })).toHaveCount(0);
  expect((await program.get(address)).status()).toBe(404);
  await program.dispose();

  const manager = await pageAs(browser, "release_manager");
  await manager.goto("/calendar");
  await manager.getByRole("button", { name: "Import…" }).click();
  const importing = manager.getByRole("dialog");
  const broken = text.replace(/^DTSTART;TZID=[^:]+:/m, "DTSTART;TZID=Mars/Olympus:");
  const upload = (content: string) => ({
    name: "c.ics",
    mimeType: "text/calendar",
    buffer: Buffer.from(content),
  });
  await importing.getByLabel("File").setInputFiles(upload("Dear all,"));
  await importing.getByRole("button", { name: "See what it would do" }).click();
  await expect(importing).toContainText("Line 1");
  await importing.getByLabel("File").setInputFiles(upload(broken));
  await importing.getByRole("button", { name: "See what it would do" }).click();
  await expect(importing).toContainText(/names the time zone “Mars\/Olympus”/);
  await expect(importing).toContainText(/1 refused/);
});
