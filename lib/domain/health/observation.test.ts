import { describe, expect, it } from "vitest";
import { STAGES } from "../catalog/stage";
import { limitValue, observationDefaults, roundSeconds, WATCHED_SIGNALS } from "./observation";
import { signalText } from "./signal";

describe("defaults", () => {
  it.each([
    ["dev", 0],
    ["integration", 0],
    ["staging", 120],
    ["uat", 120],
    ["production", 900],
  ] as const)("%s is watched for %d s", (stage, seconds) => {
    expect(observationDefaults(stage).soakSeconds).toBe(seconds);
  });
  it("every stage can say about every signal when it warns and when it goes back, the warning first", () => {
    for (const stage of STAGES) {
      const { thresholds } = observationDefaults(stage);
      expect(thresholds.map(({ signal }) => signal)).toEqual([...WATCHED_SIGNALS]);
      for (const { warning, trigger } of thresholds) {
        for (const before of [null, 0, 0.01, 1, 1e3, 1e10])
          expect(limitValue(trigger, before)).toBeGreaterThan(limitValue(warning, before));
      }
    }
  });
  it("only production asks a person when too little was measured", () => {
    expect(STAGES.filter((stage) => observationDefaults(stage).whenThin === "ask")).toEqual(["production"]);
  });
});

it.each([
  [0, 10],
  [300, 10],
  [900, 15],
  [7_200, 120],
  [86_400, 120],
])("a soak of %d s is looked at every %d s", (soak, seconds) => {
  expect(roundSeconds(soak)).toBe(seconds);
});

it.each([
  ["error_ratio", 0.314, "31.4\u00a0%"],
  ["error_ratio", 0.002, "0.2\u00a0%"],
  ["latency_p95", 0.523, "0.52 s"],
  ["latency_p95", 0.0042, "4.2 ms"],
  ["latency_p95", 0, "0 s"],
  ["request_rate", 12.34, "12.3 /s"],
  ["restarts", 3, "3"],
  ["memory", 612 * 1024 ** 2, "612 MB"],
  ["memory", 1.5 * 1024 ** 3, "1.5 GB"],
  ["memory", null, "not measured"],
] as const)("%s of %s reads %s", (signal, value, text) => {
  expect(signalText(signal, value)).toBe(text);
});
