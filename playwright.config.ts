import { existsSync } from "node:fs";
import path from "node:path";
import { defineConfig } from "@playwright/test";

// The system's own Chromium: nothing is downloaded. As root it runs only without its sandbox.
const INSTALLED = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"];
const CHROMIUM = process.env["CHROMIUM_PATH"] ?? INSTALLED.find((file) => existsSync(file));
const JOURNEYS = "e2e";

/**
 * One fleet for all journeys. Lanes run side by side, the journeys of a lane in the order of their names; what a
 * journey deploys to, restores or sets belongs to its lane alone.
 */
const LANES = {
  // Kaltenbach (Leoben), and Guelph staging.
  leoben: ["1-release-manager", "2-smoke", "drill", "restore", "rollback", "trains"],
  // Nordwerk (Lübeck), Suwa dev, Guelph production, and how stages are watched.
  luebeck: ["1-deploy-live", "10-operation-control", "2-migration", "8-live", "backups", "observe"],
  // Suwa production and the backups of its tier, drills and runbooks.
  suwa: ["backup-policy", "point-in-time", "recovery-gate", "every-page-too"],
  // Whatever leaves the fleet as it is.
  reading: ["3-plant-it", "4-developer", "5-platform", "6-bad-input", "7-every-page", "calendar", "policies"],
};

const named = Object.values(LANES).flat();
const missing = named.filter((name) => !existsSync(path.join(JOURNEYS, `${name}.spec.ts`)));
if (missing.length > 0) throw new Error(`Lanes name journeys that are not there: ${missing.join(", ")}.`);
const files = (names: readonly string[]) => names.map((name) => `**/${name}.spec.ts`);

export default defineConfig({
  testDir: JOURNEYS,
  workers: Object.keys(LANES).length,
  fullyParallel: false,
  retries: 0,
  ...(process.env["E2E_LONG"] === undefined ? { grepInvert: /@long/ } : {}),
  // Functions are proven here, not speed: whatever else the machine does meanwhile, these limits are not met.
  timeout: 420_000,
  expect: { timeout: 60_000 },
  // Ends by itself, with every failure told, before `npm test` would end it.
  globalTimeout: 1_500_000,
  reporter: [["list"]],
  outputDir: "test-results",
  projects: [
    { name: "before", testMatch: "**/*.setup.ts" },
    ...Object.entries(LANES).map(([name, names]) => ({
      name: `lane ${name}`,
      testMatch: files(names),
      dependencies: ["before"],
      workers: 1,
    })),
    // What touches the whole fleet, and whatever no lane names: by itself, after the lanes.
    {
      name: "alone",
      testMatch: "**/*.spec.ts",
      testIgnore: files(named),
      dependencies: ["before"],
      workers: 1,
    },
  ],
  use: {
    baseURL: process.env["E2E_BASE_URL"] ?? "http://127.0.0.1:3000",
    // A failure leaves what the page said. Traces, wanted with E2E_TRACE, cost a third of the processor time.
    trace: process.env["E2E_TRACE"] === undefined ? "off" : "retain-on-failure",
    viewport: { width: 1280, height: 900 },
    // What moves is drawn anew many times a second by processors that have other things to do.
    contextOptions: { reducedMotion: "reduce" },
    // What cannot be pressed within this time is told at once, not when the journey's own time is over.
    actionTimeout: 60_000,
    launchOptions: {
      ...(CHROMIUM === undefined ? {} : { executablePath: CHROMIUM }),
      args: [
        "--no-sandbox",
        // Nothing here draws in three dimensions; without a graphics card that library is emulated.
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-quic",
        "--no-first-run",
      ],
    },
  },
});
