import { describe, expect, it } from "vitest";
import { INDICATOR_IDS, indicatorOf } from "@/lib/domain/service-level/indicator";
import { serviceLevelDefaults } from "@/lib/domain/service-level/policy";
import { draftOfPolicy, settingsFrom } from "./policy-draft";
import { reportCsv, reportMonths } from "./report";
import { draftOfTerms, limitUnit, termsFrom } from "./terms-draft";

describe("a form of objectives", () => {
  it("says back what it was given, for everything that can be promised", () => {
    for (const indicator of INDICATOR_IDS) {
      const { standard: limit } = indicatorOf(indicator);
      const terms = {
        ...{ indicator, limit, target: 0.9995, windowDays: 7, hours: "shifts" as const },
        plannedDowntime: "counts" as const,
      };
      expect(termsFrom(indicator, draftOfTerms(terms))).toEqual({ terms, problem: null });
      expect(limitUnit(indicator) === null).toBe(indicatorOf(indicator).unit === null);
    }
    const settings = serviceLevelDefaults("tier1");
    const given = { ...settings, objectives: [...settings.objectives] };
    expect(settingsFrom(draftOfPolicy(given))).toEqual({ settings: given, problem: null });
  });
  it("says what is wrong, of which", () => {
    const draft = draftOfPolicy({ ...serviceLevelDefaults("tier2"), objectives: [] });
    const of = (part: Partial<typeof draft>) => settingsFrom({ ...draft, ...part }).problem;
    expect(of({ fast: { ...draft.fast, rate: "x" } })).toBe(
      "Burns fast: “Times as fast as it may” is a number from 1 to 1000.",
    );
    expect(of({ slow: { ...draft.slow, shortMinutes: "7.5" } })).toContain("whole number from 5 to 60");
    expect(of({ fast: { ...draft.fast, rate: "3" } })).toContain("cannot begin at a lower rate");
    const terms = {
      ...{ limit: "25", target: "101", windowDays: "28", hours: "always" as const },
      plannedDowntime: "left_out" as const,
    };
    expect(of({ objectives: [{ indicator: "workflows", terms }] })).toMatch(
      /^Business workflows: The target lies between/,
    );
    expect(termsFrom("requests", { ...terms, target: "ninety" }).problem).toContain("such as 99.5");
  });
});

describe("a month as a file", () => {
  it("keeps what was not measured empty, and no formula runs", () => {
    const named = (name: string) => ({ id: "00000000-0000-4000-8000-000000000000", name });
    const row = {
      ...{ tenant: named('=cmd|"x"'), environment: named("Leoben"), indicator: "requests" as const },
      ...{ title: "Requests answered", target: 0.995, attained: null, kept: null, good: 0, bad: 0 },
      ...{ unit: "requests" as const, knownSeconds: 12.4, unknownSeconds: 0, plannedSeconds: 1_440 },
    };
    const [, line] = reportCsv({ month: "2026-11", rows: [row], more: 0 }).split("\r\n");
    expect(line).toBe(`"'=cmd|""x""","Leoben","Requests answered",0.995,,,0,0,requests,12,0,1440`);
    expect(reportMonths(new Date("2026-01-10T00:00:00Z"))).toEqual(["2026-01", "2025-12"]);
  });
});
