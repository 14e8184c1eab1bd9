// Benchmarks that need a PostgreSQL and a Redis of their own, with every write made safe: they are started for one run
// and removed with all they held.   npm run bench:engine · npm run bench:parked -- 10000
import { execFileSync, spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import path from "node:path";
import { ensureDatabase } from "./lib/database.mjs";
import { reportFailure } from "./lib/failure.mjs";
import { requirePrograms } from "./lib/packages.mjs";
import { inRoot, stateDirectory } from "./lib/paths.mjs";
import { choosePorts } from "./lib/ports.mjs";
import { startPostgres } from "./lib/postgres.mjs";
import { startRedis } from "./lib/redis.mjs";
import { migrate } from "./lib/stack.mjs";
import { Supervisor } from "./lib/supervisor.mjs";
import { WORKER_FLAGS } from "./lib/worker-flags.mjs";

const [name = "engine", ...rest] = process.argv.slice(2);
const directory = path.join(stateDirectory, `bench-${process.pid}`);
const supervisor = new Supervisor(directory);

/** Benchmarks that are compared with what PostgreSQL itself can do: it has a processor for itself, as it has a machine. */
const APART = new Set(["engine"]);
const processors = availableParallelism();
const apart = APART.has(name) && process.platform === "linux" && processors > 1;

/** Keeps this process, and what it starts from now on, on one processor, or on others. */
const keepOn = (list) => execFileSync("taskset", ["-cp", list, String(process.pid)]);

/** The benchmark in a process of its own, so that the servers' supervisor takes no time from it. */
function run(env) {
  const file = inRoot(`scripts/bench/${name}.ts`);
  const args = [
    ...WORKER_FLAGS,
    "--conditions=react-server",
    "--import",
    "tsx",
    "--expose-gc",
    file,
    ...rest,
  ];
  const child = spawn(process.execPath, args, { stdio: "inherit", env: { ...process.env, ...env } });
  const stop = () => child.kill("SIGTERM");
  process.once("SIGINT", stop).once("SIGTERM", stop);
  return new Promise((resolve) => child.once("exit", (code) => resolve(code ?? 1)));
}

async function bench() {
  const dir = (part) => path.join(directory, part);
  await requirePrograms(["postgres", "redis"], { logFile: supervisor.logFile("packages") });
  const ports = await choosePorts(dir("state.json"), ["postgres", "redis"]);
  if (apart) keepOn("0");
  const postgres = { name: "postgres", dir: dir("postgres"), port: ports.postgres, user: "bench" };
  const [server, redis] = await Promise.all([
    startPostgres(supervisor, postgres),
    startRedis(supervisor, { name: "redis", dir: dir("redis"), port: ports.redis }),
  ]);
  const url = await ensureDatabase(server.url, "holdfast_bench");
  await migrate(url, directory);
  if (apart) keepOn(`1-${processors - 1}`);
  return run({ DATABASE_URL: url, REDIS_URL: redis.url });
}

try {
  process.exitCode = await bench();
} catch (error) {
  process.exitCode = reportFailure(error) ?? 1;
} finally {
  await supervisor.stopAll();
  rmSync(directory, { recursive: true, force: true });
}
