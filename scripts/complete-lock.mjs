// Completes package-lock.json: prebuilt binaries of other platforms that a registry mirror does not carry are
// left out by `npm install`, and `npm ci` then refuses the lock file everywhere. Run it after `npm install`.
import { readFileSync, writeFileSync } from "node:fs";
import { readArguments } from "./lib/arguments.mjs";
import { reportFailure } from "./lib/failure.mjs";
import { inRoot } from "./lib/paths.mjs";

const usage =
  "Usage: node scripts/complete-lock.mjs [--check]\n\n  --check   only says what is missing, exit code 1 if anything";

const systems = [
  "aix",
  "android",
  "darwin",
  "freebsd",
  "linux",
  "netbsd",
  "openbsd",
  "openharmony",
  "sunos",
  "win32",
];
const processors = [
  "arm64",
  "arm",
  "ia32",
  "loong64",
  "mips64el",
  "ppc64",
  "riscv64",
  "s390x",
  "wasm32",
  "x64",
];

/** Platform fields as they follow from a package's name, such as "…-linux-x64-musl". */
function platformOf(name) {
  const words = name.split(/[-/.]/);
  const os = systems.find(
    (system) => words.includes(system) || (words.includes(`linuxmusl`) && system === "linux"),
  );
  const cpu = processors.find((processor) => words.includes(processor));
  const isMusl = words.some((word) => /musl/.test(word));
  const isGlibc = words.some((word) => /^gnu/.test(word));
  const libc = isMusl ? "musl" : isGlibc ? "glibc" : undefined;
  return {
    ...(cpu ? { cpu: [cpu] } : {}),
    ...(libc ? { libc: [libc] } : {}),
    ...(os ? { os: [os] } : {}),
  };
}

/** The optional packages that some package wants at an exact version and that have no entry of their own. */
function missingEntries(packages) {
  const missing = new Map();
  for (const [parent, { optionalDependencies = {}, dev, bundled, inBundle }] of Object.entries(packages)) {
    if (parent === "" || bundled || inBundle) continue;
    for (const [name, version] of Object.entries(optionalDependencies)) {
      const isExact = /^\d+\.\d+\.\d+[\w.+-]*$/.test(version);
      if (!isExact || resolves(packages, parent, name)) continue;
      missing.set(`node_modules/${name}`, {
        version,
        ...(dev ? { dev } : {}),
        optional: true,
        ...platformOf(name),
      });
    }
  }
  return missing;
}

/** True when the package would be found from the parent's folder upwards. */
function resolves(packages, parent, name) {
  const parts = parent.split("/node_modules/");
  for (let depth = parts.length; depth > 0; depth -= 1)
    if (packages[`${parts.slice(0, depth).join("/node_modules/")}/node_modules/${name}`]) return true;
  return packages[`node_modules/${name}`] !== undefined;
}

function main() {
  const { values } = readArguments(usage, { check: { type: "boolean" } });
  const file = inRoot("package-lock.json");
  const lock = JSON.parse(readFileSync(file, "utf8"));
  const missing = missingEntries(lock.packages);
  if (missing.size === 0) return console.log("package-lock.json is complete.");
  if (!values.check) {
    const merged = { ...lock.packages, ...Object.fromEntries(missing) };
    lock.packages = Object.fromEntries(Object.entries(merged).sort(([a], [b]) => (a < b ? -1 : 1)));
    writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
  }
  console.log(`${values.check ? "Missing" : "Added"}: ${[...missing.keys()].join(", ")}`);
  if (values.check) process.exitCode = 1;
}

try {
  main();
} catch (error) {
  reportFailure(error);
  process.exit(1);
}
