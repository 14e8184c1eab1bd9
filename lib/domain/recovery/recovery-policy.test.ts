import { describe, expect, it } from "vitest";
import {
  nextDrillDue,
  proofCountsUntil,
  RECOVERY_BOUNDS,
  recoveryDefaults,
  recoverySettingsProblem,
} from "./recovery-policy";

const TIERS = ["tier1", "tier2", "tier3"] as const;

describe("the defaults of a tier", () => {
  it("keep to the bounds, and leave time to repeat a drill before the proof is too old", () => {
    for (const tier of TIERS) {
      const settings = recoveryDefaults(tier);
      expect(recoverySettingsProblem(settings), tier).toBeNull();
      expect(settings.proofMaxAgeDays, tier).toBeGreaterThanOrEqual(2 * settings.drillEveryDays);
      for (const key of ["drillEveryDays", "proofMaxAgeDays"] as const) {
        expect(settings[key]).toBeGreaterThanOrEqual(RECOVERY_BOUNDS[key].min);
        expect(settings[key]).toBeLessThanOrEqual(RECOVERY_BOUNDS[key].max);
      }
    }
  });
  it("ask less of a less critical tier", () => {
    expect(TIERS.map((tier) => recoveryDefaults(tier).gate)).toEqual(["block", "warn", "off"]);
  });
});

it("a proof may not be younger than the drills that make it", () => {
  expect(recoverySettingsProblem({ drillEveryDays: 31, proofMaxAgeDays: 30, gate: "warn" })).toContain(
    "proof",
  );
  expect(recoverySettingsProblem({ drillEveryDays: 30, proofMaxAgeDays: 30, gate: "warn" })).toBeNull();
});

it("ages and due dates are counted in days of 24 hours", () => {
  const at = new Date("2026-03-28T12:00:00.000Z");
  expect(proofCountsUntil({ proofMaxAgeDays: 2 }, at).toISOString()).toBe("2026-03-30T12:00:00.000Z");
  expect(nextDrillDue({ drillEveryDays: 30 }, at).toISOString()).toBe("2026-04-27T12:00:00.000Z");
});
