import { type APIRequestContext, expect, type Page, test } from "@playwright/test";
import { pageAs } from "./people";

type Gate = { id: string; verdict: string };
type Moved = { id: string; version: number; state: string; operationId: string | null; gates: Gate[] };
type Named = { id: string; name: string; version: number; tenant: { id: string } };
type Event = { id: string; title: string; version: number };

const PLACE = "Guelph staging";
const TITLE = "Close of the tool shop's books";
/** Those of the fleet that change no schema: whichever of them runs there, another one does not. */
const RELEASES = ["2026.11.8", "2026.11.7", "2026.11.6", "2026.11.1"];

const listed = async <Item>(request: APIRequestContext, path: string): Promise<Item[]> =>
  ((await (await request.get(path)).json()) as { items: Item[] }).items;

async function cancelClose(request: APIRequestContext): Promise<void> {
  for (const { id, title, version } of await listed<Event>(request, "/api/v1/calendar/events?limit=100"))
    if (title === TITLE)
      await request.post(`/api/v1/calendar/events/${id}/cancel`, {
        data: { version, reason: "The books are closed early." },
      });
}

/** From an hour ago for three hours, in that environment alone. */
async function closeBooks(request: APIRequestContext, place: Named): Promise<void> {
  const start = new Date(Date.now() - 3_600_000).toISOString().slice(0, 16);
  const answer = await request.post("/api/v1/calendar/events", {
    data: {
      ...{ level: "environment", tenantId: place.tenant.id, environmentId: place.id },
      ...{ kind: "fiscal_close", effect: "blocks", title: TITLE, reason: "Valuation of the tools." },
      ...{ zone: "UTC", start, durationMinutes: 180, recurrence: null, exceptions: [] },
      ...{ moduleFamilies: [], stages: ["staging"] },
    },
  });
  expect(answer.status(), await answer.text()).toBe(201);
}

/** A change that nothing but the calendar keeps from starting. */
async function draftOf(page: Page, place: Named): Promise<Moved> {
  const releases = await listed<Named>(page.request, "/api/v1/releases?limit=100");
  for (const name of RELEASES) {
    const answer = await page.request.post("/api/v1/changes", {
      data: {
        ...{ environmentId: place.id, releaseId: releases.find((one) => one.name === name)?.id },
        ...{ title: `${name} in a close`, reason: "The shop's price lists take a minute to load." },
        ...{ rollbackPlan: "Holdfast puts the release before back.", fallback: "", communication: "" },
      },
    });
    if (answer.status() !== 201) continue;
    const drafted = (await answer.json()) as Moved;
    const stops = drafted.gates.filter(({ verdict }) => verdict === "fail");
    if (stops.length === 0) return drafted;
    const { id, version } = drafted;
    const data = { version, reason: "Another one is taken." };
    await page.request.post(`/api/v1/changes/${id}/cancel`, { data });
  }
  throw new Error(`No release is left that could go to ${PLACE}.`);
}

/** That it began is what was to be seen: the rest of it is other journeys' matter. */
async function stop(request: APIRequestContext, operationId: string): Promise<void> {
  const address = `/api/v1/operations/${operationId}`;
  const read = async () => (await (await request.get(address)).json()) as { state: string; version: number };
  const reason = "The journey is over.";
  const abort = async () =>
    (await request.post(`${address}/abort`, { data: { version: (await read()).version, reason } })).ok();
  // What runs on meanwhile is seen anew before each try; what goes back already is left to it.
  await expect(async () => {
    const { state } = await read();
    expect(["succeeded", "rolled_back", "cancelled"].includes(state) || (await abort())).toBe(true);
  }).toPass({ timeout: 30_000 });
  await expect
    .poll(async () => (await read()).state, { timeout: 150_000 })
    .toMatch(/succeeded|rolled_back|cancelled/);
}

test.afterEach(async ({ browser }) => {
  const page = await pageAs(browser, "release_manager");
  await cancelClose(page.request);
  await page.context().close();
});

test("a change into a close is refused with the next opening, waits for it, and goes when the close is called off", async ({
  browser,
}) => {
  const mira = await pageAs(browser, "release_manager");
  const [place] = (await listed<Named>(mira.request, "/api/v1/environments?limit=100")).filter(
    ({ name }) => name === PLACE,
  );
  if (place === undefined) throw new Error(`There is no ${PLACE}.`);
  const jana = await pageAs(browser, "developer");
  const { id, version } = await draftOf(jana, place);
  await closeBooks(mira.request, place);

  // The developer sees from the start what will keep it.
  await jana.goto(`/changes/${id}`);
  await expect(jana.locator("#gate-calendar_open")).toContainText(TITLE);
  await expect(jana.locator("#gate-calendar_open")).toContainText("Next opening:");
  await jana.request.post(`/api/v1/changes/${id}/submit`, { data: { version } });

  await mira.goto(`/changes/${id}`);
  await mira
    .getByRole("button", { name: /^Approve/ })
    .first()
    .click();
  await mira
    .getByRole("dialog")
    .getByRole("button", { name: /^Approve/ })
    .click();
  await expect(mira.getByText("Approved", { exact: true }).first()).toBeVisible();
  const read = async () => (await (await mira.request.get(`/api/v1/changes/${id}`)).json()) as Moved;
  const approved = await read();
  const refused = await mira.request.post(`/api/v1/changes/${id}/start`, {
    data: { version: approved.version },
  });
  expect(refused.status()).toBe(422);
  expect(await refused.text()).toMatch(new RegExp(`${TITLE}.*Next opening: `));

  // Where nothing may start now the panel offers the way on, by its key as well.
  const panel = mira.getByRole("complementary", { name: "Decision" });
  await expect(panel.getByRole("button", { name: "Schedule its start" })).toBeVisible();
  await mira.keyboard.press("t");
  const dialog = mira.getByRole("dialog");
  await expect(dialog).toContainText("The calendar opens on");
  await dialog.getByRole("button", { name: "Schedule", exact: true }).click();
  await expect(mira.getByText(/^Scheduled by .* for the next opening\./).first()).toBeVisible();
  expect((await read()).state).toBe("scheduled");
  await expect(mira.getByText(/Starts by itself on /).first()).toBeVisible();
  await expect(panel).toContainText("It starts by itself when its time comes");

  // Whoever waits for an edge is woken when the edge comes earlier.
  await cancelClose(mira.request);
  await expect.poll(async () => (await read()).state).not.toBe("scheduled");
  const { operationId } = await read();
  await mira.goto(`/operations/${operationId}`);
  await expect(mira.getByRole("heading", { level: 1 })).toContainText(PLACE);
  await expect(mira.getByText(/Started by/).first()).toBeVisible();
  await stop(mira.request, operationId ?? "missing");
  for (const page of [mira, jana]) await page.context().close();
});
