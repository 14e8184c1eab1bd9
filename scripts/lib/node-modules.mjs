import { existsSync } from "node:fs";
import { Failure } from "./failure.mjs";
import { inRoot } from "./paths.mjs";
import { lastLines, runToEnd } from "./process.mjs";
import { readJson } from "./state.mjs";

/** True when node_modules lacks a package that package-lock.json demands, or holds another version of it. */
export function packagesAreStale() {
  const installedFile = inRoot("node_modules", ".package-lock.json");
  if (!existsSync(installedFile)) return true;
  const installed = readJson(installedFile).packages;
  const demanded = Object.entries(readJson(inRoot("package-lock.json")).packages);
  return demanded.some(([place, { version, optional, devOptional }]) => {
    if (place === "") return false;
    const found = installed[place];
    return found ? found.version !== version : !(optional || devOptional);
  });
}

/**
 * `npm ci` without install scripts: every package the product needs ships ready to run, and some scripts
 * want to download from hosts that closed networks do not reach.
 * @throws {Failure} with npm's first complaints
 */
export async function installPackages({ logFile }) {
  const npm = process.env.npm_execpath;
  const [command, ...first] = npm?.endsWith(".js") ? [process.execPath, npm] : ["npm"];
  const words = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"];
  const code = await runToEnd(command, [...first, ...words], { cwd: inRoot(), logFile, limitSeconds: 600 });
  if (code === 0) return;
  const complaints = lastLines(logFile, 200)
    .split("\n")
    .filter((line) => /^npm error (?!A complete log)\S/.test(line));
  const details = complaints.slice(0, 8).join("\n") || lastLines(logFile);
  throw new Failure(`The npm packages could not be installed. The whole log is ${logFile}.`, { details });
}
