import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type APIRequestContext, type Browser, expect, type Page, test } from "@playwright/test";

export type PersonKey =
  | "release_manager"
  | "second_release_manager"
  | "developer"
  | "plant_it"
  | "platform_engineer"
  | "support"
  | "auditor";

type Account = { key: PersonKey; name: string; email: string; password: string };

const accountsFile = process.env["E2E_DEMO_ACCOUNTS_FILE"] ?? ".holdfast/demo-accounts.json";

export function account(key: PersonKey): Account {
  const accounts = JSON.parse(readFileSync(accountsFile, "utf8")) as Account[];
  const found = accounts.find((each) => each.key === key);
  if (found === undefined) throw new Error(`${accountsFile} has no account ${key}.`);
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

/** Where the person's session is kept for all journeys of this run; Playwright empties the directory before each. */
function sessionFile(key: PersonKey): string {
  const directory = path.join(test.info().project.outputDir, "sessions");
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  return path.join(directory, `${key}.json`);
}

/** A page in a browser of its own in which the person is signed in; the first use signs in, later ones reuse it. */
export async function pageAs(
  browser: Browser,
  key: PersonKey,
  options: Parameters<Browser["newContext"]>[0] = {},
): Promise<Page> {
  const file = sessionFile(key);
  if (!existsSync(file)) {
    const context = await browser.newContext();
    await signIn(await context.newPage(), key);
    // Another lane may sign the same person in now: whole files only, whoever comes last stays.
    const written = `${file}.${process.pid}`;
    writeFileSync(written, JSON.stringify(await context.storageState()), { mode: 0o600 });
    renameSync(written, file);
    await context.close();
  }
  const context = await browser.newContext({ ...options, storageState: file });
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
