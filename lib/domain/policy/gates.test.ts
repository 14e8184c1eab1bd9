import { describe, expect, it } from "vitest";
import { allEvidence } from "@/lib/testing/all-evidence";
import { quietCalendar } from "@/lib/testing/calendar";
import { quietGovernance } from "@/lib/testing/governance";
import { CONFLICT_KINDS } from "../change/conflicts";
import { recoveryDefaults } from "../recovery/recovery-policy";
import type { SubmittedClass } from "./class-as-submitted";
import { passes } from "./gate";
import type { GateFacts } from "./gate-facts";
import { evaluateGates } from "./gates";
import { LAW_GATES } from "./rule-source";
import { SHIPPED_RULES } from "./shipped-rules";
import { isPolicyGate } from "./waiver";

const DRILL = {
  ...{ id: "d", name: "DR-1", passed: true, sentence: "", rtoSeconds: 600, rpoSeconds: 60, modules: [] },
  ...{ scenario: "database_corruption" as const, finishedAt: new Date("2026-11-10T08:00:00.000Z") },
};
const sound: GateFacts = {
  moment: "approve",
  askingOperationId: null,
  environment: {
    name: "Plant Lübeck production",
    stage: "production",
    timeZone: "Europe/Berlin",
    state: "ready",
    stateSentence: "",
    activeOperation: null,
    cluster: { name: "ham-1", reachability: "reachable", note: "" },
    tenantStages: ["staging", "uat", "production"],
    runningReleaseName: "2026.10.4",
  },
  holds: [],
  release: { name: "2026.11.1", line: "feature", isRunning: false, quarantine: null },
  flags: [],
  evidence: allEvidence(new Date("2026-11-19T08:00:00.000Z"), "tier1"),
  template: null,
  differences: [],
  modules: { running: [], wanted: [] },
  recovery: {
    environmentId: "e",
    tier: "tier1",
    settings: recoveryDefaults("tier1"),
    objective: {
      rpoSeconds: 3_600,
      rtoSeconds: 900,
      rpoFrom: "Picking",
      rtoFrom: "Picking",
      from: "Picking",
    },
    ...{ drill: DRILL, rpoDrill: DRILL },
    running: null,
  },
  now: new Date("2026-11-20T08:00:00.000Z"),
  ...quietCalendar(),
  waivers: [],
  emergency: false,
  debts: [],
  backupStore: true,
  passes: [
    { stage: "staging", at: "2026-11-10T08:00:00.000Z" },
    { stage: "uat", at: "2026-11-19T08:00:00.000Z" },
  ],
  plans: {
    rollbackPlan: "The release before is put back.",
    fallback: "Route cards at the line.",
    communication: "Mail to shift leads.",
  },
  governance: quietGovernance,
};
const verdictOf = (facts: GateFacts, id: string) =>
  evaluateGates(facts).find((gate) => gate.id === id)?.verdict;
const within = (
  environment: Partial<GateFacts["environment"]>,
  more: Partial<GateFacts> = {},
): GateFacts => ({
  ...sound,
  ...more,
  environment: { ...sound.environment, ...environment },
});

it("has the name of every gate of its own reserved", () => {
  const approvedPlan = { differences: [], approvedBy: "Mira", ofTrain: false };
  const submittedClass = {
    was: "normal",
    now: "normal",
    reason: "",
    otherPath: null,
    ofTrain: false,
  } as const;
  const gates = [
    ...evaluateGates({ ...sound, template: { name: "Patches", refusal: null }, approvedPlan }),
    ...evaluateGates({ ...sound, submittedClass }).filter(({ id }) => id === "class_as_submitted"),
  ];
  const written = new Set(SHIPPED_RULES.map(({ id }) => id));
  const law = gates.map(({ id }) => id).filter((id) => !written.has(id));
  expect(law.toSorted()).toEqual([...LAW_GATES].toSorted());
});

describe("a train's earlier rings", () => {
  const skipped = { ...sound, passes: sound.passes.slice(0, 1) };
  it("may bring the missing proof before the start, never instead of it", () => {
    expect(verdictOf({ ...skipped, comingStages: ["uat"] }, "digest_passed_stages")).toBe("warn");
    expect(verdictOf({ ...skipped, comingStages: ["dev"] }, "digest_passed_stages")).toBe("fail");
    for (const moment of ["start", "resume"] as const)
      expect(verdictOf({ ...skipped, moment, comingStages: ["uat"] }, "digest_passed_stages")).toBe("fail");
  });
});

