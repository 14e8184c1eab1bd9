// One command from a fresh clone to a running product: `npm start`.
import { existsSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { portNumber, readArguments } from "./lib/arguments.mjs";
import { Failure, reportFailure } from "./lib/failure.mjs";
import { stateDirectory } from "./lib/paths.mjs";
import { isFree } from "./lib/ports.mjs";
import { prepare } from "./lib/prepare.mjs";
import { say, seconds } from "./lib/progress.mjs";
import { runSession } from "./lib/session.mjs";
import { startStack } from "./lib/stack.mjs";
import { readJson, rememberSeed, seedOf, writeJson } from "./lib/state.mjs";

const usage = `Usage: npm start -- [--port N] [--scenario NAME] [--fresh] [--dev]

  --port N          the port the app listens on, on 127.0.0.1 (3000)
  --scenario NAME   which demo data an empty database gets
  --fresh           removes the local data first: databases, sandbox, accounts, keys
  --dev             reloads app and worker when their source changes, instead of building

DATABASE_URL and REDIS_URL, when set, are used instead of local servers.`;

const flags = {
  port: { type: "string" },
  scenario: { type: "string" },
  fresh: { type: "boolean" },
  dev: { type: "boolean" },
};

/** What --fresh keeps: the lock in use, logs, and the data of `npm test`. */
const keptByFresh = new Set(["lock", "logs", "processes.json", "test"]);

/** What half-loaded demo data lives in. */
const halfLoaded = new Set(["postgres", "sandbox", "demo-accounts.json"]);

let running = false;

async function start(supervisor, { port, scenario, fresh, dev }) {
  const started = performance.now();
  await requirePort(port);
  clearData({ fresh, scenario });
  await prepare(["postgres", "redis", "openssl", "prometheus", "restic"], {
    logs: path.join(stateDirectory, "logs"),
  });
  const { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl } = process.env;
  const stack = await startStack(supervisor, {
    directory: stateDirectory,
    port,
    scenario,
    dev,
    databaseUrl,
    redisUrl,
  });
  running = true;
  const file = path.join(stateDirectory, "running.json");
  process.once("exit", () => rmSync(file, { force: true }));
  writeJson(file, { pid: process.pid, address: stack.address, kubeconfig: stack.sandbox.kubeconfig });
  announce(stack, performance.now() - started);
  return await supervisor.death;
}

async function requirePort(port) {
  if (await isFree(port)) return;
  throw new Failure(
    `Port ${port} is in use by another program. Choose another one: npm start -- --port ${port + 1}`,
  );
}

/**
 * Removes local data when asked to. Demo data that an earlier start loaded only half goes with the local database
 * and the sandbox alone: the keys stay, since they may seal what an external database holds.
 */
function clearData({ fresh, scenario }) {
  const file = path.join(stateDirectory, "state.json");
  const databaseUrl = process.env.DATABASE_URL;
  if (fresh && databaseUrl)
    throw new Failure(
      "--fresh removes only what lives under .holdfast; the database in DATABASE_URL is yours to empty.",
    );
  if (fresh) return removeLocal((name) => !keptByFresh.has(name));
  const { seed, scenario: loaded } = seedOf(file, databaseUrl);
  if (seed === "begun" && !databaseUrl) {
    say("  The demo data was only half loaded last time: starting over.");
    removeLocal((name) => halfLoaded.has(name));
    rememberSeed(file, databaseUrl, undefined);
  } else if (seed === "done" && scenario && loaded !== scenario)
    throw new Failure(
      `The database already holds the demo data "${loaded ?? "default"}". To replace it: npm start -- --fresh --scenario ${scenario}`,
    );
}

function removeLocal(isMeant) {
  if (!existsSync(stateDirectory)) return;
  for (const name of readdirSync(stateDirectory).filter(isMeant))
    rmSync(path.join(stateDirectory, name), { recursive: true, force: true });
}

function announce({ address, sandbox, environment }, milliseconds) {
  const accounts = readJson(environment.HOLDFAST_DEMO_ACCOUNTS_FILE, []);
  const width = Math.max(0, ...accounts.map(({ role }) => role.length));
  const mail = Math.max(0, ...accounts.map(({ email }) => email.length));
  say(`\nHoldfast is running at ${address}  (ready after ${seconds(milliseconds)})\n`);
  if (accounts.length > 0) say("  Sign in as");
  for (const { role, email, password } of accounts)
    say(`    ${role.replaceAll("_", " ").padEnd(width)}  ${email.padEnd(mail)}  ${password}`);
  say(
    `\n  Sandbox cluster   kubectl --kubeconfig ${path.relative(process.cwd(), sandbox.kubeconfig)} get pods -A`,
  );
  say(`  Logs              ${path.relative(process.cwd(), path.join(stateDirectory, "logs"))}/`);
  say("  Stop              Ctrl-C\n");
}

const busy = ({ pid }) =>
  `Holdfast is already running in this directory (process ${pid}). Stop it with Ctrl-C in its terminal, or: kill ${pid}`;

try {
  const { values } = readArguments(usage, flags);
  const port = portNumber(values.port ?? "3000", "--port");
  const options = { port, scenario: values.scenario, fresh: values.fresh === true, dev: values.dev === true };
  const session = { directory: stateDirectory, busy, isRunning: () => running };
  await runSession(session, (supervisor) => start(supervisor, options));
} catch (error) {
  reportFailure(error);
  process.exit(1);
}
