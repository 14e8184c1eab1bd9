import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareSignals, type MeasuredSignals } from "./compare";
import { observationDefaults } from "./observation";
import type { SignalName } from "./signal";
import { overTime, recentSeconds, worseOf } from "./windows";

const { thresholds } = observationDefaults("production");
const settings = { thresholds, minimumRequests: 50 };
type Told = Partial<Record<SignalName, readonly [value: number | null, samples: number]>>;
const measured = (told: Told): MeasuredSignals =>
  new Map(
    Object.entries(told).map(([name, [value, samples]]) => [name as SignalName, { value, samples }] as const),
  );
const before = measured({ error_ratio: [0.002, 900], latency_p95: [0.4, 900], restarts: [0, 30] });

describe("counts over unequal lengths of time", () => {
  const kept = measured({ restarts: [6, 180], error_ratio: [0.1, 900], job_backlog: [30, 180] });
  it("are made equal; ratios and gauges stay as they are", () => {
    const shorter = overTime(kept, { from: 1_800, to: 300 });
    expect(shorter.get("restarts")).toEqual({ value: 1, samples: 180 });
    expect(shorter.get("error_ratio")?.value).toBe(0.1);
    expect(shorter.get("job_backlog")?.value).toBe(30);
    expect(overTime(kept, { from: 0, to: 300 })).toEqual(kept);
  });
  it("three restarts in five minutes are not hidden by six in half an hour", () => {
    const now = measured({ restarts: [3, 30] });
    const verdict = (was: MeasuredSignals) =>
      compareSignals(was, now, settings).comparisons.find(({ signal }) => signal === "restarts")?.verdict;
    expect(verdict(kept)).toBe("good");
    expect(verdict(overTime(kept, { from: 1_800, to: 300 }))).toBe("trigger");
  });
  it("an even pace is good whatever the two lengths", () => {
    const seconds = fc.integer({ min: 60, max: 86_400 });
    fc.assert(
      fc.property(seconds, seconds, fc.integer({ min: 1, max: 50 }), (from, to, perHour) => {
        const counted = (length: number) => measured({ restarts: [(perHour * length) / 3_600, 10] });
        const was = overTime(counted(from), { from, to });
        expect(was.get("restarts")?.value).toBeCloseTo((perHour * to) / 3_600, 6);
        const [one] = compareSignals(was, counted(to), {
          minimumRequests: 1,
          thresholds: thresholds.filter(({ signal }) => signal === "restarts"),
        }).comparisons;
        expect(one?.verdict).toBe("good");
      }),
    );
  });
});

describe("the last stretch", () => {
  const watched = { soakSeconds: 900, elapsedSeconds: 800, minimumRequests: 50 };
  const requests = (samples: number) => measured({ error_ratio: [0, samples], latency_p95: [0.1, samples] });
  it("is three rounds, or as long as enough requests take", () => {
    expect(recentSeconds(watched, requests(80_000))).toBe(45);
    expect(recentSeconds(watched, requests(500))).toBe(100);
  });
  it("is not asked about while the whole time is no longer, or nobody comes", () => {
    expect(recentSeconds({ ...watched, elapsedSeconds: 40 }, requests(9_000))).toBeNull();
    expect(recentSeconds(watched, requests(60))).toBeNull();
    expect(recentSeconds(watched, requests(0))).toBeNull();
    expect(recentSeconds(watched, measured({ restarts: [0, 30] }))).toBeNull();
  });
});

describe("the whole time and its last stretch together", () => {
  const against = (told: Told) => compareSignals(before, measured(told), settings);
  const calm = against({ error_ratio: [0.003, 9_000], latency_p95: [0.4, 9_000], restarts: [0, 30] });
  it("find a late fault that the whole time hides", () => {
    const late = against({ error_ratio: [0.3, 120], latency_p95: [0.4, 120], restarts: [0, 3] });
    const both = worseOf(calm, late, 50);
    expect(both.verdict).toBe("trigger");
    expect(both.sentence).toBe("Failed requests 30\u00a0% (before 0.2\u00a0%, trigger at 2\u00a0%).");
    expect(both.comparisons.map(({ signal }) => signal)).toEqual(
      calm.comparisons.map(({ signal }) => signal),
    );
  });
  it("do not forget an early one, nor call a thin stretch thin", () => {
    const early = against({ error_ratio: [0.3, 9_000] });
    expect(worseOf(early, against({ error_ratio: [0, 120] }), 50).verdict).toBe("trigger");
    expect(worseOf(calm, against({ error_ratio: [1, 12] }), 50)).toEqual(calm);
  });
  it("are never better than the whole time alone", () => {
    const rank = { thin: 0, good: 0, warning: 1, trigger: 2 } as const;
    const told = fc.record({
      error_ratio: fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(200)),
      restarts: fc.tuple(fc.nat(9), fc.nat(9)),
    });
    fc.assert(
      fc.property(told, told, (whole, recent) => {
        const both = worseOf(against(whole), against(recent), 50).verdict;
        expect(rank[both]).toBeGreaterThanOrEqual(rank[against(whole).verdict]);
        expect(rank[both]).toBeGreaterThanOrEqual(rank[against(recent).verdict]);
      }),
    );
  });
});
