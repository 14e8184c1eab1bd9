// Everything, on a bare machine: `npm test`, or some parts: `npm test -- unit journeys`.
import { existsSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { readArguments } from "./lib/arguments.mjs";
import { buildPart } from "./lib/build.mjs";
import { ensureDatabase } from "./lib/database.mjs";
import { Failure, reportFailure } from "./lib/failure.mjs";
import { walkJourneys } from "./lib/journeys.mjs";
import { chromiumPath } from "./lib/packages.mjs";
import { chaos, Results, serviceParts, verifyParts } from "./lib/parts.mjs";
import { inRoot, stateDirectory } from "./lib/paths.mjs";
import { choosePorts } from "./lib/ports.mjs";
import { prepare } from "./lib/prepare.mjs";
import { runSession } from "./lib/session.mjs";
import { generated, startStack } from "./lib/stack.mjs";
import { startTestServices } from "./lib/test-services.mjs";

const directory = path.join(stateDirectory, "test");
const logs = path.join(directory, "logs");
const names = [
  ...Object.keys(verifyParts),
  "migrations",
  "build",
  ...Object.keys(serviceParts),
  "chaos",
  "journeys",
];
const usage = `Usage: npm test -- [PART …]\n\n  Parts: ${names.join(", ")}; all of them when none is named.`;

/** What a part needs before it can run. */
const needsServices = (name) => name in serviceParts || name === "migrations" || name === "journeys";
const needsBuild = (name) => name === "build" || name === "journeys";

async function run(supervisor, results, wanted) {
  const wants = (name) => wanted.includes(name);
  if (!(await results.part("set-up", () => setUp(wanted)))) return;
  let services;
  const startServices = async () => {
    services = await startTestServices(supervisor, { directory, logs });
  };
  const verify = (name) => wants(name) && results.command(name, verifyParts[name], { limitSeconds: 300 });
  await Promise.all([
    inTurn(["lint", "structure", "dead-code", "unit"].map((name) => () => verify(name))),
    inTurn([
      () => wanted.some(needsServices) && results.part("services", startServices),
      () =>
        wants("migrations") &&
        services &&
        results.command("migrations", migrationCheck, { env: { DATABASE_URL: services.serverUrl } }),
      () => wanted.some(needsBuild) && results.part("build", build),
      () => verify("types"), // after the build, which writes types of its own
    ]),
  ]);
  // Two rows of parts share few processors: what is proven here is that they work, not how fast.
  const limited = { env: services?.env, limitSeconds: 900 };
  const tested = (name) => services && wants(name) && results.command(name, serviceParts[name], limited);
  let product;
  const startProduct = async () => {
    product = await productOf(supervisor, results, services);
  };
  await Promise.all([
    inTurn([
      () => tested("usecase"),
      () => services && wants("journeys") && results.passed("build") && startProduct(),
    ]),
    inTurn([() => tested("sandbox"), () => Promise.all([tested("contract"), tested("conformance")])]),
  ]);
  const others = () => wants("chaos") && results.command("chaos", chaos, { limitSeconds: 360 });
  // The lanes share the machine with nothing; whatever follows them walks alone and leaves room.
  if (product === undefined) return void (await others());
  let beside;
  const besideAlone = () => {
    beside ??= others();
  };
  const journeys = { env: product, logs, limitSeconds: 2_700, besideAlone };
  await results.part("journeys", () => walkJourneys(journeys));
  besideAlone();
  await beside;
}

const migrationCheck = { words: [inRoot("scripts", "migrate.mjs"), "--check"] };

/** Runs the actions one after the other. Two such rows side by side keep two processors busy. */
async function inTurn(actions) {
  for (const action of actions) await action();
}

async function setUp(wanted) {
  const programs = wanted.some(needsServices) ? ["postgres", "redis", "openssl", "prometheus", "restic"] : [];
  await prepare(wanted.includes("journeys") ? [...programs, "chromium"] : programs, { logs });
  await generated(logs);
}

async function build() {
  for (const part of ["node", "next"]) await buildPart(part, { logs });
}

/** Starts the whole product with a database and a sandbox of its own; answers what a browser's journeys need to know of it. */
async function productOf(supervisor, results, { serverUrl }) {
  const stackDirectory = path.join(directory, "stack");
  let env;
  const up = await results.part("product", async () => {
    const { app: port } = await choosePorts(path.join(directory, "state.json"), ["app"]);
    const databaseUrl = await ensureDatabase(serverUrl, "holdfast_journeys");
    const options = { directory: stackDirectory, port, databaseUrl, fsync: false };
    // Journeys wait for what signals tell: they are read more often than where nobody waits.
    process.env.HOLDFAST_HEALTH_SECONDS ??= "10";
    // The journey of alerts hears their webhooks on this machine.
    process.env.HOLDFAST_INNER_WEBHOOKS ??= "true";
    const stack = await startStack(supervisor, options);
    env = {
      ...stack.environment,
      E2E_BASE_URL: stack.address,
      E2E_DEMO_ACCOUNTS_FILE: stack.environment.HOLDFAST_DEMO_ACCOUNTS_FILE,
      E2E_KUBECONFIG: stack.sandbox.kubeconfig,
      CHROMIUM_PATH: chromiumPath(),
    };
  });
  return up ? env : undefined;
}

/** The databases and the cluster of the last run are of no use to this one. */
function removeOldData() {
  const kept = new Set(["lock", "processes.json"]);
  for (const name of existsSync(directory) ? readdirSync(directory) : [])
    if (!kept.has(name)) rmSync(path.join(directory, name), { recursive: true, force: true });
}

/** Runs the parts; whatever happens, the summary is the last thing printed. */
async function test(supervisor, wanted) {
  const results = new Results(logs);
  removeOldData();
  try {
    await Promise.race([run(supervisor, results, wanted), supervisor.death]);
  } catch (error) {
    reportFailure(error);
  }
  for (const name of wanted) if (!results.has(name)) results.skipped(name);
  return results.summarise();
}

const busy = ({ pid }) =>
  `Tests are already running in this directory (process ${pid}). Wait for them, or: kill ${pid}`;

try {
  const { positionals } = readArguments(usage, {}, { positionals: true });
  const unknown = positionals.find((name) => !names.includes(name));
  if (unknown) throw new Failure(`There is no part "${unknown}".`, { details: usage });
  const wanted = positionals.length > 0 ? positionals : names;
  await runSession({ directory, busy }, (supervisor) => test(supervisor, wanted));
} catch (error) {
  reportFailure(error);
  process.exit(1);
}
