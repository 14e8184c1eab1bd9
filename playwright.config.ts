import { defineConfig } from "@playwright/test";

// The system's own Chromium: nothing is downloaded. As root it runs only without its sandbox.
const CHROMIUM = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";

export default defineConfig({
  testDir: "e2e",
  // One fleet, one order: journeys follow each other on the same environments.
  workers: 1,
  fullyParallel: false,
  retries: 0,
  timeout: 90_000,
  expect: { timeout: 10_000 },
  reporter: [["list"]],
  outputDir: "test-results",
  projects: [
    { name: "before", testMatch: "**/*.setup.ts" },
    { name: "journeys", testMatch: "**/*.spec.ts", dependencies: ["before"] },
  ],
  use: {
    baseURL: process.env["E2E_BASE_URL"] ?? "http://127.0.0.1:3000",
    trace: "retain-on-failure",
    viewport: { width: 1280, height: 900 },
    launchOptions: {
      executablePath: CHROMIUM,
      args: [
        "--no-sandbox",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-quic",
        "--no-first-run",
      ],
    },
  },
});