describe("the class it was submitted as", () => {
  const as = { was: "normal", now: "normal", reason: "Major.", otherPath: null, ofTrain: false } as const;
  const asked = (more: Partial<SubmittedClass>, facts: Partial<GateFacts> = {}) =>
    evaluateGates({ ...sound, ...facts, submittedClass: { ...as, ...more } }).find(
      ({ id }) => id === "class_as_submitted",
    );
  it("stands while it needs no more than then, also when it needs less", () => {
    for (const now of ["standard", "normal"] as const) expect(asked({ now })?.verdict).toBe("pass");
    expect(asked({ was: "emergency", now: "emergency" })?.verdict).toBe("pass");
  });
  it("refuses what is more by now, or is approved by others, with the way out", () => {
    expect(asked({ now: "major" })).toMatchObject({
      verdict: "fail",
      fact: "It was submitted as normal and is more by now. Major.",
      remedy: expect.stringContaining("Return it to draft and submit it again"),
    });
    expect(asked({ was: "standard" })?.verdict).toBe("fail");
    expect(asked({ otherPath: "Normal change, Security", ofTrain: true })).toMatchObject({
      verdict: "fail",
      fact: expect.stringContaining("Normal change, Security"),
      remedy: expect.stringContaining("draft one anew"),
    });
  });
  it("is left to the template where one approved it", () => {
    expect(asked({ now: "major" }, { template: { name: "Patches", refusal: null } })).toBeUndefined();
  });
});

describe("a place for the checkpoint", () => {
  const moving = {
    differences: [{ kind: "changed", name: "mrp", from: "1.0", to: "2.0", schemaChange: true }],
  } as const;
  const asked = (facts: GateFacts) => verdictOf(facts, "checkpoint_place");
  it("is demanded by production for a changed schema, elsewhere only missed", () => {
    expect(asked({ ...sound, ...moving, backupStore: false })).toBe("fail");
    expect(asked(within({ stage: "uat" }, { ...moving, backupStore: false }))).toBe("warn");
    expect(asked({ ...sound, ...moving })).toBe("pass");
  });
  it("is no question where nothing moves, or nothing lives yet", () => {
    expect(asked({ ...sound, backupStore: false })).toBe("pass");
    expect(asked(within({ runningReleaseName: null }, { ...moving, backupStore: false }))).toBe("pass");
  });
});

