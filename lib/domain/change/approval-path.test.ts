import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Role } from "../access/roles";
import {
  type ApprovalPath,
  approvalState,
  approvalsNeeded,
  type Candidate,
  type GivenDecision,
  missingApprovals,
  takeStep,
} from "./approval-path";
import { approvalDefaults, approvalPathOf, approvalSettingsProblem } from "./approval-policy";
import { CHANGE_CLASSES } from "./classify";

const NOW = new Date("2026-11-20T08:00:00.000Z");
const AUTHOR = "author";
const TWO: ApprovalPath = {
  rule: "Major change, Production",
  steps: [
    { title: "Release", roles: ["release_manager"], quorum: 1 },
    { title: "Plant", roles: ["plant_it", "release_manager"], quorum: 1 },
  ],
  approvalDays: 14,
  reviewDays: null,
};
const named = (id: string) => ({ id, name: id });
const person = (id: string, role: Role, principal: string | null = null): Candidate => ({
  ...named(id),
  capacities: [{ role, principal: principal === null ? null : named(principal) }],
});
const gave = (id: string, step: number, more: Partial<GivenDecision> = {}): GivenDecision => ({
  person: named(id),
  onBehalfOf: null,
  kind: "approved",
  step,
  contentHash: "h",
  voided: false,
  beforehand: false,
  at: NOW,
  ...more,
});
const stateOf = (decisions: readonly GivenDecision[], path = TWO) =>
  approvalState({ path, decisions, authorIds: [AUTHOR], contentHash: "h", now: NOW });
const may = (decisions: readonly GivenDecision[], who: Candidate) => {
  const taking = takeStep(stateOf(decisions), who, [AUTHOR], "you");
  return taking.may ? taking.step : taking.reason;
};

describe("the steps of a path", () => {
  it("open one after the other and are complete when every one is full", () => {
    expect(stateOf([]).steps.map(({ state }) => state)).toEqual(["open", "later"]);
    expect(stateOf([gave("mira", 0)]).steps.map(({ state }) => state)).toEqual(["full", "open"]);
    expect(stateOf([gave("mira", 0), gave("henrik", 1)])).toMatchObject({ complete: true, open: null });
    expect(missingApprovals(stateOf([gave("mira", 0)]))).toBe(
      "“Plant” waits for one approval by Plant IT or Release manager.",
    );
  });

  it("count nothing void, of other content, too old, from an author or for one", () => {
    const old = new Date(NOW.getTime() - 14 * 86_400_000);
    for (const bad of [
      gave("mira", 0, { voided: true }),
      gave("mira", 0, { contentHash: "other" }),
      gave("mira", 0, { at: old }),
      gave("mira", 0, { kind: "rejected" }),
      gave("mira", 0, { kind: "changes_requested" }),
      gave(AUTHOR, 0),
      gave("kai", 0, { onBehalfOf: named(AUTHOR) }),
    ])
      expect(stateOf([bad]).open).toBe(0);
    expect(stateOf([gave("mira", 0, { at: old })]).lapsed).toHaveLength(1);
    expect(missingApprovals(stateOf([gave("mira", 0, { at: old })]))).toContain("has lapsed");
  });

  it("count nobody twice: neither in person nor through a delegate", () => {
    expect(stateOf([gave("mira", 0), gave("mira", 1)]).complete).toBe(false);
    expect(stateOf([gave("mira", 0), gave("kai", 1, { onBehalfOf: named("mira") })]).complete).toBe(false);
    expect(stateOf([gave("kai", 0, { onBehalfOf: named("mira") }), gave("kai", 1)]).complete).toBe(false);
    expect(stateOf([gave("kai", 0, { onBehalfOf: named("mira") }), gave("eva", 1)]).complete).toBe(true);
  });
});

describe("what a template approved beforehand", () => {
  const NONE: ApprovalPath = { ...TWO, rule: "Template Patches", steps: [], approvalDays: 7 };
  const by = (days: number, more: Partial<GivenDecision> = {}) =>
    gave("chief", 0, { beforehand: true, at: new Date(NOW.getTime() - days * 86_400_000), ...more });

  it("stands for the whole path, as long as an approval counts", () => {
    const given = stateOf([by(6)], NONE);
    expect(given).toMatchObject({ complete: true, open: null, lapsed: [] });
    expect(given.until?.getTime()).toBe(NOW.getTime() + 86_400_000);
    expect(missingApprovals(given)).toBeNull();
    const lapsed = stateOf([by(7)], NONE);
    expect(lapsed).toMatchObject({ complete: false, open: null, lapsed: [{ beforehand: true }] });
    expect(missingApprovals(lapsed)).toBe("What a template approved beforehand has lapsed.");
    const taking = takeStep(lapsed, person("mira", "release_manager"), [AUTHOR], "you");
    expect(taking).toMatchObject({ may: false, reason: expect.stringContaining("submit it again") });
  });

  it("is nothing when it is void, of other content, or from an author", () => {
    for (const bad of [
      by(0, { voided: true }),
      by(0, { contentHash: "other" }),
      by(0, { person: named(AUTHOR) }),
    ]) {
      expect(stateOf([bad], NONE)).toMatchObject({ complete: false, lapsed: [] });
      expect(stateOf([bad]).open).toBe(0);
    }
  });
});

