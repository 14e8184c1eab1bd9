import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { drillDueAt, expectedDrillSeconds, isDrillHour } from "./due";
import { lostSeconds, measuredChecks, type Reading, secondsBetween, smokeChecks } from "./measure";
import { DRILL_STEPS, drillStepText, drillStepTouches, planDrill } from "./plan";
import { automaticFindings, type DrillFacts, drillSentence, keptOf, measuredWords } from "./report";
import {
  chooseBackup,
  DRILL_SCENARIOS,
  type DrillScenario,
  drillLimits,
  scenarioRefusal,
  type UsableBackup,
} from "./scenario";
import { DRILL_STATES, drillEvent, moveDrill, moveFinding } from "./state";
import { drillDatabase, drillNamespace, isDrillNamespace } from "./subject";

const NOW = new Date("2026-11-21T12:00:00Z");
const hoursAgo = (hours: number) => new Date(NOW.getTime() - hours * 3_600_000);
const backup = (id: string, hours: number, more: Partial<UsableBackup> = {}): UsableBackup => ({
  ...{ id, state: "good", proof: "unproven", takenAt: hoursAgo(hours), complete: true, releaseId: "r" },
  ...more,
});
const FACTS = { now: NOW, environment: "Production", releasedAt: hoursAgo(5) };
const BACKUPS = [backup("old", 48), backup("new", 1), backup("middle", 10)];

describe("which backup a disaster leaves usable", () => {
  const chosen = (scenario: DrillScenario, assumed = {}, backups: readonly UsableBackup[] = BACKUPS) => {
    const { backup: found, refusal } = chooseBackup(scenario, assumed, backups, FACTS);
    return found?.id ?? refusal;
  };

  it.each(["region_loss", "database_corruption", "lost_tenant"] as const)(
    "%s: the newest good one",
    (scenario) => {
      expect(chosen(scenario)).toBe("new");
    },
  );
  it("ransomware: the newest from before the hours that are spoiled", () => {
    expect(chosen("ransomware", { hours: 2 })).toBe("middle");
    expect(chosen("ransomware")).toBe("old");
    expect(chosen("ransomware", { hours: 100 })).toMatch(/from before the attack/);
    expect(chosen("ransomware", { hours: 0 })).toMatch(/1 to 720 hours/);
  });
  it("operator error: the newest from before that moment", () => {
    expect(chosen("operator_error", { moment: hoursAgo(3) })).toBe("middle");
    expect(chosen("operator_error")).toBe("Say when it happened.");
    expect(chosen("operator_error", { moment: hoursAgo(-1) })).toMatch(/still to come/);
    expect(chosen("operator_error", { moment: hoursAgo(99) })).toMatch(/from before that moment/);
  });
  it("failed upgrade: the newest from before the running release", () => {
    expect(chosen("failed_upgrade")).toBe("middle");
    expect(chosen("failed_upgrade", {}, [backup("new", 1)])).toMatch(/from before the running release/);
    const unknown = chooseBackup("failed_upgrade", {}, BACKUPS, { ...FACTS, releasedAt: null });
    expect(unknown.refusal).toMatch(/there is no before/);
  });
  it("a lost queue loses no data: the newest, for who may do so to everybody", () => {
    expect(chosen("redis_loss")).toBe(chosen("region_loss"));
    const refused = (overFleet: boolean) =>
      DRILL_SCENARIOS.filter((scenario) => scenarioRefusal(scenario, overFleet) !== null);
    expect([refused(true), refused(false)]).toEqual([[], ["redis_loss"]]);
  });
  it.each([
    ["damaged", { state: "damaged" }],
    ["disproved", { proof: "disproved" }],
    ["without its snapshots", { complete: false }],
    ["without a time", { takenAt: null }],
    ["of no release", { releaseId: null }],
  ] as const)("never one that is %s", (_what, more) => {
    expect(chosen("region_loss", {}, [backup("only", 1, more)])).toMatch(/no good backup/);
  });
});