describe("gates", () => {
  it("pass when everything is as it should be", () => {
    expect(passes(evaluateGates(sound))).toBe(true);
  });

  it("refuse production to a digest that skipped a stage the tenant has, and name it", () => {
    const skipped = { ...sound, passes: sound.passes.slice(0, 1) };
    const [first] = evaluateGates(skipped);
    expect(first).toMatchObject({ id: "digest_passed_stages", verdict: "fail" });
    expect(first?.fact).toContain("UAT");
    expect(first?.remedy).toContain("2026.11.1");
    expect(
      verdictOf(
        within({ tenantStages: ["staging", "production"] }, { passes: sound.passes.slice(0, 1) }),
        "digest_passed_stages",
      ),
    ).toBe("pass");
    expect(verdictOf(within({ stage: "uat" }, { passes: [] }), "digest_passed_stages")).toBe("pass");
  });

  it("refuse a release that runs already and modules that go back", () => {
    expect(verdictOf({ ...sound, release: { ...sound.release, isRunning: true } }, "release_differs")).toBe(
      "fail",
    );
    const back = {
      kind: "changed",
      name: "mrp",
      from: "19.0.2.0.0",
      to: "19.0.1.9.0",
      schemaChange: false,
    } as const;
    expect(verdictOf({ ...sound, differences: [back] }, "no_module_downgrade")).toBe("fail");
    expect(verdictOf({ ...sound, differences: [{ ...back, to: "19.0.2.0.1" }] }, "no_module_downgrade")).toBe(
      "pass",
    );
  });

  it("ask for the three plans before production and for none elsewhere", () => {
    const empty = { rollbackPlan: " ", fallback: "", communication: "tbd" };
    for (const id of ["rollback_plan", "manual_fallback", "communication_plan"]) {
      expect(verdictOf({ ...sound, plans: empty }, id), id).toBe("fail");
      expect(verdictOf(within({ stage: "staging" }, { plans: empty }), id), id).toBe("pass");
    }
  });

  it("warn of what can still change while one decides, and refuse it at the start and at every resume", () => {
    const busy = { activeOperation: { id: "o", shortId: "op-1", title: "deploys 2026.11.2" } };
    const away = { cluster: { name: "ham-1", reachability: "unreachable", note: "no route" } } as const;
    for (const [id, state] of [
      ["environment_free", busy],
      ["cluster_reachable", away],
    ] as const) {
      expect(verdictOf(within(state, { moment: "draft" }), id)).toBe("warn");
      expect(verdictOf(within(state, { moment: "approve" }), id)).toBe("warn");
      expect(verdictOf(within(state, { moment: "start" }), id)).toBe("fail");
      expect(verdictOf(within(state, { moment: "resume" }), id)).toBe("fail");
    }
  });

  it("let a change begin in line behind a copy, which it waits for, but not behind another change", () => {
    const copy = { id: "o", shortId: "op-1", title: "takes a backup", onlyReads: true };
    const begun = within({ activeOperation: copy }, { moment: "start", askingOperationId: null });
    expect(verdictOf(begun, "environment_free")).toBe("pass");
    expect(verdictOf({ ...begun, askingOperationId: "mine" }, "environment_free")).toBe("fail");
    const other = within({ activeOperation: { ...copy, onlyReads: false } }, { moment: "start" });
    expect(verdictOf(other, "environment_free")).toBe("fail");
  });

  it("do not let an operation stand in its own way", () => {
    const busy = { activeOperation: { id: "o", shortId: "op-1", title: "deploys 2026.11.2" } };
    expect(verdictOf(within(busy, { moment: "start", askingOperationId: "o" }), "environment_free")).toBe(
      "pass",
    );
  });

  it("say on what grounds they refuse wherever that can be waived, and the same a minute later", () => {
    const module = { kind: "changed", name: "mrp", from: "1.0", to: "2.0" } as const;
    const schema = { ...module, schemaChange: true };
    const back = { ...module, name: "sale", from: "2.0", to: "1.0", schemaChange: false };
    const bad: GateFacts = {
      ...{ ...sound, passes: [], differences: [schema, back], backupStore: false },
      plans: { rollbackPlan: "", fallback: "", communication: "" },
      recovery: { ...sound.recovery, drill: { ...DRILL, passed: false } },
      evidence: { ...sound.evidence, attached: [] },
      budgets: [{ indicator: "work_order", left: -0.1, measuredAt: sound.now, rule: "refuse" }],
    };
    const refusing = (facts: GateFacts) =>
      evaluateGates(facts).filter((gate) => gate.verdict === "fail" && isPolicyGate(gate));
    const seen = refusing(bad);
    expect(seen.length).toBeGreaterThanOrEqual(9);
    for (const { id, grounds } of seen) expect(grounds?.length, id).toBeGreaterThan(0);
    const later = refusing({ ...bad, now: new Date(sound.now.getTime() + 60_000) });
    expect(later.map(({ grounds }) => grounds)).toEqual(seen.map(({ grounds }) => grounds));
    const more = refusing({ ...bad, differences: [schema, back, { ...back, name: "purchase" }] });
    const lowered = (gates: typeof seen) => gates.find(({ id }) => id === "no_module_downgrade")?.grounds;
    expect(lowered(more)).toEqual([...(lowered(seen) ?? []), "release.lowered purchase 2.0 → 1.0"]);
  });

  it("refuse a release in quarantine, since when on the plant's own clock", () => {
    const quarantine = { reason: "Connections leak.", by: "Mira", since: "2026-11-19T23:30:00.000Z" };
    const gates = evaluateGates({ ...sound, release: { ...sound.release, quarantine } });
    const gate = gates.find(({ id }) => id === "not_quarantined");
    expect(gate).toMatchObject({ verdict: "fail" });
    expect(gate?.fact).toContain("since Fri 20 Nov 00:30 CET, by Mira: Connections leak.");
  });

  it("keep an urgent fix that brings more than a fix from production; an emergency owes for a planned release", () => {
    const module = { kind: "new", name: "shop", from: null, to: "1.0", schemaChange: false } as const;
    const asked = (line: "feature" | "urgent_fix", more: Partial<GateFacts>) =>
      verdictOf({ ...sound, release: { ...sound.release, line }, ...more }, "release_line");
    const fixed = { ...module, kind: "changed", name: "sale", from: "1.0" } as const;
    expect(asked("urgent_fix", { differences: [fixed] })).toBe("pass");
    expect(asked("urgent_fix", { differences: [fixed, module] })).toBe("fail");
    expect(asked("urgent_fix", { differences: [{ ...fixed, schemaChange: true }] })).toBe("fail");
    expect(asked("feature", { differences: [fixed, module] })).toBe("pass");
    const emergency = {
      ...{ emergency: true, governance: { ...sound.governance, changeClass: "emergency" as const } },
    };
    expect(asked("feature", emergency)).toBe("owed");
    expect(asked("urgent_fix", { ...emergency, differences: [fixed] })).toBe("pass");
  });

  it("list what fails first, then what warns, each failure with its remedy", () => {
    const gates = evaluateGates(
      within({ state: "needs_attention" }, { plans: { ...sound.plans, fallback: "" } }),
    );
    const order = gates.map(({ verdict }) => ["fail", "warn", "pass"].indexOf(verdict));
    expect(order).toEqual([...order].sort((a, b) => a - b));
    for (const gate of gates.filter(({ verdict }) => verdict === "fail")) expect(gate.remedy).not.toBeNull();
  });

  it("warn of a conflict of any kind, each by itself", () => {
    for (const kind of CONFLICT_KINDS) {
      const conflicts = [{ kind, sentence: "CHG-9 is in the way.", subject: null }];
      const gates = evaluateGates({ ...sound, governance: { ...quietGovernance, conflicts } });
      const { verdict, fact } = gates.find(({ id }) => id === "no_conflict") ?? {};
      expect([kind, verdict, fact]).toEqual([kind, "warn", "CHG-9 is in the way."]);
    }
  });
});
