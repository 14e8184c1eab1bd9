import { readFileSync } from "node:fs";
import { request } from "node:http";
import path from "node:path";
import { expect, type Page, test } from "@playwright/test";
import pg from "pg";
import { expectSound } from "./accessibility";
import { ask, confirmedOrders } from "./cluster";
import { pageAs } from "./people";

const PLACE = "Leoben production";

type Listed<Item> = { items: Item[] };
type Scratch = { namespace: string; address: string | null; state: string };

const answered = async <T>(page: Page, address: string): Promise<T> =>
  (await (await page.request.get(address)).json()) as T;

async function environmentId(page: Page): Promise<string> {
  const address = `/api/v1/environments?limit=100&search=${encodeURIComponent(PLACE)}`;
  const { items } = await answered<Listed<{ id: string; name: string }>>(page, address);
  return items.find(({ name }) => name === PLACE)?.id ?? "missing";
}

async function backedUp(page: Page, id: string): Promise<void> {
  const address = `/api/v1/environments/${id}/backups`;
  const good = async () =>
    (await answered<Listed<{ state: string }>>(page, address)).items.some(({ state }) => state === "good");
  if (!(await good())) expect((await page.request.post(address)).status()).toBe(201);
  await expect.poll(good, { timeout: 120_000 }).toBe(true);
}

/** What visitors get at an address, through the cluster's ingress. */
function visit(address: string): Promise<number> {
  const kubeconfig = process.env["E2E_KUBECONFIG"] ?? ".holdfast/sandbox/kubeconfig";
  const ports = JSON.parse(readFileSync(path.join(path.dirname(kubeconfig), "ports.json"), "utf8"));
  const options = {
    ...{ host: "127.0.0.1", port: Number(ports.ingress), path: "/web/login" },
    headers: { host: new URL(address).hostname },
  };
  return new Promise((resolve, reject) => {
    request(options, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    })
      .on("error", reject)
      .end();
  });
}

type Secret = { data: Record<string, string> };

/** Asks the database of a namespace itself, as its secret says. */
async function queried(namespace: string, statement: string): Promise<Record<string, unknown>[]> {
  const { data } = (await ask(`/api/v1/namespaces/${namespace}/secrets/erp-database`)) as Secret;
  const of = (name: string) => Buffer.from(data[name] ?? "", "base64").toString("utf8");
  const [host, user, password, database] = ["host", "user", "password", "dbname"].map(of);
  const client = new pg.Client({ host, user, password, database, port: Number(of("port")) });
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

const namespaces = async () =>
  ((await ask("/api/v1/namespaces")) as Listed<{ metadata: { name: string } }>).items.map(
    ({ metadata }) => metadata.name,
  );

test("support looks into production's backup in a scratch copy, and removes it", async ({ browser }) => {
  test.setTimeout(420_000);
  const page = await pageAs(browser, "support");
  const id = await environmentId(page);
  await backedUp(page, id);
  await page.goto(`/environments/${id}`);
  await page.getByRole("link", { name: "Look into a backup…" }).click();
  await page.getByLabel("What it is for, goes to the audit log").fill("A lost order is looked for");
  await page.getByLabel("Hours it stands").fill("2");
  await page.getByRole("button", { name: "Make the scratch copy" }).click();
  await page.waitForURL(/\/scratch\/[0-9a-f-]+$/);
  await expect(page.getByText(/^SCR-\d+ stands at https:/).first()).toBeVisible({ timeout: 240_000 });
  await expect(page.getByRole("heading", { name: "Reconciliation" })).toBeVisible();
  await expect(page.getByText(/figures came back as the backup recorded them/).first()).toBeVisible();
  await expectSound(page);

  const { namespace, address } = await answered<Scratch>(
    page,
    `/api/v1/scratch-copies/${page.url().split("/").at(-1)}`,
  );
  expect(await visit(address ?? "")).toBe(200);
  expect(await confirmedOrders(namespace)).toBeGreaterThan(0);
  const mail = "SELECT smtp_host FROM ir_mail_server WHERE active";
  for (const { smtp_host: host } of await queried(namespace, mail)) expect(host).toContain("invalid");
  const base = await queried(namespace, "SELECT value FROM ir_config_parameter WHERE key = 'web.base.url'");
  expect(base).toEqual([{ value: address }]);
  const database = await queried(namespace, "SELECT current_database() AS name");
  const known = "SELECT datname FROM pg_database";
  const home = namespace.replace(/-scratch-\d+$/, "");
  expect(JSON.stringify(await queried(home, known))).toContain(String(database[0]?.["name"]));

  await page.getByRole("button", { name: "Remove now…" }).click();
  await page.getByLabel("Why it goes").fill("The order was found");
  await page.getByRole("button", { name: "Remove now", exact: true }).click();
  await expect(page.getByText(/is gone, with its database, files and keys/).first()).toBeVisible({
    timeout: 120_000,
  });
  expect(await namespaces()).not.toContain(namespace);
  expect(JSON.stringify(await queried(home, known))).not.toContain(String(database[0]?.["name"]));
  expect(await visit(address ?? "")).toBe(404);
});
