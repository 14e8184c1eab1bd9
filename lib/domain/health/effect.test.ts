import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  effectSentence,
  effectSignals,
  LEAST_POINTS,
  overallEffect,
  type SignalEffect,
  signalEffect,
} from "./effect";

const LIMITS = { warn: 1, bad: 2 };
const flat = (value: number, points = 12) => Array.from({ length: points }, () => value);
const seen = (before: number[], after: number[]) => signalEffect("latency_p95", LIMITS, { before, after });

describe("what a release did to a signal", () => {
  const cases: [string, number[], number[], SignalEffect["effect"]][] = [
    ["slower, and minded", flat(0.4), flat(0.9), "worse"],
    ["slower, and nobody minds", flat(0.1), flat(0.3), "same"],
    ["a little slower", flat(0.8), flat(1), "same"],
    ["faster", flat(0.9), flat(0.4), "better"],
    ["from nothing to much", flat(0), flat(0.7), "worse"],
    ["too short since", flat(0.4), flat(2, LEAST_POINTS - 1), "inconclusive"],
    ["nothing known before", [], flat(2), "inconclusive"],
  ];
  it.each(cases)("%s", (_, before, after, effect) => {
    expect(seen(before, after).effect).toBe(effect);
  });
  it.each<["latency_p95" | "certificate", number, number, SignalEffect["effect"]]>([
    ["latency_p95", 0.4, 1.2, "worse"],
    ["latency_p95", 1.2, 0.4, "better"],
    ["certificate", 1.2, 0.4, "worse"],
    ["certificate", 0.4, 90, "better"],
    ["certificate", 90, 30, "same"],
    ["certificate", 0, 0, "same"],
  ])("knows what is better of %s: %s to %s", (signal, before, after, effect) => {
    const points = { before: flat(before), after: flat(after) };
    expect(signalEffect(signal, LIMITS, points).effect).toBe(effect);
  });
  it("leaves out what ages by itself, as a certificate does", () => {
    const signals = effectSignals("production");
    expect(signals).toContain("latency_p95");
    for (const id of ["certificate", "scheduler", "backup_age"] as const) expect(signals).not.toContain(id);
  });
  it("never calls the same hours worse or better, whatever they are", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { maxLength: 40 }), (values) => {
        expect(["same", "inconclusive"]).toContain(seen(values, values).effect);
      }),
      { numRuns: 100 },
    );
  });
  it("is the mirror of what going back would do", () => {
    const values = fc.array(fc.double({ min: 0.01, max: 50, noNaN: true }), { minLength: 6, maxLength: 20 });
    const mirror = { worse: "better", better: "worse", same: "same", inconclusive: "inconclusive" } as const;
    fc.assert(
      fc.property(values, values, (before, after) => {
        expect(seen(after, before).effect).toBe(mirror[seen(before, after).effect]);
      }),
      { numRuns: 100 },
    );
  });
});

describe("what it did to all of them", () => {
  const errors = (effect: SignalEffect["effect"]): SignalEffect => ({
    ...{ signal: "error_ratio", before: 0.002, after: 0.31, pointsBefore: 12, pointsAfter: 12, effect },
  });
  const jobs = { ...errors("same"), signal: "cron_failing" as const };
  it("is as bad as the worst, and says so", () => {
    expect(overallEffect([jobs, errors("worse")])).toBe("worse");
    expect(effectSentence([jobs, errors("worse")], "week")).toBe(
      "Worse than in the same hours a week before: failed requests from 0.2\u00a0% to 31\u00a0%.",
    );
    expect(effectSentence([jobs, errors("same")], "before")).toContain("the time just before");
  });
  it("is inconclusive while neither errors nor response times are known", () => {
    expect(overallEffect([jobs, errors("inconclusive")])).toBe("inconclusive");
    expect(effectSentence([errors("inconclusive")], "week")).toMatch(/^Too little was measured/);
    expect(overallEffect([])).toBe("inconclusive");
  });
});
