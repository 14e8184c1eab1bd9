import { describe, expect, it } from "vitest";
import { ObservationSettings } from "@/lib/contracts/api/resources/observation";
import { STAGES } from "@/lib/domain/catalog/stage";
import { observationDefaults } from "@/lib/domain/health/observation";
import { draftOf, type PolicyDraft, settingsFrom } from "./policy-draft";

const settings = ObservationSettings.parse(observationDefaults("production"));
const draft = draftOf(settings);
const problems = (change: Partial<PolicyDraft>) => settingsFrom({ ...draft, ...change }).problems;
const limits = (warning: [string, string], trigger: [string, string]): Partial<PolicyDraft> => ({
  thresholds: [
    {
      signal: "error_ratio",
      warning: { floor: warning[0], factor: warning[1] },
      trigger: { floor: trigger[0], factor: trigger[1] },
    },
  ],
});

it.each(STAGES)("what a form shows of %s is what it was made from", (stage) => {
  const own = ObservationSettings.parse(observationDefaults(stage));
  expect(settingsFrom(draftOf(own)).settings).toEqual(own);
});

it("people write percent and megabytes", () => {
  expect(draft.thresholds[0]).toMatchObject({ signal: "error_ratio", trigger: { floor: "2", factor: "3" } });
  expect(draft.thresholds.at(-1)).toMatchObject({ signal: "memory", warning: { floor: "1536" } });
  expect(settingsFrom({ ...draft, ...limits(["0,5", "1"], ["1.5", "2"]) }).settings?.thresholds).toEqual([
    { signal: "error_ratio", warning: { floor: 0.005, factor: 1 }, trigger: { floor: 0.015, factor: 2 } },
  ]);
});

describe("what is wrong is said at its field", () => {
  it.each(["", "x", "-1", "1.5", "86401"])("soak %j", (soakSeconds) => {
    expect(problems({ numbers: { ...draft.numbers, soakSeconds } })).toEqual({
      soakSeconds: "Give a whole number from 0 to 86400.",
    });
  });
  it.each(["", "0", "91", "50, 10", "10, 10", "10, 20, 30", "10,", "x"])("shares %j", (percents) => {
    expect(Object.keys(problems({ percents }) ?? {})).toEqual(["percents"]);
  });
  it.each(["10", "10, 50", " 5 ,90 "])("shares %j are fine", (percents) => {
    expect(problems({ percents })).toBeNull();
  });
  it("limits", () => {
    expect(problems(limits(["1", "x"], ["2", "2"]))).toEqual({ error_ratio: "Give a number of 0 or more." });
    expect(problems(limits(["3", "1"], ["2", "2"]))?.["error_ratio"]).toContain("ask before it goes back");
  });
});
