import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ModuleDifference } from "../release/diff";
import { type ChangeTemplate, failureRefusal, type TemplateSubject, templateRefusal } from "./template";

const template: ChangeTemplate = {
  ...{ name: "Patches", stages: ["staging"], tiers: ["tier2"], flagsAllowed: ["data"], maxModulesChanged: 2 },
  ...{
    patchOnly: true,
    validUntil: new Date("2027-01-01T00:00:00Z"),
    suspendedAt: null,
    suspendedReason: "",
  },
  ...{ retiredAt: null, approvedById: "mira" },
};
const change = (from: string | null, to: string | null, name = "mrp"): ModuleDifference => ({
  kind: from === null ? "new" : to === null ? "removed" : "changed",
  ...{ name, from, to, schemaChange: false },
});
const fits: TemplateSubject = {
  ...{ stage: "staging", tier: "tier2", hasRunningRelease: true, authorIds: ["jana"] },
  differences: [change("19.0.1.0.0", "19.0.1.0.1")],
  findings: { flags: ["data"], untold: [] },
  now: new Date("2026-11-21T00:00:00Z"),
};
const at = new Date("2026-11-20T00:00:00Z");

describe("a template", () => {
  it("covers what is within every limit", () => expect(templateRefusal(template, fits)).toBeNull());

  it.each<[string, Partial<ChangeTemplate>, Partial<TemplateSubject>]>([
    ["retired", { retiredAt: at }, {}],
    ["suspended", { suspendedAt: at, suspendedReason: "3 of 5 failed." }, {}],
    ["valid until 2026-11-20", { validUntil: at }, {}],
    ["wrote this change", {}, { authorIds: ["mira"] }],
    ["not for Production", {}, { stage: "production" }],
    ["not for Tier 1", {}, { tier: "tier1" }],
    ["first deployment", {}, { hasRunningRelease: false }],
    ["touches schema", {}, { findings: { flags: ["schema", "data"], untold: [] } }],
    ["not told what is in mrp", {}, { findings: { flags: [], untold: ["mrp"] } }],
    ["3 modules change", {}, { differences: ["a", "b", "c"].map((name) => change("1.0", "1.1", name)) }],
    ["more than a patch", {}, { differences: [change("19.0.1.0.0", "19.0.1.1.0")] }],
    ["more than a patch", {}, { differences: [change("19.0.1.0.2", "19.0.1.0.1")] }],
    ["(new)", {}, { differences: [change(null, "19.0.1.0.0")] }],
    ["(removed)", {}, { differences: [change("19.0.1.0.0", null)] }],
  ])("says %s when that limit is passed", (words, limits, subject) => {
    expect(templateRefusal({ ...template, ...limits }, { ...fits, ...subject })).toContain(words);
  });

  it("takes any newer version when it is not for patches alone", () => {
    const leap = { ...fits, differences: [change("19.0.1.0.0", "19.0.9.0.0")] };
    expect(templateRefusal({ ...template, patchOnly: false }, leap)).toBeNull();
  });
});

describe("its failures", () => {
  const ended = fc.array(
    fc.constantFrom("succeeded", "rolled_back", "failed").map((state) => ({ state }) as const),
  );

  it("suspend it exactly when more than its share of a full window failed", () => {
    fc.assert(
      fc.property(
        ended,
        fc.integer({ min: 3, max: 20 }),
        fc.integer({ min: 0, max: 50 }),
        (all, failureWindow, maxFailurePercent) => {
          const failed = all.slice(0, failureWindow).filter(({ state }) => state !== "succeeded").length;
          const refusal = failureRefusal(all, { failureWindow, maxFailurePercent });
          expect(refusal !== null).toBe(failed / failureWindow > maxFailurePercent / 100);
        },
      ),
    );
  });

  it("make no verdict of one failure among few", () => {
    expect(failureRefusal([{ state: "failed" }], { failureWindow: 10, maxFailurePercent: 10 })).toBeNull();
    expect(failureRefusal([{ state: "failed" }], { failureWindow: 10, maxFailurePercent: 5 })).toContain(
      "Its only change yet failed or was rolled back; of 10 it lets none fail.",
    );
  });
});
