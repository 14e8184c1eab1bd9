import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { calibrate, type JudgedOutcome } from "./calibration";
import { type RiskFacts, riskOf } from "./score";
import { RISK_DEFAULTS, RISK_FACTORS, riskSettingsProblem } from "./settings";

const facts = fc.record({
  schemaModules: fc.nat(40),
  modulesMoving: fc.nat(400),
  touches: fc.array(fc.constantFrom("Security", "Data", "Integration"), { maxLength: 7 }),
  stage: fc.constantFrom("dev", "integration", "staging", "uat", "production"),
  tier: fc.constantFrom("tier1", "tier2", "tier3"),
  needsAttention: fc.boolean(),
  firstRelease: fc.boolean(),
  history: fc
    .tuple(fc.nat(200), fc.nat(200), fc.nat(20))
    .map(([failed, good, recentFailures]) => ({ similar: failed + good, failed, recentFailures })),
  recovery: fc.record({
    passed: fc.constantFrom(true, false, null),
    ageDays: fc.nat(400),
    maxAgeDays: fc.integer({ min: 1, max: 365 }),
    rtoMeasuredSeconds: fc.option(fc.nat(9_000)),
    rtoPromisedSeconds: fc.option(fc.nat(9_000)),
  }),
  backupStore: fc.boolean(),
  hoursUntilClosed: fc.option(fc.nat(100)),
}) satisfies fc.Arbitrary<RiskFacts>;

const score = (one: RiskFacts) => riskOf(one, RISK_DEFAULTS).score;

describe("risk", () => {
  it("is a whole number from 0 to 100 and the sum of its factors, whatever the facts", () => {
    fc.assert(
      fc.property(facts, (one) => {
        const { score, band, factors } = riskOf(one, RISK_DEFAULTS);
        expect(Number.isInteger(score) && score >= 0 && score <= 100).toBe(true);
        expect(factors.reduce((sum, { points }) => sum + points, 0)).toBe(score);
        for (const { points, weight, fact } of factors) {
          expect(points >= 0 && points <= weight).toBe(true);
          expect(fact).toMatch(/\.$/);
        }
        expect(band).toBe(score >= 60 ? "high" : score >= 35 ? "medium" : "low");
      }),
      { numRuns: 2_000 },
    );
  });

  const worse: [string, (one: RiskFacts) => RiskFacts][] = [
    ["more modules change the schema", (one) => ({ ...one, schemaModules: one.schemaModules + 1 })],
    ["more modules move", (one) => ({ ...one, modulesMoving: one.modulesMoving + 1 })],
    ["it touches more", (one) => ({ ...one, touches: [...one.touches, "Data"] })],
    ["it goes to production", (one) => ({ ...one, stage: "production" })],
    ["the tenant is most critical", (one) => ({ ...one, tier: "tier1" })],
    ["the place needs attention", (one) => ({ ...one, needsAttention: true })],
    [
      "one more like it failed",
      (one) => ({
        ...one,
        history: { ...one.history, similar: one.history.similar + 1, failed: one.history.failed + 1 },
      }),
    ],
    [
      "something failed there lately",
      (one) => ({ ...one, history: { ...one.history, recentFailures: one.history.recentFailures + 1 } }),
    ],
    ["the proof failed", (one) => ({ ...one, recovery: { ...one.recovery, passed: false } })],
    ["the calendar closes at once", (one) => ({ ...one, hoursUntilClosed: 0 })],
    [
      "nothing can be saved before",
      (one) => (one.schemaModules > 0 && !one.firstRelease ? { ...one, backupStore: false } : one),
    ],
  ];
  it.each(worse)("never falls when %s", (_name, change) => {
    fc.assert(
      fc.property(facts, (one) => {
        expect(score(change(one))).toBeGreaterThanOrEqual(score(one));
      }),
      { numRuns: 1_000 },
    );
  });

  it("counts only what its weight lets it", () => {
    const none = Object.fromEntries(RISK_FACTORS.map((id) => [id, 0])) as Record<
      (typeof RISK_FACTORS)[number],
      number
    >;
    const settings = { ...RISK_DEFAULTS, weights: { ...none, tier: 40 } };
    fc.assert(
      fc.property(facts, (one) => {
        expect(riskOf(one, settings).score).toBe({ tier1: 40, tier2: 24, tier3: 12 }[one.tier]);
      }),
    );
  });

  it("has defaults that hold", () => expect(riskSettingsProblem(RISK_DEFAULTS)).toBeNull());
});

describe("calibration", () => {
  const now = new Date("2026-11-20T08:00:00.000Z");
  const outcome = (score: number, failed: boolean): JudgedOutcome => ({ score, failed, endedAt: now });
  const many = (count: number, failed: number, score: number) =>
    Array.from({ length: count }, (_, index) => outcome(score, index < failed));

  it("says nothing of too few, and never counts one twice", () => {
    expect(calibrate([], RISK_DEFAULTS, now).verdict).toMatch(/nothing to say/);
    const few = calibrate(many(9, 3, 70), RISK_DEFAULTS, now);
    expect(few).toMatchObject({ judged: 9, failed: 3, brier: null });
    expect(few.bands.map(({ judged }) => judged)).toEqual([0, 0, 9]);
    expect(few.bands.every(({ failureRate }) => failureRate === null)).toBe(true);
  });

  it("tells good weights from bad ones", () => {
    const good = calibrate([...many(40, 2, 10), ...many(20, 16, 80)], RISK_DEFAULTS, now);
    expect(good.bands.map(({ failureRate }) => failureRate)).toEqual([0.05, null, 0.8]);
    expect(good.brier?.score ?? 1).toBeLessThan(good.brier?.base ?? 0);
    expect(good.verdict).toMatch(/predicts better/);
    const bad = calibrate([...many(40, 30, 10), ...many(20, 1, 80)], RISK_DEFAULTS, now);
    expect(bad.verdict).toMatch(/weights do not fit/);
    const flat = calibrate(many(30, 3, 20), RISK_DEFAULTS, now);
    expect(flat.verdict).toMatch(/cannot be said/);
  });

  it("keeps every outcome of the last half year in a week", () => {
    const { weeks } = calibrate(many(12, 3, 50), RISK_DEFAULTS, now);
    expect(weeks).toHaveLength(26);
    expect(weeks.at(-1)).toMatchObject({ judged: 12, meanScore: 50, failedPercent: 25 });
  });
});