describe("who may take a step", () => {
  it("is whoever holds its role, once, and wrote nothing", () => {
    expect(may([], person("mira", "release_manager"))).toBe(0);
    expect(may([], person("henrik", "plant_it"))).toContain("“Release” asks for Release manager");
    expect(may([gave("mira", 0)], person("henrik", "plant_it"))).toBe(1);
    expect(may([gave("mira", 0)], person("mira", "release_manager"))).toContain("already");
    expect(may([], person(AUTHOR, "release_manager"))).toContain("someone else");
    expect(may([gave("mira", 0), gave("eva", 1)], person("kai", "release_manager"))).toContain("is given");
  });

  it("is a delegate only for somebody who could: no author, and nobody who has approved", () => {
    expect(may([], person("kai", "release_manager", "mira"))).toBe(0);
    expect(may([], person("kai", "release_manager", AUTHOR))).toContain("You act for author, who wrote");
    expect(may([gave("mira", 0)], person("kai", "release_manager", "mira"))).toContain("approved it already");
    const used = [gave("kai", 0, { onBehalfOf: named("mira") })];
    expect(may(used, person("mira", "release_manager"))).toBe("kai has approved it for you already.");
    const both = {
      ...person("kai", "release_manager"),
      capacities: [
        { role: "release_manager" as const, principal: named("mira") },
        { role: "release_manager" as const, principal: null },
      ],
    };
    const taking = takeStep(stateOf([]), both, [AUTHOR], "you");
    expect(taking).toMatchObject({ may: true, as: { principal: null } });
  });
});

const IDS = ["author", "mira", "kai", "eva", "henrik"] as const;
const ROLES_OF: Record<(typeof IDS)[number], Role> = {
  author: "release_manager",
  mira: "release_manager",
  kai: "release_manager",
  eva: "platform_engineer",
  henrik: "plant_it",
};

it("however people and their delegates take turns, a complete path has as many different people as it asks for", () => {
  const act = fc.record({
    who: fc.constantFrom(...IDS),
    lentBy: fc.option(fc.constantFrom(...IDS), { nil: null }),
    void: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(act, { maxLength: 25 }), fc.integer({ min: 1, max: 3 }), (acts, quorum) => {
      const path = {
        ...TWO,
        steps: [
          { ...TWO.steps[0], title: "R", roles: ["release_manager"] as const, quorum },
          ...TWO.steps.slice(1),
        ],
      };
      let decisions: GivenDecision[] = [];
      for (const { who, lentBy, void: voids } of acts) {
        if (voids) decisions = decisions.map((one) => ({ ...one, voided: true }));
        const principal = lentBy === null || lentBy === who ? null : lentBy;
        const candidate = person(who, principal === null ? ROLES_OF[who] : ROLES_OF[principal], principal);
        const taking = takeStep(stateOf(decisions, path), candidate, [AUTHOR], "they");
        if (taking.may)
          decisions = [...decisions, gave(who, taking.step, { onBehalfOf: taking.as.principal })];
        const state = stateOf(decisions, path);
        if (!state.complete) continue;
        const counted = decisions.filter((one) => !one.voided);
        const parties = counted.flatMap((one) => [
          one.person.id,
          ...(one.onBehalfOf ? [one.onBehalfOf.id] : []),
        ]);
        expect(new Set(parties).size).toBe(parties.length);
        expect(parties).not.toContain(AUTHOR);
        expect(counted).toHaveLength(approvalsNeeded(path));
      }
    }),
    { numRuns: 3_000 },
  );
});

describe("the policy", () => {
  const subject = { stage: "production", tier: "tier2", flags: [] } as const;
  it("asks for two people where a major change goes to production, else for one", () => {
    const steps = (of: (typeof CHANGE_CLASSES)[number], stage: "production" | "staging") =>
      approvalPathOf(approvalDefaults(of), { class: of, ...subject, stage }).steps.length;
    expect(CHANGE_CLASSES.map((of) => steps(of, "production"))).toEqual([1, 1, 2, 1]);
    expect(CHANGE_CLASSES.map((of) => steps(of, "staging"))).toEqual([1, 1, 1, 1]);
  });

  it("takes the first line that fits, by stage, tier and flag", () => {
    const step = approvalDefaults("normal").otherwise;
    const settings = {
      ...approvalDefaults("normal"),
      rules: [
        { stages: [], tiers: ["tier1" as const], flags: [], steps: [...step, ...step] },
        { stages: [], tiers: [], flags: ["security" as const], steps: [...step, ...step, ...step] },
      ],
    };
    const length = (more: object) =>
      approvalPathOf(settings, { class: "normal", ...subject, ...more }).steps.length;
    expect([length({}), length({ tier: "tier1" }), length({ flags: ["security"] })]).toEqual([1, 2, 3]);
    expect(length({ tier: "tier1", flags: ["security"] })).toBe(2);
  });

  it("refuses lines without a condition or a step, and emergencies without a review", () => {
    for (const of of CHANGE_CLASSES) expect(approvalSettingsProblem(of, approvalDefaults(of))).toBeNull();
    const line = { stages: [], tiers: [], flags: [], steps: approvalDefaults("normal").otherwise };
    const normal = approvalDefaults("normal");
    expect(approvalSettingsProblem("normal", { ...normal, rules: [line] })).toContain("Line 1");
    expect(approvalSettingsProblem("normal", { ...normal, otherwise: [] })).toContain("at least one step");
    expect(
      approvalSettingsProblem("emergency", { ...approvalDefaults("emergency"), reviewDays: null }),
    ).toContain("reviewed afterwards");
  });
});
