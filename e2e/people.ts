import { readFileSync } from "node:fs";
import { type APIRequestContext, type Browser, expect, type Page } from "@playwright/test";

export type PersonKey =
  | "release_manager"
  | "developer"
  | "plant_it"
  | "platform_engineer"
  | "support"
  | "auditor";

type Account = { key: PersonKey; name: string; email: string; password: string };

const file = process.env["E2E_DEMO_ACCOUNTS_FILE"] ?? ".holdfast/demo-accounts.json";

export function account(key: PersonKey): Account {
  const accounts = JSON.parse(readFileSync(file, "utf8")) as Account[];
  const found = accounts.find((each) => each.key === key);
  if (found === undefined) throw new Error(`${file} has no account ${key}.`);
  return found;
}

/** Signs in through the page, as a person does. */
export async function signIn(page: Page, key: PersonKey): Promise<void> {
  const { email, password } = account(key);
  await page.goto("/sign-in", { waitUntil: "networkidle" });
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: /sign in/i }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
}

const states = new Map<
  PersonKey,
  Awaited<ReturnType<import("@playwright/test").BrowserContext["storageState"]>>
>();

/** A page in a browser of its own in which the person is signed in; the first use signs in, later ones reuse it. */
export async function pageAs(
  browser: Browser,
  key: PersonKey,
  options: Parameters<Browser["newContext"]>[0] = {},
): Promise<Page> {
  let state = states.get(key);
  if (state === undefined) {
    const context = await browser.newContext();
    const page = await context.newPage();
    await signIn(page, key);
    state = await context.storageState();
    states.set(key, state);
    await context.close();
  }
  const context = await browser.newContext({ ...options, storageState: state });
  return context.newPage();
}

type Listed = { items: { id: string; title: string; number: string }[] };

/** The change of the scenario with this title. */
export async function changeTitled(
  request: APIRequestContext,
  title: string,
): Promise<{ id: string; number: string }> {
  const answer = await request.get(`/api/v1/changes?limit=100&search=${encodeURIComponent(title)}`);
  expect(answer.status()).toBe(200);
  const change = ((await answer.json()) as Listed).items.find((each) => each.title === title);
  if (change === undefined) throw new Error(`There is no change titled ${title}.`);
  return change;
}
