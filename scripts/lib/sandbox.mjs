import { existsSync, mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { waitFor } from "./http.mjs";
import { inRoot } from "./paths.mjs";
import { startPostgres } from "./postgres.mjs";
import { readJson } from "./state.mjs";

/**
 * Starts a cluster in a box with a PostgreSQL server of its own.
 * @param {import("./supervisor.mjs").Supervisor} supervisor
 * @param {{ dir: string, postgresPort: number, name?: string, fsync?: boolean, traffic?: boolean }} options
 *   `name` prefixes the names of its processes and logs
 * @returns {Promise<{ databaseUrl: string, kubeconfig: string, ports: { api: number, ingress: number, ingressMetrics: number, registry: number } }>}
 * @throws {Failure} when it is not ready within 60 s
 */
export async function startSandbox(
  supervisor,
  { dir, postgresPort, name = "sandbox", fsync = true, traffic = true },
) {
  mkdirSync(dir, { recursive: true });
  const database = {
    name: `${name}-postgres`,
    dir: path.join(dir, "postgres"),
    port: postgresPort,
    user: "admin",
    fsync,
  };
  const { url } = await startPostgres(supervisor, database);
  const ready = path.join(dir, "ready.json");
  rmSync(ready, { force: true });
  // The password goes by the environment: command lines are visible to every account of the machine.
  const { password, href } = separatePassword(url);
  const words = [inRoot("dist", "sandbox.mjs"), "--dir", dir, "--postgres-url", href];
  supervisor.start(name, process.execPath, [...words, ...(traffic ? [] : ["--no-traffic"])], {
    tier: 1,
    graceSeconds: 6,
    group: false,
    strays: `SANDBOX_TERMINATION_LOG=${dir}/`,
    cwd: inRoot(),
    env: { PGPASSWORD: password },
  });
  const limits = { limitSeconds: 60, everyMilliseconds: 50, hint: `See ${supervisor.logFile(name)}.` };
  await Promise.race([waitFor("the sandbox", () => existsSync(ready), limits), supervisor.death]);
  return {
    databaseUrl: url,
    kubeconfig: path.join(dir, "kubeconfig"),
    ports: readJson(path.join(dir, "ports.json")),
  };
}

function separatePassword(url) {
  const bare = new URL(url);
  const { password } = bare;
  bare.password = "";
  return { password, href: bare.href };
}

/** What the product must know to work with this sandbox. */
export function sandboxEnvironment({ kubeconfig, ports }) {
  return {
    SANDBOX_KUBECONFIG: kubeconfig,
    SANDBOX_INGRESS_PORT: String(ports.ingress),
    HOLDFAST_TOOLBOX_IMAGE: "registry.sandbox.test/toolbox:1",
    HOLDFAST_REGISTRIES: JSON.stringify({ "registry.sandbox.test": `http://127.0.0.1:${ports.registry}` }),
  };
}
