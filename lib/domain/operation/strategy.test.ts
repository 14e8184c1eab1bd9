import { describe, expect, it } from "vitest";
import { STAGES } from "../catalog/stage";
import type { ModuleDifference } from "../release/diff";
import { chooseStrategy, type StrategyFacts } from "./strategy";

const difference = (over: Partial<ModuleDifference> = {}): ModuleDifference => ({
  kind: "changed",
  name: "mrp_workorder_ext",
  from: "19.0.3.4.1",
  to: "19.0.4.0.0",
  schemaChange: false,
  ...over,
});
const facts = (over: Partial<StrategyFacts> = {}): StrategyFacts => ({
  stage: "production",
  differences: [difference()],
  hasPreviousRelease: true,
  webReplicas: 2,
  settings: { canaryPercents: [10, 50] },
  ...over,
});
const moved = [difference({ schemaChange: true })];

describe("chooseStrategy", () => {
  it.each(STAGES)("closes the door for a schema change in %s, and says for which module", (stage) => {
    const { strategy, reason } = chooseStrategy(facts({ stage, differences: moved }));
    expect(strategy).toBe("recreate");
    expect(reason).toMatch(/^mrp_workorder_ext changes the database's schema/);
  });

  it("closes it for a new module with a schema change too, and names three of many", () => {
    const names = ["a", "b", "c", "d", "e"];
    const differences = names.map((name) =>
      difference({ kind: "new", name, from: null, schemaChange: true }),
    );
    const { strategy, reason } = chooseStrategy(facts({ differences }));
    expect(strategy).toBe("recreate");
    expect(reason).toContain("a, b, c and 2 more change ");
  });

  it("leaves it open when a module with a schema change is only removed", () => {
    const differences = [difference({ kind: "removed", to: null, schemaChange: true })];
    expect(chooseStrategy(facts({ differences })).strategy).toBe("canary");
  });

  it("gives production a canary, and says how much of it", () => {
    const { strategy, reason } = chooseStrategy(facts());
    expect(strategy).toBe("canary");
    expect(reason).toContain("10\u00a0% of the visitors");
  });

  it.each(STAGES.filter((stage) => stage !== "production"))("replaces pods one by one in %s", (stage) => {
    expect(chooseStrategy(facts({ stage })).strategy).toBe("rolling");
  });

  it("compares no canary with what needs attention, but still closes the door where it must", () => {
    const { strategy, reason } = chooseStrategy(facts({ state: "needs_attention" }));
    expect(strategy).toBe("rolling");
    expect(reason).toContain("nothing to compare a canary with");
    expect(chooseStrategy(facts({ state: "needs_attention", differences: moved })).strategy).toBe("recreate");
    expect(chooseStrategy(facts({ state: "ready" })).strategy).toBe("canary");
  });

  it("has no canary without visitors' pods or without a share", () => {
    expect(chooseStrategy(facts({ webReplicas: 0 })).strategy).toBe("rolling");
    expect(chooseStrategy(facts({ settings: { canaryPercents: [] } })).strategy).toBe("rolling");
  });

  it("neither closes nor compares at the first deployment", () => {
    const { strategy, reason } = chooseStrategy(facts({ hasPreviousRelease: false, differences: moved }));
    expect(strategy).toBe("rolling");
    expect(reason).toContain("first deployment");
  });
});
