import { existsSync, statSync } from "node:fs";
import { inRoot } from "./paths.mjs";
import { runLogged } from "./process.mjs";

/** True when node_modules is missing or older than package-lock.json. */
export function packagesAreStale() {
  const installed = inRoot("node_modules", ".package-lock.json");
  return (
    !existsSync(installed) || statSync(installed).mtimeMs < statSync(inRoot("package-lock.json")).mtimeMs
  );
}

/**
 * `npm ci` without install scripts: every package the product needs ships ready to run, and some scripts
 * want to download from hosts that closed networks do not reach.
 * @throws {Failure} with npm's last lines
 */
export async function installPackages({ logFile }) {
  const npm = process.env.npm_execpath;
  const [command, ...first] = npm?.endsWith(".js") ? [process.execPath, npm] : ["npm"];
  const words = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"];
  await runLogged("npm ci", command, [...first, ...words], { cwd: inRoot(), logFile, limitSeconds: 600 });
}
