import { existsSync } from "node:fs";
import path from "node:path";
import { buildPart } from "./build.mjs";
import { ensureDatabase, isUnseeded } from "./database.mjs";
import { Failure } from "./failure.mjs";
import { waitForUrl } from "./http.mjs";
import { inRoot } from "./paths.mjs";
import { choosePorts } from "./ports.mjs";
import { startPostgres } from "./postgres.mjs";
import { lastLines, runLogged, runToEnd } from "./process.mjs";
import { step } from "./progress.mjs";
import { startRedis } from "./redis.mjs";
import { sandboxEnvironment, startSandbox } from "./sandbox.mjs";
import { installationSecrets, rememberSeed, writeJson } from "./state.mjs";
import { WORKER_FLAGS } from "./worker-flags.mjs";

/**
 * Brings the whole product up: services, build, migration, sandbox, demo data, app and worker. What does not
 * depend on each other happens at the same time.
 * @param {import("./supervisor.mjs").Supervisor} supervisor
 * @param {{ directory: string, port: number, scenario?: string, dev?: boolean, databaseUrl?: string, redisUrl?: string, fsync?: boolean }} options
 *   without `databaseUrl` or `redisUrl` a server of our own is started under `directory`
 * @returns {Promise<{ address: string, sandbox: { kubeconfig: string }, environment: Record<string, string> }>}
 */
export async function startStack(supervisor, options) {
  const { directory, port, dev = false } = options;
  const logs = path.join(directory, "logs");
  const wanted = ["sandboxPostgres"];
  if (!options.databaseUrl) wanted.push("postgres");
  if (!options.redisUrl) wanted.push("redis");
  const ports = await choosePorts(path.join(directory, "state.json"), wanted);
  const client = built("Database client", "client", logs);
  const tools = client.then(() => built("Worker and tools", "node", logs));
  const app = dev ? client : client.then(() => built("App", "next", logs));
  const database = startDatabase(supervisor, options, ports);
  const redis = startQueue(supervisor, options, ports);
  const sandbox = startCluster(supervisor, options, ports, logs);
  const migrated = Promise.all([database, client]).then(([url]) => migrate(url, logs));
  const environment = Promise.all([database, redis, sandbox]).then((urls) =>
    environmentFor(directory, port, urls),
  );
  const seeded = Promise.all([environment, tools, migrated]).then(([values]) =>
    seedOnce({ ...options, environment: values, logs }),
  );
  const [values] = await Promise.all([environment, seeded, app]);
  writeJson(path.join(directory, "environment.json"), values, { mode: 0o600 });
  await startProduct(supervisor, { environment: values, port, dev });
  return { address: values.BASE_URL, sandbox: await sandbox, environment: values };
}

/** Builds one part under a progress line. */
export function built(title, part, logs) {
  return step(
    title,
    () => buildPart(part, { logs }),
    (fresh) => `${title} ${fresh ? "built" : "up to date"}`,
  );
}

/** Makes what the type checker needs beside the sources: the database client and the app's declarations. */
export async function generated(logs) {
  await built("Database client", "client", logs);
  if (existsSync(inRoot("next-env.d.ts"))) return;
  const words = [inRoot("node_modules", "next", "dist", "bin", "next"), "typegen"];
  const options = {
    cwd: inRoot(),
    env: { NEXT_TELEMETRY_DISABLED: "1" },
    logFile: `${logs}/typegen.log`,
    limitSeconds: 120,
  };
  await step("App declarations", () => runLogged("next typegen", process.execPath, words, options));
}

async function startDatabase(supervisor, { directory, databaseUrl, fsync = true }, ports) {
  if (databaseUrl) return databaseUrl;
  const options = {
    name: "postgres",
    dir: path.join(directory, "postgres"),
    port: ports.postgres,
    user: "holdfast",
    fsync,
  };
  const start = () => startPostgres(supervisor, options);
  const { url } = await step("PostgreSQL", start, ({ port }) => `PostgreSQL on 127.0.0.1:${port}`);
  return await ensureDatabase(url, "holdfast");
}

