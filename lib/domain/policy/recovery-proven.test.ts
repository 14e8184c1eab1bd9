import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { STAGES } from "../catalog/stage";
import { DRILL_SCENARIOS, type DrillScenario, measuresRpo } from "../drill/scenario";
import type { ProvingDrill, RecoveryFacts } from "../recovery/proof";
import { RECOVERY_GATES, recoveryDefaults } from "../recovery/recovery-policy";
import { type ProofFacts, recoveryProven } from "./recovery-proven";

const MOMENTS = ["draft", "approve", "start", "resume"] as const;
const MODULES = [
  { name: "base", version: "19.0.1.3.0" },
  { name: "mrp", version: "19.0.1.2.0" },
];
const drill: ProvingDrill = {
  id: "d",
  name: "DR-12",
  scenario: "database_corruption",
  passed: true,
  sentence: "",
  finishedAt: new Date("2026-11-01T08:00:00.000Z"),
  rtoSeconds: 700,
  rpoSeconds: 200,
  modules: MODULES,
};
const recovery: RecoveryFacts = {
  environmentId: "e",
  tier: "tier1",
  settings: recoveryDefaults("tier1"),
  objective: { rpoSeconds: 300, rtoSeconds: 900, rpoFrom: "Picking", rtoFrom: "Shipping", from: "" },
  drill,
  rpoDrill: drill,
  running: null,
};
const sound: ProofFacts = {
  moment: "approve",
  environment: {
    name: "Plant Suwa production",
    stage: "production",
    timeZone: "Asia/Tokyo",
    runningReleaseName: "2026.10.4",
  },
  release: { name: "2026.11.1" },
  modules: { running: MODULES, wanted: MODULES },
  recovery,
  now: new Date("2026-11-21T08:00:00.000Z"),
};
const asked = (change: Partial<RecoveryFacts>, more: Partial<ProofFacts> = {}) =>
  recoveryProven({ ...sound, ...more, recovery: { ...recovery, ...change } });
const drilled = (change: Partial<typeof drill>, more: Partial<ProofFacts> = {}) => {
  const one = { ...drill, ...change };
  return asked({ drill: one, rpoDrill: one.passed ? one : null }, more);
};

describe("a proven recovery", () => {
  it("passes at every moment and says what was measured against what was promised", () => {
    for (const moment of MOMENTS) expect(asked({}, { moment }).verdict).toBe("pass");
    expect(asked({}).fact).toBe(
      "DR-12 passed on Sun 1 Nov 17:00 JST: RTO 11 min 40 s (promised 15 min), RPO 3 min 20 s (promised 5 min).",
    );
    expect(asked({})).toMatchObject({ id: "recovery_proven", remedy: null });
  });
  it("passes exactly at its limits", () => {
    expect(drilled({ rtoSeconds: 900, rpoSeconds: 300 }).verdict).toBe("pass");
    const oldest = new Date(drill.finishedAt.getTime() + 90 * 86_400_000);
    expect(asked({}, { now: oldest }).verdict).toBe("pass");
    expect(asked({}, { now: new Date(oldest.getTime() + 1) }).verdict).toBe("fail");
  });
  it("counts for a newer version of its modules, and when it had more of them", () => {
    const newer = MODULES.map(({ name }) => ({ name, version: "19.0.9.0.0" }));
    expect(asked({}, { modules: { running: newer, wanted: newer } }).verdict).toBe("pass");
    expect(asked({}, { modules: { running: MODULES.slice(0, 1), wanted: newer } }).verdict).toBe("pass");
  });
});

const after = (days: number) => ({ now: new Date(drill.finishedAt.getTime() + days * 86_400_000) });
const wanted = [{ name: "base", version: "20.0.1.0.0" }];
const extra = ["a", "b", "c", "d"].map((name) => ({ name, version: "19.0.1.0.0" }));
const wrong: [string, ReturnType<typeof recoveryProven>, string][] = [
  ["never drilled", asked({ drill: null }), "No drill has recovered Plant Suwa production yet."],
  [
    "failed",
    drilled({ passed: false, sentence: "2 files are missing" }),
    "The last drill, DR-12 on Sun 1 Nov 17:00 JST, failed: 2 files are missing.",
  ],
  [
    "failed without a sentence",
    drilled({ passed: false }),
    "The last drill, DR-12 on Sun 1 Nov 17:00 JST, failed.",
  ],
  ["stale", asked({}, after(104.5)), "DR-12 passed 104 days ago; Tier 1 allows 90 days."],
  ["too slow", drilled({ rtoSeconds: 901 }), "DR-12 measured an RTO of 15 min 1 s; Shipping allows 15 min."],
  ["too lossy", drilled({ rpoSeconds: 3_600 }), "DR-12 measured an RPO of 1 h; Picking allows 5 min."],
  ["without RTO", drilled({ rtoSeconds: null }), "DR-12 did not measure the RTO."],
  ["without RPO", drilled({ rpoSeconds: null }), "DR-12 did not measure the RPO."],
  [
    "of another series",
    asked({}, { modules: { running: MODULES, wanted } }),
    "DR-12 recovered Odoo 19.0; 2026.11.1 is Odoo 20.0.",
  ],
  [
    "before a module was installed",
    drilled({ modules: MODULES.slice(0, 1) }),
    "mrp was installed since DR-12.",
  ],
  [
    "before many were installed",
    asked({}, { modules: { running: [...MODULES, ...extra], wanted: MODULES } }),
    "a, b, c and one more module were installed since DR-12.",
  ],
];

