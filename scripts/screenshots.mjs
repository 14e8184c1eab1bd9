// Pictures of a running product in both themes and two widths: `npm run screenshots`.
import { mkdirSync } from "node:fs";
import path from "node:path";
import { readArguments } from "./lib/arguments.mjs";
import { Failure, reportFailure } from "./lib/failure.mjs";
import { chromiumPath } from "./lib/packages.mjs";
import { inRoot, stateDirectory } from "./lib/paths.mjs";
import { say, step } from "./lib/progress.mjs";
import { readJson } from "./lib/state.mjs";

const usage = `Usage: npm run screenshots -- [--role ROLE] [--out DIR] [PATH …]

  Pictures of the running "npm start", 1280 and 390 pixels wide, light and dark, whole pages.
  --role ROLE   the demo account to sign in with (release_manager)
  --out DIR     where they go (screenshots)
  PATH          pages, such as /changes; "/changes/*" is the first change of the list`;

const everyPage = [
  ...[
    "/sign-in",
    "/",
    "/changes",
    "/changes/*",
    "/changes/new",
    "/operations",
    "/operations/*",
    "/releases",
    "/releases/*",
  ],
  ...[
    "/environments",
    "/environments/*",
    "/tenants",
    "/tenants/*",
    "/clusters",
    "/clusters/*",
    "/clusters/new",
  ],
  ...["/audit", "/account", "/api-docs"],
];
const widths = [1280, 390];
const themes = ["light", "dark"];
const quiet = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-quic",
];

function runningProduct(role) {
  const running = readJson(path.join(stateDirectory, "running.json"));
  if (!running) throw new Failure("The product is not running here. Start it first: npm start");
  const accounts = readJson(path.join(stateDirectory, "demo-accounts.json"), []);
  const account = accounts.find((one) => one.key === role);
  if (!account)
    throw new Failure(
      `There is no demo account with the role ${role}; there are ${accounts.map((one) => one.key).join(", ")}.`,
    );
  return { address: running.address, account };
}

async function signIn(page, address, { email, password }) {
  await page.goto(`${address}/sign-in`);
  await page.getByLabel(/e-?mail/i).fill(email);
  await page.getByLabel(/password/i).fill(password);
  await page.getByRole("button", { name: /sign in/i }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"), { timeout: 15_000 });
}

/** Where "/changes/*" leads: the first link of the list that goes one level deeper; undefined for an empty list. */
async function resolvePath(page, address, wanted) {
  if (!wanted.endsWith("/*")) return wanted;
  const list = wanted.slice(0, -2);
  await page.goto(`${address}${list}`);
  const links = page.locator(`a[href^="${list}/"]:not([href$="/new"])`);
  await links
    .first()
    .waitFor({ state: "attached", timeout: 5000 })
    .catch(() => {});
  if ((await links.count()) === 0) return undefined;
  return await links.first().getAttribute("href");
}

async function picture(page, address, target, file) {
  await page.goto(`${address}${target}`, { waitUntil: "load", timeout: 30_000 });
  const isBusy = () => document.querySelector('[aria-busy="true"]') !== null;
  await page.waitForFunction(`!(${isBusy})()`, undefined, { timeout: 10_000 });
  // Live updates are part of the picture, but a page without them is still worth one.
  await page
    .getByText("Connecting")
    .waitFor({ state: "hidden", timeout: 3000 })
    .catch(() => {});
  await page.evaluate("document.fonts.ready.then(() => true)");
  await page.screenshot({ path: file, fullPage: true, animations: "disabled", timeout: 15_000 });
}

function fileName(target, width, theme) {
  const name =
    target
      .replaceAll(/^\/|\/$/g, "")
      .replaceAll("/*", "-one")
      .replaceAll("/", "-") || "overview";
  return `${name}-${width}-${theme}.png`;
}

async function pictures(browser, { address, account, targets, out }) {
  const failures = [];
  for (const theme of themes)
    for (const width of widths) {
      const viewport = { width, height: width < 600 ? 844 : 800 };
      const context = await browser.newContext({ viewport, colorScheme: theme, reducedMotion: "reduce" });
      const page = await context.newPage();
      const shoot = async (target) => {
        const place = await resolvePath(page, address, target);
        if (place === undefined) say(`  ${target} was left out: the list is empty.`);
        else await picture(page, address, place, path.join(out, fileName(target, width, theme)));
      };
      const isSignIn = (target) => target === "/sign-in";
      for (const target of targets.filter(isSignIn)) await shoot(target);
      await signIn(page, address, account);
      for (const target of targets.filter((one) => !isSignIn(one)))
        await shoot(target).catch((error) =>
          failures.push(`${target} at ${width} ${theme}: ${error.message.split("\n")[0]}`),
        );
      await context.close();
    }
  return failures;
}

async function main() {
  const flags = { role: { type: "string" }, out: { type: "string" } };
  const { values, positionals } = readArguments(usage, flags, { positionals: true });
  const { address, account } = runningProduct(values.role ?? "release_manager");
  const targets = positionals.length > 0 ? positionals : everyPage;
  const out = path.resolve(values.out ?? inRoot("screenshots"));
  const executablePath = chromiumPath();
  if (!executablePath) throw new Failure("Chromium was not found. Install it, or name it in CHROMIUM_PATH.");
  mkdirSync(out, { recursive: true });
  const { chromium } = await import("@playwright/test");
  const args = process.getuid?.() === 0 ? ["--no-sandbox", ...quiet] : quiet;
  const browser = await chromium.launch({ executablePath, args });
  try {
    const title = `${targets.length * widths.length * themes.length} pictures in ${path.relative(process.cwd(), out)}/`;
    const failures = await step(title, () => pictures(browser, { address, account, targets, out }));
    if (failures.length > 0)
      throw new Failure(`${failures.length} pictures could not be taken.`, { details: failures.join("\n") });
  } finally {
    await browser.close();
  }
}

main().catch((error) => {
  reportFailure(error);
  process.exitCode = 1;
});
