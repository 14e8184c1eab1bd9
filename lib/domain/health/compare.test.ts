import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareSignals, confirmedTriggers, type MeasuredSignals, type ObservationVerdict } from "./compare";
import { observationDefaults, type SignalThreshold, WATCHED_SIGNALS } from "./observation";
import type { SignalName } from "./signal";

const { thresholds } = observationDefaults("production");
const settings = { thresholds, minimumRequests: 50 };

type Told = Partial<Record<SignalName, readonly [value: number | null, samples: number]>>;
const measured = (told: Told): MeasuredSignals =>
  new Map(
    Object.entries(told).map(([name, [value, samples]]) => [name as SignalName, { value, samples }] as const),
  );
const calm: Told = { error_ratio: [0.002, 900], latency_p95: [0.4, 900], restarts: [0, 30] };
const against = (now: Told, before: Told = calm) => compareSignals(measured(before), measured(now), settings);
const verdictFor = (signal: SignalName, now: Told, before: Told = calm) =>
  against(now, before).comparisons.find((one) => one.signal === signal)?.verdict;

describe("one signal", () => {
  const cases: readonly [string, SignalName, Told, Told, ObservationVerdict][] = [
    ["as before", "error_ratio", calm, { error_ratio: [0.002, 100] }, "good"],
    ["below the floor whatever the factor", "error_ratio", calm, { error_ratio: [0.0099, 100] }, "good"],
    ["at the warning's floor", "error_ratio", calm, { error_ratio: [0.01, 100] }, "warning"],
    ["below the trigger's floor", "error_ratio", calm, { error_ratio: [0.0199, 100] }, "warning"],
    ["at the trigger's floor", "error_ratio", calm, { error_ratio: [0.02, 100] }, "trigger"],
    [
      "above the floor, below the factor",
      "error_ratio",
      { error_ratio: [0.04, 900] },
      { error_ratio: [0.07, 100] },
      "good",
    ],
    [
      "at the warning's factor",
      "error_ratio",
      { error_ratio: [0.04, 900] },
      { error_ratio: [0.08, 100] },
      "warning",
    ],
    [
      "at the trigger's factor",
      "error_ratio",
      { error_ratio: [0.04, 900] },
      { error_ratio: [0.12, 100] },
      "trigger",
    ],
    ["too few requests now", "error_ratio", calm, { error_ratio: [1, 49] }, "thin"],
    ["just enough requests now", "error_ratio", calm, { error_ratio: [1, 50] }, "trigger"],
    ["too few requests before", "error_ratio", { error_ratio: [0, 49] }, { error_ratio: [1, 900] }, "thin"],
    ["nothing now", "latency_p95", calm, {}, "thin"],
    ["no value despite requests", "latency_p95", calm, { latency_p95: [null, 900] }, "thin"],
    ["slower, inside", "latency_p95", calm, { latency_p95: [0.99, 100] }, "good"],
    ["slow", "latency_p95", calm, { latency_p95: [1, 100] }, "warning"],
    ["very slow", "latency_p95", calm, { latency_p95: [2, 100] }, "trigger"],
    ["a gauge needs no requests", "restarts", calm, { restarts: [3, 1] }, "trigger"],
    ["one restart", "restarts", calm, { restarts: [1, 1] }, "warning"],
    ["a gauge nobody measured before", "restarts", {}, { restarts: [9, 9] }, "thin"],
    ["jobs pile up", "job_backlog", { job_backlog: [30, 9] }, { job_backlog: [60, 9] }, "warning"],
    ["jobs pile up high", "job_backlog", { job_backlog: [30, 9] }, { job_backlog: [200, 9] }, "trigger"],
    ["jobs fail", "failed_jobs", { failed_jobs: [0, 9] }, { failed_jobs: [20, 9] }, "trigger"],
    ["memory grows", "memory", { memory: [9e8, 9] }, { memory: [1.7e9, 9] }, "warning"],
  ];
  it.each(cases)("%s", (_name, signal, before, now, verdict) => {
    expect(verdictFor(signal, now, before)).toBe(verdict);
  });
  it("zero reaches no limit, even one of zero", () => {
    const zero: SignalThreshold = {
      signal: "restarts",
      warning: { floor: 0, factor: 0 },
      trigger: { floor: 0, factor: 0 },
    };
    const now = measured({ restarts: [0, 5] });
    expect(compareSignals(now, now, { ...settings, thresholds: [zero] }).verdict).toBe("good");
  });
});

