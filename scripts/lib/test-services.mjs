import path from "node:path";
import { copyDatabase, ensureDatabase } from "./database.mjs";
import { TEST_DATABASE_COPIES } from "./parts.mjs";
import { choosePorts } from "./ports.mjs";
import { startPostgres } from "./postgres.mjs";
import { startRedis } from "./redis.mjs";
import { sandboxEnvironment, startSandbox } from "./sandbox.mjs";
import { built, migrate } from "./stack.mjs";

/**
 * What the tests talk to: PostgreSQL and Redis without the caution real data deserves, a migrated database, and
 * a sandbox cluster without traffic.
 * @returns {Promise<{ serverUrl: string, env: Record<string, string> }>} `env` is for the tests
 */
export async function startTestServices(supervisor, { directory, logs }) {
  const ports = await choosePorts(path.join(directory, "state.json"), [
    "postgres",
    "redis",
    "sandboxPostgres",
  ]);
  const dir = (name) => path.join(directory, name);
  const database = {
    name: "postgres",
    dir: dir("postgres"),
    port: ports.postgres,
    user: "holdfast",
    fsync: false,
  };
  const [server, redis, sandbox] = await Promise.all([
    startPostgres(supervisor, database),
    startRedis(supervisor, { name: "test-redis", dir: dir("redis"), port: ports.redis }),
    startTestSandbox(supervisor, { dir: dir("sandbox"), port: ports.sandboxPostgres, logs }),
  ]);
  const databaseUrl = await ensureDatabase(server.url, "holdfast_test");
  await migrate(databaseUrl, logs);
  for (let copy = 2; copy <= TEST_DATABASE_COPIES; copy += 1)
    await copyDatabase(server.url, "holdfast_test", `holdfast_test_${copy}`);
  const cluster = sandboxEnvironment(sandbox);
  const env = {
    TEST_DATABASE_URL: databaseUrl,
    TEST_DATABASE_COPIES: String(TEST_DATABASE_COPIES),
    TEST_REDIS_URL: redis.url,
    SANDBOX_TEST_POSTGRES_URL: server.url,
    HOLDFAST_TEST_KUBECONFIG: process.env.HOLDFAST_TEST_KUBECONFIG || cluster.SANDBOX_KUBECONFIG,
    HOLDFAST_REGISTRIES: cluster.HOLDFAST_REGISTRIES,
    SANDBOX_INGRESS_PORT: cluster.SANDBOX_INGRESS_PORT,
  };
  return { serverUrl: server.url, env };
}

async function startTestSandbox(supervisor, { dir, port, logs }) {
  await built("Sandbox programs", "sandbox", logs);
  return await startSandbox(supervisor, {
    name: "test-sandbox",
    dir,
    postgresPort: port,
    fsync: false,
    traffic: false,
  });
}
