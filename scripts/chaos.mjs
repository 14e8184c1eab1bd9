// What happens when things break, on real processes: `npm run test:chaos [-- --quick] [--seed N] [--only WORD]`.
import { existsSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { readArguments } from "./lib/arguments.mjs";
import { ensureDatabase } from "./lib/database.mjs";
import { Failure, reportFailure } from "./lib/failure.mjs";
import { inRoot, stateDirectory } from "./lib/paths.mjs";
import { choosePorts } from "./lib/ports.mjs";
import { startPostgres } from "./lib/postgres.mjs";
import { prepare } from "./lib/prepare.mjs";
import { say } from "./lib/progress.mjs";
import { startRedis } from "./lib/redis.mjs";
import { sandboxEnvironment, startSandbox } from "./lib/sandbox.mjs";
import { runSession } from "./lib/session.mjs";
import { built, migrate } from "./lib/stack.mjs";
import { installationSecrets } from "./lib/state.mjs";

const directory = path.join(stateDirectory, "chaos");
const logs = path.join(directory, "logs");
const usage = "Usage: npm run test:chaos -- [--quick] [--seed NUMBER] [--only PART-OF-A-NAME[,…]]";
const flags = { quick: { type: "boolean" }, seed: { type: "string" }, only: { type: "string" } };

/** Everything of the last run but its logs' directory and lock is of no use to this one. */
function removeOldData() {
  const kept = new Set(["lock", "processes.json"]);
  for (const name of existsSync(directory) ? readdirSync(directory) : [])
    if (!kept.has(name)) rmSync(path.join(directory, name), { recursive: true, force: true });
}

async function chaos(supervisor, options) {
  removeOldData();
  await prepare(["postgres", "redis", "openssl", "prometheus", "restic"], { logs });
  await built("Database client", "client", logs);
  await built("Sandbox programs", "sandbox", logs);
  await built("Worker and tools", "node", logs);
  const ports = await choosePorts(path.join(directory, "state.json"), [
    "postgres",
    "redis",
    "sandboxPostgres",
  ]);
  const dir = (name) => path.join(directory, name);
  const own = {
    name: "postgres",
    dir: dir("postgres"),
    port: ports.postgres,
    user: "holdfast",
    fsync: false,
  };
  let server = await startPostgres(supervisor, own);
  const redis = await startRedis(supervisor, { name: "redis", dir: dir("redis"), port: ports.redis });
  const sandbox = await startSandbox(supervisor, {
    dir: dir("sandbox"),
    postgresPort: ports.sandboxPostgres,
    fsync: false,
  });
  const databaseUrl = await ensureDatabase(server.url, "holdfast");
  await migrate(databaseUrl, logs);
  const environment = {
    DATABASE_URL: databaseUrl,
    REDIS_URL: redis.url,
    ...installationSecrets(dir("secrets.json")),
    ...sandboxEnvironment(sandbox),
    NODE_ENV: "production",
  };
  Object.assign(process.env, environment, { LOG_LEVEL: "silent" });
  const { runChaos } = await import("../chaos/run.ts");
  const controls = {
    directory,
    kubeconfig: sandbox.kubeconfig,
    sandboxDirectory: dir("sandbox"),
    sandboxDatabaseUrl: sandbox.databaseUrl,
    say,
    startWorker: (name) => startWorker(supervisor, name, environment),
    flushRedis: () => flush(redis.url),
    restartDatabase: async () => {
      await server.stop();
      server = await startPostgres(supervisor, own);
    },
  };
  return await runChaos(controls, options);
}

/** Asked to end it is killed outright, as a machine that loses its power would. */
function startWorker(supervisor, name, environment) {
  const words = ["--enable-source-maps", inRoot("dist", "worker.mjs")];
  const how = { tier: 0, signal: "SIGKILL", graceSeconds: 2, cwd: inRoot() };
  const env = { ...environment, LOG_LEVEL: "info" };
  const started = supervisor.start(name, process.execPath, words, { ...how, env });
  return { pid: started.pid, kill: started.stop };
}

async function flush(url) {
  const { Redis } = await import("ioredis");
  const client = new Redis(url, { connectTimeout: 2_000, maxRetriesPerRequest: 1 });
  try {
    await client.flushall();
  } finally {
    client.disconnect();
  }
}

function readSeed(text) {
  const seed = text === undefined ? Date.now() % 1_000_000 : Number(text);
  if (!Number.isSafeInteger(seed) || seed < 0) throw new Failure("--seed must be a whole number from 0.");
  return seed;
}

const busy = ({ pid }) =>
  `The chaos run is already under way in this directory (process ${pid}). Wait for it, or: kill ${pid}`;

try {
  const { values } = readArguments(usage, flags);
  const options = { seed: readSeed(values.seed), only: values.only ?? "", quick: values.quick ?? false };
  await runSession({ directory, busy }, (supervisor) => chaos(supervisor, options));
} catch (error) {
  reportFailure(error);
  process.exit(1);
}
