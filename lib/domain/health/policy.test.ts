import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  HEALTH_DEFAULTS,
  healthSettingsProblem,
  JUDGED_SIGNALS,
  limitsBy,
  limitsProblem,
  limitUnit,
  ownLimits,
  shippedLimits,
} from "./policy";

const TIERS = ["tier1", "tier2", "tier3"] as const;

describe("limits of signals", () => {
  it("are Holdfast's own until a tier has others, and only that tier then", () => {
    const own = { limits: { memory: { warn: 0.5, bad: 0.6 } } };
    const of = limitsBy((tier) => (tier === "tier2" ? own : HEALTH_DEFAULTS));
    expect(of("memory", "tier2")).toEqual({ warn: 0.5, bad: 0.6 });
    expect(of("memory", "tier1")).toEqual(shippedLimits("memory", "tier1"));
    expect(of("request_rate", "tier2")).toBeNull();
  });

  it("that are shipped are all allowed, and are not stored as anybody's own", () => {
    for (const tier of TIERS) {
      const all = Object.fromEntries(JUDGED_SIGNALS.map((id) => [id, shippedLimits(id, tier) ?? undefined]));
      expect(healthSettingsProblem(all)).toBeNull();
      expect(ownLimits(tier, all)).toEqual(HEALTH_DEFAULTS);
    }
  });

  it("warn no later than they break, whichever side is better, and are never nothing", () => {
    const value = fc.double({ min: 0.0001, max: 1, noNaN: true });
    const run = (id: "memory" | "certificate", later: (warn: number, bad: number) => boolean) =>
      fc.assert(
        fc.property(value, value, (warn, bad) => {
          expect(limitsProblem(id, { warn, bad }) === null).toBe(!later(warn, bad));
        }),
        { numRuns: 200 },
      );
    run("memory", (warn, bad) => warn > bad);
    run("certificate", (warn, bad) => warn < bad);
    expect(limitsProblem("memory", { warn: 0, bad: 0.5 })).toContain("more than 0");
    expect(limitsProblem("memory", { warn: 0.5, bad: 1.1 })).toContain("100 %");
    expect(limitsProblem("request_rate", { warn: 1, bad: 2 })).toContain("never judged");
    expect(healthSettingsProblem({ cpu: { warn: 1, bad: 2 } })?.message).toContain("“cpu”");
  });

  it("are written in a unit in which the shipped ones read well", () => {
    expect(limitUnit("memory")).toEqual({ label: "%", factor: 0.01 });
    expect(limitUnit("latency_p95").label).toBe("s");
    expect(limitUnit("longest_transaction").label).toBe("min");
    expect(limitUnit("backup_age").label).toBe("h");
    expect(limitUnit("certificate").label).toBe("days");
  });
});
