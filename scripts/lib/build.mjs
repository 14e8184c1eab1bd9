import { existsSync } from "node:fs";
import { bundle, programs } from "./bundle.mjs";
import { fingerprint } from "./inputs.mjs";
import { takeLock } from "./lock.mjs";
import { inRoot } from "./paths.mjs";
import { runLogged } from "./process.mjs";
import { mergeJson, readJson } from "./state.mjs";

const common = ["package-lock.json", "scripts/lib/bundle.mjs", "scripts/lib/build.mjs"];
const schema = ["prisma/schema", "prisma.config.ts"];

/** The parts of a build: what they read, what must exist afterwards, how they are made. */
const parts = {
  client: {
    reads: [...schema],
    makes: ["lib/data/generated/client.ts"],
    make: (logs) => generateClient(logs),
  },
  sandbox: {
    reads: ["sandbox", "toolbox", "lib/domain"],
    makes: Object.keys(programs.sandbox).map((name) => `dist/${name}`),
    make: () => bundle(programs.sandbox),
  },
  node: {
    reads: ["workers", "lib", "prisma", ...schema],
    makes: Object.keys(programs.node).map((name) => `dist/${name}`),
    make: () => bundle(programs.node),
  },
  next: {
    reads: [
      "app",
      "components",
      "lib",
      "public",
      "proxy.ts",
      "instrumentation.ts",
      "next.config.ts",
      "postcss.config.mjs",
      ...schema,
    ],
    makes: [".next/BUILD_ID"],
    make: (logs) => buildNext(logs),
  },
};

/** @typedef {"client" | "sandbox" | "node" | "next"} Part */

/**
 * Builds one part unless what it reads is what it was last built from.
 * @param {Part} name
 * @param {{ logs: string }} options the directory for logs
 * @returns {Promise<boolean>} true when it was built, false when it was up to date
 */
export async function buildPart(name, { logs }) {
  const part = parts[name];
  const record = inRoot("dist", "build.json");
  const key = fingerprint([...common, ...part.reads], compilerOptions());
  const isCurrent = () =>
    readJson(record, {})[name] === key && part.makes.every((file) => existsSync(inRoot(file)));
  if (isCurrent()) return false;
  const busy = ({ pid }) =>
    `Process ${pid} has been building here for more than 5 minutes. Wait for it, or end it with: kill ${pid}`;
  const release = await takeLock(inRoot("dist", `.${name}.lock`), { busy, waitSeconds: 300 });
  try {
    if (isCurrent()) return false;
    await part.make(logs);
    mergeJson(record, { [name]: key });
    return true;
  } finally {
    release();
  }
}

/** The TypeScript settings that shape a build; Next rewrites the rest of the file, and its layout, at will. */
function compilerOptions() {
  return JSON.stringify(readJson(inRoot("tsconfig.json")).compilerOptions);
}

/** Prisma's client from the schema files. Generating needs no engine, only a file where one is looked for. */
async function generateClient(logs) {
  const env = {
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    PRISMA_HIDE_UPDATE_MESSAGE: "1",
    CHECKPOINT_DISABLE: "1",
    DATABASE_URL: process.env.DATABASE_URL || "postgresql://nobody@127.0.0.1:1/none",
  };
  const program = inRoot("node_modules", "prisma", "build", "index.js");
  const options = { cwd: inRoot(), env, logFile: `${logs}/build-client.log`, limitSeconds: 120 };
  await runLogged("prisma generate", process.execPath, [program, "generate"], options);
}

async function buildNext(logs) {
  const env = { NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "production" };
  const program = inRoot("node_modules", "next", "dist", "bin", "next");
  const options = { cwd: inRoot(), env, logFile: `${logs}/build-next.log`, limitSeconds: 900 };
  await runLogged("next build", process.execPath, [program, "build"], options);
}
