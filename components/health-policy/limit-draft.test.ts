import { describe, expect, it } from "vitest";
import { JUDGED_SIGNALS, ownLimits, shippedLimits } from "@/lib/domain/health/policy";
import { draftOf, limitsFrom, settingsFrom } from "./limit-draft";

describe("limits as they are typed", () => {
  it("come back as what is shipped, without a rounding, for every signal and tier", () => {
    for (const tier of ["tier1", "tier2", "tier3"] as const) {
      const { settings, problems } = settingsFrom(draftOf(tier, { limits: {} }));
      expect(problems).toEqual({});
      for (const id of JUDGED_SIGNALS) expect(settings.limits[id], id).toEqual(shippedLimits(id, tier));
      expect(ownLimits(tier, settings.limits)).toEqual({ limits: {} });
    }
  });

  it("are read in the unit beside them, with a comma too", () => {
    expect(limitsFrom("memory", { warn: "82,5", bad: "90" }).limits).toEqual({ warn: 0.825, bad: 0.9 });
    expect(limitsFrom("certificate", { warn: "30", bad: "10" }).limits?.bad).toBe(864_000);
  });

  it("say what is wrong with one of them", () => {
    expect(limitsFrom("memory", { warn: "much", bad: "90" }).problem).toContain("Write a number");
    expect(limitsFrom("memory", { warn: "95", bad: "90" }).problem).toContain("no later");
    expect(limitsFrom("memory", { warn: "95", bad: "900" }).problem).toContain("100 %");
  });
});