describe("what was measured", () => {
  const reading: Reading = {
    ...{
      heartbeatAt: hoursAgo(1),
      heartbeatFrom: "the ERP's heartbeat",
      rowCounts: { sale_order: 3, res_users: 2 },
    },
    ...{ attachments: { total: 5, present: 5 }, files: { hashed: 5, wrong: 0 } },
    newer: { rows: 0, oldest: null },
    modules: { right: 2, wrong: [], unfinished: [] },
  };
  const expected = { declaredAt: NOW, rowCounts: { sale_order: 3, res_users: 2 }, modules: 2 };
  const failing = (more: Partial<Reading>) =>
    measuredChecks({ ...reading, ...more }, expected).flatMap(({ name, ok, detail }) =>
      ok ? [] : [`${name}: ${detail}`],
    );

  it("is whole when everything agrees", () => expect(failing({})).toEqual([]));
  it.each<[Partial<Reading>, RegExp]>([
    [{ heartbeatAt: null }, /heartbeat: .*says nowhere/],
    [{ heartbeatAt: hoursAgo(-1) }, /heartbeat: .*not isolated/],
    [{ rowCounts: { sale_order: 2, res_users: 2 } }, /rows: sale_order 2 instead of 3/],
    [{ rowCounts: { res_users: 2 } }, /rows: sale_order missing instead of 3/],
    [{ attachments: { total: 5, present: 4 } }, /files: one attachment of 5 without a file/],
    [
      { attachments: { total: 5, present: 3 }, newer: { rows: 1, oldest: hoursAgo(1) } },
      /files: one attachment of 5 without a file/,
    ],
    [{ files: { hashed: 5, wrong: 2 } }, /files: 2 of 5 files are not/],
    [{ modules: { right: 1, wrong: ["base is missing"], unfinished: [] } }, /modules: base is missing/],
    [{ modules: { right: 2, wrong: [], unfinished: ["stock"] } }, /modules: stock wait/],
    [{ modules: { right: 1, wrong: [], unfinished: [] } }, /modules: only 1 of 2/],
  ])("says what is wrong: %o", (more, words) => {
    expect(failing(more)).toEqual([expect.stringMatching(words)]);
  });
  it("is whole without the files that no backup can have, and says how many", () => {
    const newer = { rows: 2, oldest: hoursAgo(1) };
    const checks = measuredChecks({ ...reading, attachments: { total: 5, present: 3 }, newer }, expected);
    expect(checks.find(({ name }) => name === "files")).toMatchObject({
      ok: true,
      detail: expect.stringContaining("the other 2 were written after the files' backup"),
    });
  });
  it("counts a lost file as lost work where the disaster takes files too, and never less than the data", () => {
    const seconds = fc.integer({ min: 0, max: 100_000 });
    fc.assert(
      fc.property(seconds, fc.option(seconds), fc.boolean(), (life, file, filesLost) => {
        const ago = (past: number) => new Date(NOW.getTime() - past * 1_000);
        const newer = { rows: file === null ? 0 : 1, oldest: file === null ? null : ago(file) };
        const lost = lostSeconds({ ...reading, heartbeatAt: ago(life), newer }, NOW, filesLost);
        expect(lost).toBe(filesLost ? Math.max(life, file ?? 0) : life);
      }),
    );
    expect(lostSeconds({ ...reading, heartbeatAt: null }, NOW, true)).toBeNull();
  });
  it("proves nothing with a backup that counted nothing", () => {
    const [, rows] = measuredChecks(reading, { ...expected, rowCounts: {} });
    expect(rows?.ok).toBe(false);
  });
  it("tells business checks in words and times", () => {
    expect(smokeChecks([{ name: "sale_order", ok: true, milliseconds: 12.4, detail: "" }])).toEqual([
      { name: "smoke:sale_order", title: "Confirm an order", ok: true, detail: "12 ms" },
    ]);
  });
  it("never counts backwards", () => expect(secondsBetween(NOW, hoursAgo(1))).toBe(0));
});

