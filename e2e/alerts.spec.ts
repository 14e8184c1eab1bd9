import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type APIRequestContext, expect, request, test } from "@playwright/test";
import { expectSound } from "./accessibility";
import { pageAs } from "./people";

/** Whatever is told of it here, nothing runs there otherwise. */
const PLACE = "Lübeck staging";
const SUMMARY = "Confirmations of work orders fail for the label printer's line.";
const alertname = `WorkOrdersFail${Date.now()}`;

type Named = { id: string; name: string; version: number };
type Listed<One> = { items: One[] };

async function json<Answer>(answer: Awaited<ReturnType<APIRequestContext["get"]>>): Promise<Answer> {
  expect(answer.ok(), `${answer.url()}: ${await answer.text()}`).toBe(true);
  return (await answer.json()) as Answer;
}

const cleaners: (() => Promise<unknown>)[] = [];
test.afterAll(async () => {
  for (const clean of cleaners.reverse()) await clean();
});

/** A token of a service identity that may push alerts, as an Alertmanager has one. */
async function pusher(admin: APIRequestContext, baseURL: string): Promise<APIRequestContext> {
  const body = {
    name: `alertmanager-${Date.now()}`,
    purpose: "Alerts of the journey",
    rights: ["alert.push"],
    days: 1,
  };
  const made = await json<{ identity: Named; token: string }>(
    await admin.post("/api/v1/service-identities", { data: body }),
  );
  const { id, version } = made.identity;
  cleaners.push(() =>
    admin.post(`/api/v1/service-identities/${id}/revoke`, {
      data: { version, reason: "The journey is over." },
    }),
  );
  const headers = { authorization: `Bearer ${made.token}` };
  return request.newContext({ baseURL, extraHTTPHeaders: headers });
}

/** Whatever is posted to it, as a receiver of webhooks would have it. */
async function receiver(): Promise<{ url: string; heard: string[] }> {
  const heard: string[] = [];
  const server: Server = createServer((incoming, response) => {
    let body = "";
    incoming.on("data", (chunk) => {
      body += String(chunk);
    });
    incoming.on("end", () => {
      heard.push(body);
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleaners.push(() => new Promise((resolve) => server.close(resolve)));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, heard };
}

test("an Alertmanager's alert is seen on a phone in the dark, taken on, led as an incident, and reviewed", async ({
  browser,
  baseURL,
}) => {
  const admin = await pageAs(browser, "platform_engineer");
  const phone = await pageAs(browser, "plant_it", {
    colorScheme: "dark",
    viewport: { width: 390, height: 844 },
  });
  const mine = await json<Listed<Named>>(await phone.request.get("/api/v1/environments?limit=100"));
  const environment = mine.items.find(({ name }) => name === PLACE) ?? mine.items[0];
  if (environment === undefined) throw new Error("Plant IT sees no environment.");
  const detail = await json<{ namespace: string }>(
    await admin.request.get(`/api/v1/environments/${environment.id}`),
  );
  const { url, heard } = await receiver();
  const route = { name: `Journey ${Date.now()}`, afterMinutes: 0, workHours: false, enabled: true };
  const tiers = ["page", "ticket", "notice"];
  const alerting = await json<{ routes: Named[] }>(
    await admin.request.post("/api/v1/alert-routes", {
      data: { tenantId: null, channel: "slack", url, tiers, ...route },
    }),
  );
  const own = alerting.routes.find(({ name }) => name === route.name);
  cleaners.push(() =>
    admin.request.post(`/api/v1/alert-routes/${own?.id}`, {
      data: { version: own?.version, ...route, tiers, enabled: false },
    }),
  );
  const machine = await pusher(admin.request, baseURL ?? "");
  const alert = {
    ...{ status: "firing", startsAt: new Date().toISOString(), fingerprint: Date.now().toString(16) },
    labels: { alertname, namespace: detail.namespace, severity: "critical", domain: "integration" },
    annotations: { summary: SUMMARY },
  };
  const push = (status: string) =>
    machine.post("/api/v1/alert-sources/alertmanager", {
      data: { version: "4", alerts: [{ ...alert, status }] },
    });
  // However this ends, nothing is left standing that would take the next run's alert in.
  cleaners.push(() => push("resolved"));
  expect(await json(await push("firing"))).toEqual({ taken: 1, unplaced: 0 });
  // The same post again is the same alert.
  await push("firing");

  await phone.goto("/alerts");
  await expect(phone.getByRole("link", { name: new RegExp(alertname) })).toHaveCount(1);
  await expectSound(phone);
  await expect.poll(() => heard.filter((body) => body.includes(alertname)).length).toBe(1);
  await phone.getByRole("link", { name: new RegExp(alertname) }).click();
  await expect(phone.getByRole("heading", { level: 1 })).toContainText(alertname);
  await phone.getByRole("button", { name: /^Acknowledge/ }).click();
  await expect(phone.getByText(/^with /).first()).toBeVisible();
  await expectSound(phone);

  await phone.getByRole("button", { name: "Open an incident" }).click();
  await phone.getByRole("textbox", { name: "What is wrong" }).fill(`${alertname}: labels do not print`);
  await phone.getByLabel("What the plant reads").fill("Print labels at the second line until 16:00.");
  await phone.getByRole("button", { name: "Open the incident" }).click();
  await phone.waitForURL(/\/incidents\//);
  await expect(phone.getByText("Print labels at the second line until 16:00.").first()).toBeVisible();
  await expectSound(phone);

  await push("resolved");
  await phone.getByRole("button", { name: "It is over" }).first().click();
  await phone.getByLabel("What ended it").fill("The printer's queue was emptied.");
  await phone.getByRole("dialog").getByRole("button", { name: "It is over" }).click();
  await expect(phone.getByText("over, to be reviewed")).toBeVisible();
  await phone.getByRole("button", { name: "Write the review" }).click();
  await phone.getByLabel("Why it happened").fill("The queue of the label printer had no limit and was full.");
  await phone.getByRole("button", { name: "Add an action" }).click();
  await phone.getByLabel("What shall be done").fill("Set a limit to the printer's queue");
  await phone.getByRole("button", { name: "Write the review" }).click();
  await expect(phone.getByText("Set a limit to the printer's queue").first()).toBeVisible();
  await phone.getByRole("button", { name: /^Done/ }).click();
  await phone.getByLabel("What was done").fill("The limit is 200 labels.");
  await phone.getByRole("button", { name: "It is done" }).click();
  await phone.getByRole("button", { name: "Close" }).first().click();
  await phone.getByLabel("A last word").fill("Nothing is left to do.");
  await phone.getByRole("dialog").getByRole("button", { name: "Close", exact: true }).last().click();
  await expect(phone.getByText("closed", { exact: true }).first()).toBeVisible();
  await expectSound(phone);
});

test("a post in another form, or without the right, is refused in words", async ({ browser, baseURL }) => {
  const admin = await pageAs(browser, "platform_engineer");
  const machine = await pusher(admin.request, baseURL ?? "");
  const address = "/api/v1/alert-sources/alertmanager";
  const wrong = await machine.post(address, { data: { version: "3", alerts: [] } });
  expect(wrong.status()).toBe(400);
  expect(await wrong.text()).toContain("version 4");
  const person = await admin.request.post(address, { data: { version: "4", alerts: [] } });
  expect(person.status()).toBe(403);
  const nobody = await request.newContext({
    baseURL: baseURL ?? "",
    extraHTTPHeaders: { authorization: "Bearer x" },
  });
  expect((await nobody.post(address, { data: { version: "4", alerts: [] } })).status()).toBe(401);
});