async function startQueue(supervisor, { directory, redisUrl }, ports) {
  if (redisUrl) return redisUrl;
  const options = { name: "redis", dir: path.join(directory, "redis"), port: ports.redis };
  const start = () => startRedis(supervisor, options);
  return (await step("Redis", start, ({ port }) => `Redis on 127.0.0.1:${port}`)).url;
}

async function startCluster(supervisor, { directory, fsync = true }, ports, logs) {
  await built("Sandbox programs", "sandbox", logs);
  const options = { dir: path.join(directory, "sandbox"), postgresPort: ports.sandboxPostgres, fsync };
  const start = () => startSandbox(supervisor, options);
  return await step(
    "Sandbox cluster",
    start,
    (sandbox) => `Sandbox cluster on 127.0.0.1:${sandbox.ports.api}`,
  );
}

/** Applies pending migrations in a process of its own: the schema engine keeps its connections open. */
export async function migrate(url, logs) {
  const logFile = path.join(logs, "migrate.log");
  const options = { cwd: inRoot(), env: { DATABASE_URL: url }, logFile, limitSeconds: 120 };
  await step("Database schema", async () => {
    const code = await runToEnd(process.execPath, [inRoot("scripts", "migrate.mjs")], options);
    if (code !== 0) throw new Failure("The database could not be migrated.", { details: lastLines(logFile) });
  });
}

function environmentFor(directory, port, [databaseUrl, redisUrl, sandbox]) {
  const address = `http://127.0.0.1:${port}`;
  return {
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
    ...installationSecrets(path.join(directory, "secrets.json")),
    BASE_URL: address,
    NEXTAUTH_URL: address,
    HOLDFAST_DEMO_ACCOUNTS_FILE: path.join(directory, "demo-accounts.json"),
    ...sandboxEnvironment(sandbox),
  };
}

/** Loads the demo data into an empty database. The state file remembers, per database, a load begun but not finished. */
async function seedOnce({ directory, databaseUrl, scenario, environment, logs }) {
  if (!(await isUnseeded(environment.DATABASE_URL))) return;
  const state = path.join(directory, "state.json");
  rememberSeed(state, databaseUrl, { seed: "begun", scenario: scenario ?? null });
  const words = [inRoot("dist", "seed.mjs"), ...(scenario ? ["--scenario", scenario] : [])];
  const options = {
    cwd: inRoot(),
    env: environment,
    logFile: path.join(logs, "seed.log"),
    limitSeconds: 180,
  };
  await step("Demo data", () => runLogged("Loading the demo data", process.execPath, words, options));
  rememberSeed(state, databaseUrl, { seed: "done", scenario: scenario ?? null });
}

async function startProduct(supervisor, { environment, port, dev }) {
  const next = inRoot("node_modules", "next", "dist", "bin", "next");
  const appWords = [next, dev ? "dev" : "start", "-p", String(port), "-H", "127.0.0.1"];
  // Longer than those who ask keep a connection: none is closed at the moment it is used again.
  if (!dev) appWords.push("--keepAliveTimeout", "75000");
  const workerWords = dev
    ? [
        inRoot("node_modules", "tsx", "dist", "cli.mjs"),
        "watch",
        "--conditions=react-server",
        "workers/main.ts",
      ]
    : [...WORKER_FLAGS, inRoot("dist", "worker.mjs")];
  const mode = { NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: dev ? "development" : "production" };
  const common = { tier: 0, cwd: inRoot(), env: { ...environment, ...mode } };
  supervisor.start("app", process.execPath, appWords, { ...common, graceSeconds: 4 });
  supervisor.start("worker", process.execPath, workerWords, { ...common, graceSeconds: 5, revivals: 20 });
  const address = `${environment.BASE_URL}/api/health/ready`;
  const limits = { limitSeconds: 60, hint: `See ${supervisor.logFile("app")}.` };
  await step("App and worker", () =>
    Promise.race([waitForUrl("the app", address, limits), supervisor.death]),
  );
}
