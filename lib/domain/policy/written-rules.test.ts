import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { compileCondition, compileValue, MAX_EXPRESSION } from "./cel";
import { type FactsDocument, withAllFacts } from "./facts-schema";
import { type RuleSource, ruleFaults } from "./rule-source";
import { SHIPPED_RULES } from "./shipped-rules";
import { askWritten, compilePolicy } from "./written-rules";

const document: FactsDocument = {
  moment: "approve",
  change: { class: "normal", flags: ["security"] },
  environment: {
    ...{ name: "Plant Lübeck production", stage: "production", tier: "tier1", state: "ready" },
    ...{ cluster: "ham-1", firstRelease: false },
  },
  release: {
    ...{ name: "2026.11.1", running: "2026.10.4", modules: ["stock", "mrp"], modulesNew: 0 },
    ...{ line: "feature", modulesChanged: 2, modulesRemoved: 0, schemaModules: [], lowered: [] },
  },
  plans: {
    rollback: "The release before is put back.",
    fallback: "Route cards.",
    communication: "Mail to all.",
  },
  recovery: {
    ...{ drilled: true, passed: true, proofAgeDays: 10, proofMaxAgeDays: 90, rtoMeasuredSeconds: 600 },
    ...{ rtoPromisedSeconds: 900, backupStore: true },
  },
  evidence: { missing: [], expired: [], failed: [] },
  calendar: { hoursUntilClosed: -1, planned: false },
  risk: { score: 34, band: "low" },
  history: { similar: 4, failed: 1, failurePercent: 14, recentFailures: 0 },
  conflicts: {
    ...{ sameEnvironment: 0, sameCluster: 0, sameDatabase: 0, samePeople: 0, overlappingRings: 0 },
    dependentIntegration: 0,
    sentences: [],
  },
  gates: { failing: [], warning: [] },
};

const rule = (more: Partial<RuleSource>): RuleSource => ({
  ...{ id: "own_rule", title: "Own rule", when: "risk.score > 70", verdict: "block" },
  ...{ fact: "Risk {{ risk.score }}.", remedy: "Wait.", passes: "Fine.", elsewhere: "", waivable: false },
  ...{ stages: [], tiers: [], moments: [] },
  ...more,
});
const ask = (source: RuleSource, facts: FactsDocument = document) =>
  askWritten(compilePolicy(1, [source]), facts)[0];
const faultOf = (when: string) => ruleFaults(rule({ when }))[0];

describe("conditions in CEL", () => {
  it.each([
    ["risk.score > 30 && environment.stage == 'production'", true],
    ["'security' in change.flags", true],
    ["release.modules.exists(name, name.startsWith('st'))", true],
    ["release.modules.all(name, name == 'mrp')", false],
    ["size(plans.rollback) < 10", false],
    ["moment == 'approve' && environment.tier == 'tier1'", true],
    ["has(change.class) && !environment.firstRelease", true],
    ["risk.score / 2 == 17", true],
  ])("%s", (when, objects) => {
    expect(ask(rule({ when }))?.verdict).toBe(objects ? "fail" : "pass");
  });

  it.each<[string, RegExp, number]>([
    ["risk.scor > 70", /scor/, 5],
    ["weather.rain", /weather/, 0],
    ["risk.score > 'high'", /overload/, 0],
    ["risk.score >", /too early/, 12],
    ["risk.score", /gives int/, 0],
    ["release.name.matches('(a+)+$')", /matches/, 0],
    ["dyn(release).foo == 1", /dyn/, 0],
    ["size([1, 2].map(x, type(x))) > 0", /type/, 19],
    ["", /empty/, 0],
    ["timestamp('2026-01-01T00:00:00Z') == timestamp('2026-01-01T00:00:00Z')", /timestamp/, 0],
    ["constructor == 1", /constructor/i, 0],
    ["risk.__proto__ == 1", /__proto__/, 5],
  ])("refuses %s and says where", (when, message, at) => {
    const fault = faultOf(when);
    expect(fault?.field).toBe("when");
    expect(fault?.message).toMatch(message);
    if (at > 0) expect(fault?.at).toBe(at);
  });

  it("refuses what is too long, too deep or could run too long", () => {
    const long = Array.from({ length: 100 }, () => "risk.score > 1").join(" || ");
    expect(long.length).toBeGreaterThan(MAX_EXPRESSION);
    expect(compileCondition(long)).toMatchObject({ ok: false });
    expect(compileCondition(`${"(".repeat(40)}true${")".repeat(40)}`)).toMatchObject({ ok: false });
    const twice =
      "release.modules.exists(a, release.modules.exists(b, release.modules.exists(c, a == b && b == c)))";
    expect(faultOf(twice)?.message).toMatch(/run too long/);
    const longer =
      "(release.modules + release.modules + release.modules).exists(a, release.modules.exists(b, a != b))";
    expect(faultOf(longer)?.message).toMatch(/run too long/);
    expect(compileCondition("release.modules.exists(a, a in release.schemaModules)").ok).toBe(true);
  });

  it("takes a moment for the longest rule that is let through, on the longest lists", () => {
    const modules = Array.from({ length: 200 }, (_, index) => `module_${index}`);
    const full = { ...document, release: { ...document.release, modules, schemaModules: modules } };
    const heavy = rule({ when: "release.modules.all(a, a != 'x' && !a.contains('zz') && size(a) < 99)" });
    const from = performance.now();
    expect(ask(heavy, full)?.verdict).toBe("fail");
    expect(performance.now() - from).toBeLessThan(100);
  });
});