describe("the whole", () => {
  it("says the finding that decides, with its numbers", () => {
    const result = against({ ...calm, error_ratio: [0.31, 400] });
    expect(result).toMatchObject({
      verdict: "trigger",
      sentence: "Failed requests 31\u00a0% (before 0.2\u00a0%, trigger at 2\u00a0%).",
    });
  });
  it("says everything that is equally bad, and nothing that is less", () => {
    const { sentence } = against({ error_ratio: [0.31, 400], latency_p95: [4, 400], restarts: [1, 1] });
    expect(sentence).toBe(
      "Failed requests 31\u00a0% (before 0.2\u00a0%, trigger at 2\u00a0%); Response time p95 4 s (before 0.4 s, trigger at 2 s).",
    );
  });
  it("is thin when nothing is known about requests, however good the rest", () => {
    const result = against({ error_ratio: [0, 12], latency_p95: [0.1, 12], restarts: [0, 9] });
    expect(result).toMatchObject({
      verdict: "thin",
      sentence: "Too few requests to judge: 12 now, 900 before, 50 are needed of each.",
    });
  });
  it("warns by a gauge although requests are thin", () => {
    expect(against({ restarts: [4, 1] }).verdict).toBe("trigger");
  });
  it("is good though a gauge was not measured", () => {
    const result = against({ error_ratio: [0.001, 400], latency_p95: [0.3, 400] });
    expect(result.verdict).toBe("good");
    expect(result.sentence).toBe(
      "Failed requests 0.1\u00a0% (before 0.2\u00a0%, warning at 1\u00a0%); 2 signals are within their limits.",
    );
  });
  it("judges by what is left when no request signal is watched", () => {
    const only = { ...settings, thresholds: thresholds.filter(({ signal }) => signal === "restarts") };
    const restarts = measured({ restarts: [0, 3] });
    expect(compareSignals(restarts, restarts, only).verdict).toBe("good");
    expect(compareSignals(measured({}), restarts, only)).toMatchObject({
      verdict: "thin",
      sentence: "Nothing was measured that could be judged.",
    });
  });
});

describe("a single blip does not roll back", () => {
  const triggered = (samples: number) => against({ ...calm, error_ratio: [0.5, samples] }).comparisons;
  const restarted = against({ ...calm, restarts: [5, 1] }).comparisons;
  const names = (list: readonly { signal: SignalName }[]) => list.map(({ signal }) => signal);
  it("not at the first look with few requests", () => {
    expect(confirmedTriggers(triggered(60), null, 50)).toEqual([]);
    expect(confirmedTriggers(triggered(60), against(calm).comparisons, 50)).toEqual([]);
  });
  it("at the second look in a row", () => {
    expect(names(confirmedTriggers(triggered(60), triggered(55), 50))).toEqual(["error_ratio"]);
  });
  it("not because another signal triggered before", () => {
    expect(confirmedTriggers(triggered(60), restarted, 50)).toEqual([]);
  });
  it("at once when twice the requests stand behind it", () => {
    expect(confirmedTriggers(triggered(99), null, 50)).toEqual([]);
    expect(names(confirmedTriggers(triggered(100), null, 50))).toEqual(["error_ratio"]);
  });
  it("a gauge needs the second look however often it was scraped", () => {
    const often = against({ ...calm, restarts: [5, 5_000] }).comparisons;
    expect(confirmedTriggers(often, null, 50)).toEqual([]);
    expect(names(confirmedTriggers(often, restarted, 50))).toEqual(["restarts"]);
  });
});

describe("properties", () => {
  const signal = fc.constantFrom(...WATCHED_SIGNALS);
  const value = fc.double({ min: 0, max: 1e12, noNaN: true });
  const samples = fc.nat(200);
  const RANK = { thin: -1, good: 0, warning: 1, trigger: 2 } as const;
  const one = (name: SignalName, before: [number, number], now: [number, number]) =>
    verdictFor(name, { [name]: now }, { [name]: before });

  it("a worse value never gives a better verdict", () => {
    fc.assert(
      fc.property(signal, value, value, value, samples, samples, (name, before, a, b, was, is) => {
        const better = one(name, [before, was], [Math.min(a, b), is]);
        const worse = one(name, [before, was], [Math.max(a, b), is]);
        expect(RANK[worse ?? "thin"]).toBeGreaterThanOrEqual(RANK[better ?? "thin"]);
      }),
    );
  });
  it("thin never warns or triggers, alone or in the whole", () => {
    fc.assert(
      fc.property(fc.constantFrom("error_ratio" as const, "latency_p95" as const), value, (name, now) => {
        for (const few of [
          against({ [name]: [now, 49] }),
          against({ [name]: [now, 900] }, { [name]: [0, 49] }),
        ]) {
          expect(few.verdict).toBe("thin");
          expect(confirmedTriggers(few.comparisons, few.comparisons, 50)).toEqual([]);
        }
      }),
    );
  });
  it("the verdict follows from the values alone: the same values, the same verdict", () => {
    fc.assert(
      fc.property(signal, value, value, samples, (name, before, now, count) => {
        const was: Told = { [name]: [before, count] };
        const is: Told = { [name]: [now, count] };
        expect(against(is, was)).toEqual(against({ ...is }, { ...was }));
        expect(against(is, was).sentence).toMatch(/^[A-Z].*\.$/);
      }),
    );
  });
});
