import { accessSync, constants, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Failure } from "./failure.mjs";
import { runLogged, runToEnd } from "./process.mjs";

const HEADLESS = "chromium-headless-shell";

/** What must be on the machine, how each package manager calls it. */
const programs = {
  postgres: {
    title: "PostgreSQL server",
    apt: "postgresql",
    dnf: "postgresql-server",
    brew: "postgresql@17",
  },
  redis: { title: "Redis server", apt: "redis-server", dnf: "redis", brew: "redis" },
  openssl: { title: "OpenSSL", apt: "openssl", dnf: "openssl", brew: "openssl" },
  prometheus: { title: "Prometheus", apt: "prometheus", dnf: "prometheus2", brew: "prometheus" },
  restic: { title: "restic", apt: "restic", dnf: "restic", brew: "restic" },
  // Without windows of its own it takes half the processor time of the whole browser.
  chromium: {
    title: "Chromium",
    apt: HEADLESS,
    dnf: "chromium",
    brew: "--cask chromium",
  },
};

/**
 * Refuses Node versions the product does not run on.
 * @throws {Failure} below 20.19
 */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new Failure(
    `Holdfast needs Node 20.19 or newer; this is ${process.version}. Get a current one from https://nodejs.org.`,
  );
}

/**
 * Makes sure the programs are there, installing them where that can be done without asking (root on Debian
 * or Ubuntu).
 * @param {Array<keyof typeof programs>} wanted
 * @returns {Promise<string[]>} the names that were installed now
 * @throws {Failure} one sentence per program that is missing and cannot be installed
 */
export async function requirePrograms(wanted, { logFile }) {
  const installs = process.getuid?.() === 0 && onPath("apt-get") !== undefined;
  const missing = wanted.filter((name) => !isThere(name) || (installs && isSecondBest(name)));
  if (missing.length === 0) return [];
  if (installs) await aptInstall(missing, logFile).catch(unlessThere(missing));
  const still = missing.filter((name) => !isThere(name));
  if (still.length > 0) throw new Failure(still.map(howToGet).join("\n  "));
  return missing;
}

function howToGet(name) {
  const { title, apt, dnf, brew } = programs[name];
  return `${title} was not found. Install it with: sudo apt-get install ${apt} (Debian, Ubuntu), sudo dnf install ${dnf} (Fedora) or brew install ${brew} (macOS).`;
}

function isThere(name) {
  if (name === "postgres") return postgresDirectories().length > 0;
  if (name === "redis") return onPath("redis-server") !== undefined;
  if (["openssl", "prometheus", "restic"].includes(name)) return onPath(name) !== undefined;
  return chromiumPath() !== undefined;
}

/** The whole browser does as well, only slower. */
const isSecondBest = (name) =>
  name === "chromium" && !process.env.CHROMIUM_PATH && onPath(HEADLESS) === undefined;

/** What is there in another form is enough where the wanted one cannot be had. */
const unlessThere = (names) => (error) => {
  if (!names.every(isThere)) throw error;
};

/** The first executable file of that name on PATH (and Homebrew's usual places). */
export function onPath(program) {
  const directories = [
    ...(process.env.PATH ?? "").split(path.delimiter),
    "/usr/sbin",
    "/opt/homebrew/bin",
    "/usr/local/bin",
  ];
  return directories.map((directory) => path.join(directory, program)).find(isExecutable);
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Directories that hold both initdb and postgres, newest major version first. */
export function postgresDirectories() {
  const debian = "/usr/lib/postgresql";
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const brew = ["18", "17", "16", "15"].flatMap((version) => [
    `/opt/homebrew/opt/postgresql@${version}/bin`,
    `/usr/local/opt/postgresql@${version}/bin`,
  ]);
  const named = (process.env.PATH ?? "").split(path.delimiter);
  const all = [...versions.map((version) => path.join(debian, version, "bin")), ...named, ...brew];
  return all.filter((directory) =>
    ["initdb", "postgres"].every((name) => isExecutable(path.join(directory, name))),
  );
}

/** The system's Chromium or Chrome, first the one without windows; CHROMIUM_PATH wins. Undefined when there is none. */
export function chromiumPath() {
  const given = process.env.CHROMIUM_PATH;
  if (given) {
    if (!isExecutable(given))
      throw new Failure(`CHROMIUM_PATH is ${given}, which is not a program that can be run.`);
    return given;
  }
  const names = [HEADLESS, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  const onMac = [
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  ];
  return names.map(onPath).find(Boolean) ?? onMac.find(isExecutable);
}

async function aptInstall(names, logFile) {
  const packages = names.map((name) => programs[name].apt);
  keepDebianFromStartingAServer(names);
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  const updated = await runToEnd("apt-get", ["update"], {
    logFile: `${logFile}.update`,
    limitSeconds: 120,
    env,
  });
  // The file written above counts as a changed configuration file: keep it without asking.
  const keepFiles = ["-o", "Dpkg::Options::=--force-confold"];
  const words = ["install", "-y", "--no-install-recommends", ...keepFiles, ...packages];
  const letServicesStart = keepDebianFromStartingServices();
  try {
    await runLogged(`Installing ${packages.join(", ")}`, "apt-get", words, {
      logFile,
      limitSeconds: 300,
      env,
    });
    await keepServicesFromStartingLater(names, logFile);
  } catch (error) {
    if (updated !== 0) error.message += ' "apt-get update" failed as well: is the package mirror reachable?';
    throw error;
  } finally {
    letServicesStart();
  }
}

/** Packages ask this program whether they may start their service; 101 says no. Returns what takes it away again. */
function keepDebianFromStartingServices() {
  const file = "/usr/sbin/policy-rc.d";
  if (existsSync(file)) return () => undefined;
  writeFileSync(file, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  return () => rmSync(file, { force: true });
}

/** The sandbox runs its own Prometheus; a second one at the machine's next start helps nobody. */
async function keepServicesFromStartingLater(names, logFile) {
  if (!names.includes("prometheus") || !existsSync("/run/systemd/system")) return;
  await runToEnd("systemctl", ["disable", "prometheus.service"], {
    logFile: `${logFile}.disable`,
    limitSeconds: 20,
  });
}

/** Debian's package makes and starts a cluster of its own unless this file says otherwise beforehand. */
function keepDebianFromStartingAServer(names) {
  const file = "/etc/postgresql-common/createcluster.conf";
  if (!names.includes("postgres") || existsSync(file)) return;
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, "create_main_cluster = false\n");
}