describe("a missing proof", () => {
  it.each(wrong)("is named: %s", (_words, gate, fact) => {
    expect(gate).toMatchObject({ verdict: "fail", fact });
    expect(gate.mend).toEqual({ action: "start_drill", id: "e" });
    expect(gate.remedy).toBe(
      "Start a drill on Plant Suwa production and let it pass; it proves recovery for 90 days.",
    );
  });
  it("lists everything that is missing", () => {
    const { fact } = drilled({ rtoSeconds: 1_000, rpoSeconds: null }, after(91));
    expect(fact).toMatch(/passed 91 days ago.*RTO of 16 min 40 s.*did not measure the RPO/);
  });
  it("points to the drill that runs already", () => {
    const gate = asked({ drill: null, running: { id: "r", name: "DR-13" } });
    expect(gate).toMatchObject({
      verdict: "fail",
      remedy: "DR-13 runs now: wait for its end.",
      mend: { action: "watch_drill", id: "r" },
    });
  });
  it.each(RECOVERY_GATES)("does what the tier's policy says: %s", (gate) => {
    const settings = { ...recoveryDefaults("tier1"), gate };
    for (const moment of MOMENTS) {
      const expected = gate === "off" ? "pass" : gate === "warn" || moment === "draft" ? "warn" : "fail";
      expect(asked({ drill: null, settings }, { moment }).verdict, `${gate} ${moment}`).toBe(expected);
    }
  });
});

describe("a drill whose loss somebody chose", () => {
  const chosen = (scenario: DrillScenario, rpoDrill: ProvingDrill | null, more: Partial<ProofFacts> = {}) => {
    const newest = { ...drill, id: "c", name: "DR-13", scenario, rpoSeconds: 20 };
    return asked({ drill: newest, rpoDrill }, more);
  };

  it("proves no RPO, however little it lost, and the remedy names what does", () => {
    const gate = chosen("operator_error", null);
    expect(gate).toMatchObject({ verdict: "fail", mend: { action: "start_drill", id: "e" } });
    expect(gate.fact).toBe(
      "No drill has measured the RPO: DR-13 (Operator error) does not, because somebody chooses when it happened.",
    );
    expect(gate.remedy).toBe(
      "Start a drill on Plant Suwa production whose disaster is its start, such as a database corruption, and let it pass; it proves the RPO for 90 days.",
    );
  });
  it("leaves the RPO to the newest that measured it, as long as that is young enough and kept it", () => {
    expect(chosen("ransomware", drill).fact).toBe(
      "DR-13 passed on Sun 1 Nov 17:00 JST: RTO 11 min 40 s (promised 15 min), RPO 3 min 20 s (promised 5 min) by DR-12 on Sun 1 Nov 17:00 JST.",
    );
    const old = { ...drill, finishedAt: new Date("2026-07-01T08:00:00.000Z") };
    expect(chosen("ransomware", old).fact).toBe(
      "DR-12 measured the RPO 143 days ago; Tier 1 allows 90 days.",
    );
    expect(chosen("ransomware", { ...drill, rpoSeconds: 301 }).fact).toBe(
      "DR-12 measured an RPO of 5 min 1 s; Picking allows 5 min.",
    );
  });
  it("is never asked how much it lost, and one that measures always is", () => {
    const seconds = fc.integer({ min: 0, max: 1_000_000 });
    fc.assert(
      fc.property(fc.constantFrom(...DRILL_SCENARIOS), seconds, seconds, (scenario, lost, before) => {
        const newest = { ...drill, id: "c", name: "DR-13", scenario, rpoSeconds: lost };
        const earlier = { ...drill, rpoSeconds: before };
        const counts = measuresRpo(scenario);
        const gate = asked({ drill: newest, rpoDrill: counts ? newest : earlier });
        expect(gate.verdict).toBe((counts ? lost : before) <= 300 ? "pass" : "fail");
      }),
    );
  });
  it("asks nothing where nothing is promised", () => {
    expect(
      asked({ objective: null, drill: { ...drill, scenario: "ransomware" }, rpoDrill: null }),
    ).toMatchObject({
      verdict: "warn",
      mend: { action: "set_objectives" },
    });
  });
});

describe("no proof is asked", () => {
  it("outside production", () => {
    for (const stage of STAGES.filter((each) => each !== "production")) {
      const environment = { ...sound.environment, stage };
      expect(asked({ drill: null }, { environment }).verdict, stage).toBe("pass");
    }
  });
  it("of a place where nothing runs yet, and it says so", () => {
    const environment = { ...sound.environment, runningReleaseName: null };
    expect(asked({ drill: null }, { environment })).toMatchObject({
      verdict: "pass",
      fact: "Nothing runs there yet that could be lost.",
    });
  });
});

it("a drill that was held against nothing warns, whatever the policy, and leads to the objectives", () => {
  for (const moment of MOMENTS) {
    expect(asked({ objective: null }, { moment })).toMatchObject({
      verdict: "warn",
      mend: { action: "set_objectives", id: "e" },
    });
  }
  expect(asked({ objective: null }).fact).toContain("DR-12 passed on Sun 1 Nov 17:00 JST: RTO 11 min 40 s,");
  expect(asked({ objective: null, drill: null }).verdict).toBe("fail");
});
