import { describe, expect, it } from "vitest";
import { errorBudget, type SpentBudget } from "./error-budget";
import { withDebts, withWaivers } from "./waiver";

const environment = { timeZone: "Europe/Berlin" };
const measuredAt = new Date("2026-11-24T09:00:00Z");
const budget = (left: number, rule: SpentBudget["rule"]): SpentBudget => ({
  ...{ indicator: "work_order", left, measuredAt, rule },
});
const ask = (budgets: readonly SpentBudget[], emergency = false) =>
  errorBudget({ budgets, emergency, environment });

describe("the gate of error budgets", () => {
  const cases: [string, readonly SpentBudget[], boolean, string][] = [
    ["nothing is short", [], false, "pass"],
    ["the policy says nothing to it", [budget(-1, "nothing")], false, "pass"],
    ["little is left", [budget(0.05, "refuse")], false, "warn"],
    ["exhausted, and only warned of", [budget(-0.2, "warn")], false, "warn"],
    ["exhausted, and refused", [budget(0.05, "refuse"), budget(0, "refuse")], false, "fail"],
    ["exhausted, and an emergency", [budget(-3, "refuse")], true, "warn"],
  ];
  it.each(cases)("%s", (_, budgets, emergency, verdict) => {
    expect(ask(budgets, emergency).verdict).toBe(verdict);
  });
  it("names the worst, by how much, as of when, and what to do", () => {
    const gate = ask([budget(-0.1, "refuse"), budget(-0.3, "refuse")]);
    expect(gate.fact).toBe(
      "The error budget of “Confirm work orders” is overspent by 30\u00a0%, as of Tue 24 Nov 10:00 CET. One more objective is exhausted.",
    );
    expect(gate.remedy).toContain("waived");
  });
  it("can be waived by two people, and is never owed by an emergency", () => {
    const refused = ask([budget(-0.3, "refuse")]);
    const waiver = { gateId: "error_budget", reason: "it mends them", askedBy: "A", confirmedBy: "B" };
    const at = { now: measuredAt, timeZone: "UTC" };
    const expiresAt = new Date(measuredAt.getTime() + 1_000);
    const standing = { ...waiver, expiresAt, grounds: refused.grounds ?? [] };
    const withLeft = (left: number) =>
      withWaivers([ask([budget(left, "refuse")])], [standing], at)[0]?.verdict;
    expect([-0.3, -0.9, 0, -1].map(withLeft)).toEqual(["waived", "waived", "waived", "fail"]);
    expect(withDebts([ask([budget(-0.3, "refuse")], true)], true)[0]?.verdict).toBe("warn");
  });
});
