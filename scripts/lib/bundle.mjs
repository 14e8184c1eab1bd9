import { existsSync } from "node:fs";
import { Failure } from "./failure.mjs";
import { inRoot, root } from "./paths.mjs";

/** The programs beside the app: name in dist/ and the file each begins with. */
export const programs = {
  sandbox: {
    "sandbox.mjs": "sandbox/main.ts",
    "erp.mjs": "sandbox/erp/main.ts",
    "toolbox.mjs": "toolbox/main.ts",
    "postgres.mjs": "sandbox/postgres/main.ts",
  },
  node: {
    "worker.mjs": "workers/main.ts",
    "seed.mjs": "prisma/seed.ts",
    "audit-verify.mjs": "workers/audit-verify.ts",
  },
};

/**
 * Bundles programs into dist/: our own files in one module each, npm packages stay outside.
 * @param {Record<string, string>} entries file name in dist/ → entry file
 * @throws {Failure} with esbuild's messages
 */
export async function bundle(entries) {
  for (const entry of Object.values(entries))
    if (!existsSync(inRoot(entry)))
      throw new Failure(`${entry}, which a program begins with, does not exist.`);
  const esbuild = await import("esbuild");
  const entryPoints = Object.entries(entries).map(([out, entry]) => ({
    in: entry,
    out: out.replace(/\.mjs$/, ""),
  }));
  try {
    await esbuild.build({
      absWorkingDir: root,
      entryPoints,
      outdir: "dist",
      outExtension: { ".js": ".mjs" },
      bundle: true,
      platform: "node",
      format: "esm",
      target: "node20",
      packages: "external",
      tsconfig: "tsconfig.json",
      sourcemap: true,
      logLevel: "silent",
      plugins: [serverOnly],
    });
  } catch (error) {
    if (!Array.isArray(error.errors)) throw error;
    const lines = await esbuild.formatMessages(error.errors.slice(0, 10), { kind: "error" });
    throw new Failure(`Bundling ${Object.keys(entries).join(", ")} failed.`, { details: lines.join("\n") });
  }
}

/**
 * `server-only` throws wherever it is not resolved for React's server. These programs are servers, so they get
 * its empty file.
 */
const serverOnly = {
  name: "server-only",
  setup(build) {
    build.onResolve({ filter: /^server-only$/ }, () => ({
      path: inRoot("node_modules", "server-only", "empty.js"),
    }));
  },
};
