import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL(".", import.meta.url));
const alias = {
  "@": root.replace(/\/$/, ""),
  "server-only": fileURLToPath(new URL("./lib/testing/empty.ts", import.meta.url)),
};
const shared = { resolve: { alias } };
const ignored = ["node_modules/**", ".next/**", ".holdfast/**", "dist/**", "e2e/**"];

export default defineConfig({
  test: {
    projects: [
      {
        ...shared,
        test: {
          name: "unit",
          include: ["{lib,components,sandbox,toolbox,workers,app}/**/*.test.{ts,tsx}"],
          exclude: [...ignored, "**/*.{usecase,contract,integration}.test.ts"],
          // No file leaves a state to the next: loading every module once takes half the time.
          isolate: false,
          testTimeout: 40_000,
        },
      },
      {
        ...shared,
        test: {
          name: "usecase",
          include: ["**/*.usecase.test.ts"],
          exclude: ignored,
          setupFiles: ["lib/testing/own-database.ts"],
          isolate: false,
          expect: { poll: { timeout: 10_000 } },
          testTimeout: 40_000,
          hookTimeout: 60_000,
        },
      },
      {
        ...shared,
        test: {
          name: "contract",
          include: ["lib/adapters/**/*.contract.test.ts"],
          exclude: ignored,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        ...shared,
        test: {
          name: "sandbox",
          include: ["{sandbox,toolbox}/**/*.integration.test.ts"],
          exclude: ignored,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        ...shared,
        test: {
          name: "conformance",
          include: ["sandbox/conformance/*.test.mjs"],
          exclude: ignored,
          globalSetup: ["sandbox/conformance/global-setup.ts"],
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