describe("the verdict", () => {
  const facts: DrillFacts = {
    scenario: "database_corruption",
    state: "passed",
    measured: { rtoSeconds: 41, rpoSeconds: 400 },
    promised: { rtoSeconds: 900, rpoSeconds: 300 },
    checks: [{ name: "rows", title: "Rows", ok: true, detail: "" }],
    ...{ tornDown: true, reason: null },
  };
  it("says what was measured and what was promised", () => {
    expect(drillSentence(facts)).toBe(
      "Recovered, but the promised RPO was missed: RTO 41 s · promised 15 min; RPO 6 min 40 s · promised 5 min; one check passed.",
    );
    expect(measuredWords("RTO", null, null)).toBe("RTO not measured · nothing promised");
  });
  it("holds a loss that somebody chose against nothing, and shows it", () => {
    for (const scenario of ["ransomware", "operator_error", "failed_upgrade"] as const) {
      const chosen = { ...facts, scenario, measured: { rtoSeconds: 41, rpoSeconds: 86_400 } };
      expect(drillSentence(chosen)).toBe(
        "Recovered: RTO 41 s · promised 15 min; 24 h given up as chosen, no measure of the RPO; one check passed.",
      );
      expect(automaticFindings(chosen)).toEqual([]);
      expect(drillLimits(scenario, true).at(-1)).toMatch(/not the RPO, because/);
    }
  });
  it.each([
    [41, 900, "kept"],
    [900, 900, "kept"],
    [901, 900, "missed"],
    [null, 900, "unmeasured"],
    [41, null, "not_promised"],
  ] as const)("%s of %s is %s", (measured, promised, kept) => expect(keptOf(measured, promised)).toBe(kept));
  it("finds what was missed, what failed, and what was left", () => {
    const texts = (more: Partial<DrillFacts>) =>
      automaticFindings({ ...facts, ...more }).map(({ text }) => text);
    expect(texts({})).toEqual(["Data were lost for 6 min 40 s; promised: 5 min."]);
    const check = { name: "files", title: "Files", ok: false, detail: "1 attachment of 5 without a file" };
    expect(texts({ state: "failed", checks: [check] })).toContain("Files: 1 attachment of 5 without a file");
    expect(texts({ state: "failed", reason: "the disk is full" })[0]).toBe(
      "The drill did not come to its end: the disk is full",
    );
    expect(texts({ state: "cancelled" })).toEqual([]);
    expect(texts({ state: "cancelled", tornDown: false })).toHaveLength(1);
  });
});

describe("plan, states and names", () => {
  it("clears away in the rollback phase only, and titles every step", () => {
    const plan = planDrill({ said: "x", disasterAt: null, recovery: null, elsewhere: false });
    expect(plan.filter(({ phase }) => phase === "rollback").map(({ name }) => name)).toEqual(["clear_away"]);
    expect(plan.find(({ name }) => name === "declare")?.parameters).toEqual({ said: "x" });
    for (const { name } of plan) expect(drillStepText(name).title).toBe(DRILL_STEPS[name].title);
    expect([drillStepTouches("isolate"), drillStepTouches("declare"), drillStepTouches("unknown")]).toEqual([
      true,
      false,
      false,
    ]);
    expect(drillStepText("unknown").title).toBe("unknown");
  });
  it.each([
    ["succeeded", false, "pass"],
    ["rolled_back", false, "fail"],
    ["rolled_back", true, "cancel"],
    ["failed", true, "fail"],
    ["failed", false, "fail"],
    ["cancelled", true, "cancel"],
  ] as const)("an operation that %s (aborted: %s) makes it %s", (state, aborted, event) => {
    expect(drillEvent({ state, aborted })).toBe(event);
  });
  it("ends once", () => {
    for (const state of DRILL_STATES) expect(moveDrill(state, "pass").ok).toBe(state === "running");
    expect([moveFinding("open").ok, moveFinding("closed").ok]).toEqual([true, false]);
  });
  it("names fit Kubernetes and PostgreSQL", () => {
    const namespace = drillNamespace("n".repeat(63), 123);
    expect([namespace.length, isDrillNamespace(namespace)]).toEqual([63, true]);
    expect(isDrillNamespace("northwind-production")).toBe(false);
    expect(drillDatabase("d".repeat(63), "0199aaaa-0000-7000-8000-00003f9a1c2b")).toHaveLength(63);
  });
});

describe("when drills are due", () => {
  it("one round after the last, or after the environment came to be", () => {
    const settings = { drillEveryDays: 30 };
    expect(drillDueAt({ settings, lastEndedAt: null, since: NOW }).toISOString()).toBe(
      "2026-12-21T12:00:00.000Z",
    );
    expect(drillDueAt({ settings, lastEndedAt: hoursAgo(24), since: hoursAgo(900) }).toISOString()).toBe(
      "2026-12-20T12:00:00.000Z",
    );
  });
  it("in the plant's night", () => {
    expect(isDrillHour(new Date("2026-11-21T02:30:00Z"), "Europe/Berlin")).toBe(true);
    expect(isDrillHour(new Date("2026-11-21T02:30:00Z"), "Asia/Tokyo")).toBe(false);
    expect(isDrillHour(new Date("2026-11-21T17:30:00Z"), "Asia/Tokyo")).toBe(true);
  });
  it("expects the middle of what earlier ones took", () => {
    expect([expectedDrillSeconds([]), expectedDrillSeconds([9]), expectedDrillSeconds([30, 10, 20])]).toEqual(
      [null, 9, 20],
    );
  });
});