describe("a rule that breaks", () => {
  it("while it is asked refuses, and says that it is the rule", () => {
    for (const when of ["risk.score / (risk.score - 34) > 1", "release.lowered[3] == 'x'"]) {
      expect(ask(rule({ when, verdict: "warn" }))).toMatchObject({
        verdict: "fail",
        fact: expect.stringContaining("The rule could not be evaluated: "),
        remedy: "Mend the rule under Policies, Gate rules.",
      });
    }
    expect(ask(rule({ passes: "{{ release.lowered[0] }}" }))?.verdict).toBe("fail");
  });

  it("does not compile any more refuses too", () => {
    expect(ask(rule({ when: "gone.field == 1" }))?.verdict).toBe("fail");
    expect(ask(rule({ remedy: "{{ gone.field }}" }))?.verdict).toBe("fail");
  });
});

describe("sentences", () => {
  it("carry values, shortened", () => {
    expect(ask(rule({ when: "true" }))?.fact).toBe("Risk 34.");
    const plans = { ...document.plans, rollback: "x".repeat(400) };
    const said = ask(rule({ when: "true", fact: "{{ plans.rollback }}" }), { ...document, plans })?.fact;
    expect(said).toHaveLength(138);
  });
  it("are refused where a value is not closed, is no text, or reads what is not there", () => {
    expect(ruleFaults(rule({ fact: "Risk {{ risk.score" }))[0]).toMatchObject({ field: "fact", at: 5 });
    expect(ruleFaults(rule({ fact: "{{ release.modules }}" }))[0]?.message).toMatch(/list/);
    expect(ruleFaults(rule({ passes: "ok {{ risk.nothing }}" }))[0]).toMatchObject({
      field: "passes",
      at: 11,
    });
    expect(compileValue("risk.score + 1").ok).toBe(true);
  });
});

describe("where a rule is asked", () => {
  it("follows stage, tier and moment; elsewhere it says so or is not shown", () => {
    const there = { ...document, environment: { ...document.environment, stage: "uat" } };
    const production = rule({ when: "true", stages: ["production"] });
    expect(ask(production)?.verdict).toBe("fail");
    expect(ask(production, there)).toBeUndefined();
    expect(ask({ ...production, elsewhere: "Not here." }, there)).toMatchObject({
      verdict: "pass",
      fact: "Not here.",
    });
    expect(ask(rule({ when: "true", tiers: ["tier3"] }))).toBeUndefined();
    expect(ask(rule({ when: "true", moments: ["start"] }))).toBeUndefined();
  });
  it("is no way around the law: its names are taken", () => {
    expect(ruleFaults(rule({ id: "environment_free" }))[0]?.message).toMatch(/own/);
    expect(ruleFaults(rule({ id: "No Good" }))[0]?.field).toBe("id");
  });
});

describe("the rules that are shipped", () => {
  it("are what the policy files say", () => {
    const files = readdirSync("policies")
      .filter((name) => name.endsWith(".yaml"))
      .sort();
    const read = files.flatMap(
      (name) => parse(readFileSync(`policies/${name}`, "utf8")) as Partial<RuleSource>[],
    );
    const empty = { elsewhere: "", waivable: false, stages: [], tiers: [], moments: [] };
    expect(SHIPPED_RULES).toEqual(read.map((one) => ({ ...empty, ...one })));
  });
  it("all compile, have names of their own, and let a sound change pass", () => {
    for (const source of SHIPPED_RULES) expect(ruleFaults(source), source.id).toEqual([]);
    expect(new Set(SHIPPED_RULES.map(({ id }) => id)).size).toBe(SHIPPED_RULES.length);
    const gates = askWritten(compilePolicy(0, SHIPPED_RULES), document);
    expect(gates.map(({ id, verdict }) => `${id} ${verdict}`)).toEqual(
      SHIPPED_RULES.map(({ id }) => `${id} pass`),
    );
  });
  it("say in words what they object to", () => {
    const bad: FactsDocument = {
      ...document,
      release: { ...document.release, lowered: ["stock 2.0 → 1.0", "mrp 3 → 2"] },
      risk: { score: 71, band: "high" },
      history: { ...document.history, recentFailures: 1 },
      conflicts: {
        ...document.conflicts,
        sameCluster: 2,
        sentences: ["CHG-7 runs on ham-1 at that time.", "b"],
      },
      plans: { rollback: "", fallback: "", communication: "" },
    };
    const facts = askWritten(compilePolicy(0, SHIPPED_RULES), bad).map(({ id, verdict, fact }) => [
      id,
      verdict,
      fact,
    ]);
    expect(facts).toContainEqual(["no_module_downgrade", "fail", "2 modules go back: stock 2.0 → 1.0."]);
    expect(facts).toContainEqual(["rollback_plan", "fail", "Not written."]);
    expect(facts).toContainEqual(["risk_acceptable", "warn", "The risk is 71 of 100, which is high."]);
    expect(facts).toContainEqual([
      "place_quiet",
      "warn",
      "1 operation failed on Plant Lübeck production within 14 days.",
    ]);
    expect(facts).toContainEqual(["no_conflict", "warn", "CHG-7 runs on ham-1 at that time. And 1 more."]);
  });
});

describe("a document that was kept earlier", () => {
  it("says of what was declared since what held before, and is of no use where it lacks more", () => {
    const { dependentIntegration: _, ...conflicts } = document.conflicts;
    expect(withAllFacts({ ...document, conflicts })).toEqual(document);
    const { samePeople: _people, ...fewer } = conflicts;
    expect(withAllFacts({ ...document, conflicts: fewer })).toBeNull();
    expect(withAllFacts(null)).toBeNull();
    expect(withAllFacts({ ...document, conflicts: { ...conflicts, dependentIntegration: "no" } })).toBeNull();
  });
});
