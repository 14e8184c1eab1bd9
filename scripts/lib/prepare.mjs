import { installPackages, packagesAreStale } from "./node-modules.mjs";
import { requireNode, requirePrograms } from "./packages.mjs";
import { say, seconds, step } from "./progress.mjs";

/**
 * Makes a fresh clone ready: Node's version, npm packages, programs of the system.
 * @param {Array<"postgres" | "redis" | "openssl" | "prometheus" | "restic" | "chromium">} programs
 * @param {{ logs: string }} options the directory for logs
 */
export async function prepare(programs, { logs }) {
  requireNode();
  await Promise.all([
    packagesAreStale() && step("npm packages", () => installPackages({ logFile: `${logs}/npm-ci.log` })),
    provide(programs, logs),
  ]);
}

async function provide(programs, logs) {
  const started = performance.now();
  const installed = await requirePrograms(programs, { logFile: `${logs}/packages.log` });
  if (installed.length > 0)
    say(`✓ Installed ${installed.join(", ")}  ${seconds(performance.now() - started)}`);
}
