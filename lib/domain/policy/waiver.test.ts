import { describe, expect, it } from "vitest";
import { emergencyDebtPaid } from "./emergency-debt";
import type { Gate } from "./gate";
import { isOutgrown, isPolicyGate, withDebts, withWaivers } from "./waiver";
import { waiverAskRefusal, waiverConfirmRefusal, waiverStateRefusal } from "./waiver-rules";

const NOW = new Date("2026-11-20T08:00:00.000Z");
const day = (days: number) => new Date(NOW.getTime() + days * 86_400_000);
const gate = (id: string, verdict: Gate["verdict"] = "fail"): Gate => ({
  ...{ id, title: id, verdict, fact: "So it is.", remedy: "Mend it." },
  grounds: ["a count"],
});
const waiver = (gateId: string, expiresAt = day(1)) => ({
  ...{ gateId, reason: "The auditor agreed.", askedBy: "Mira", confirmedBy: "Tom", expiresAt },
  grounds: ["a count", "a small close"],
});
const at = { now: NOW, timeZone: "Europe/Berlin" };
const LAWS = [
  "environment_free",
  "plan_as_approved",
  "class_as_submitted",
  "not_quarantined",
  "not_held",
  "cluster_reachable",
  "release_differs",
  "emergency_debt_paid",
  "within_template",
  "anything_new",
];

describe("waivers", () => {
  it("let a failing gate of the policy pass, with both names and the end", () => {
    const [passed] = withWaivers([gate("evidence_complete")], [waiver("evidence_complete")], at);
    expect(passed).toMatchObject({ verdict: "waived" });
    expect(passed?.fact).toContain("by Mira and Tom: The auditor agreed.");
  });
  it("cover what stood in the way when they were asked for, less of it too, and never anything else", () => {
    const asked = (grounds: string[]) =>
      withWaivers([{ ...gate("calendar_open"), grounds }], [waiver("calendar_open")], at)[0];
    expect(asked(["a small close", "a count"])?.verdict).toBe("waived");
    expect(asked(["a small close"])?.verdict).toBe("waived");
    for (const grounds of [["a count", "a board's freeze"], ["another count"], []]) {
      expect(asked(grounds)).toMatchObject({ verdict: "fail" });
      expect(asked(grounds)?.fact).toContain("does not cover it");
      const [found] = [{ ...gate("calendar_open"), grounds }];
      expect(isOutgrown(waiver("calendar_open"), [found])).toBe(true);
    }
    expect(isOutgrown(waiver("calendar_open"), [gate("calendar_open", "pass")])).toBe(false);
  });
  it("touch nothing else: no law, no warning, no other gate, nothing over", () => {
    for (const id of LAWS) {
      expect(isPolicyGate(gate(id)), id).toBe(false);
      expect(withWaivers([gate(id)], [waiver(id)], at)[0]?.verdict).toBe("fail");
      expect(withDebts([gate(id)], true)[0]?.verdict).toBe("fail");
      expect(waiverAskRefusal(gate(id), day(1), NOW)).toContain("cannot be waived");
    }
    expect(
      withWaivers([gate("evidence_complete", "warn")], [waiver("evidence_complete")], at)[0]?.verdict,
    ).toBe("warn");
    expect(withWaivers([gate("evidence_complete")], [waiver("calendar_open")], at)[0]?.verdict).toBe("fail");
    expect(withWaivers([gate("evidence_complete")], [waiver("evidence_complete", NOW)], at)[0]?.verdict).toBe(
      "fail",
    );
  });
  it("follow what a written rule says of itself", () => {
    expect(isPolicyGate({ ...gate("own_rule"), waivable: true })).toBe(true);
    expect(isPolicyGate({ ...gate("calendar_open"), waivable: false })).toBe(false);
  });
  it("are asked for while a gate can still stop the change, also once it is in progress", () => {
    for (const state of ["draft", "submitted", "in_review", "approved", "scheduled", "in_progress"] as const)
      expect(waiverStateRefusal(state), state).toBeNull();
    for (const state of ["succeeded", "rolled_back", "failed", "reviewed", "closed", "rejected"] as const)
      expect(waiverStateRefusal(state), state).toContain("Nothing is left");
  });
  it("are asked for within bounds, and confirmed by a second person who wrote nothing", () => {
    const asked = gate("calendar_open");
    expect(waiverAskRefusal(asked, day(7), NOW)).toBeNull();
    expect(waiverAskRefusal(asked, day(7.01), NOW)).toContain("at most 7 days");
    expect(waiverAskRefusal(asked, NOW, NOW)).toContain("future");
    expect(waiverAskRefusal({ ...asked, verdict: "warn" }, day(1), NOW)).toContain("nothing to waive");
    expect(waiverAskRefusal(undefined, day(1), NOW)).toContain("no such gate");
    const facts = {
      over: false,
      outgrown: false,
      confirmed: false,
      askedById: "mira",
      personId: "tom",
      authorIds: ["jana"],
    };
    expect(waiverConfirmRefusal(facts)).toBeNull();
    expect(waiverConfirmRefusal({ ...facts, personId: "mira" })).toContain("somebody else");
    expect(waiverConfirmRefusal({ ...facts, personId: "jana" })).toContain("somebody else");
    expect(waiverConfirmRefusal({ ...facts, over: true })).toContain("over");
    expect(waiverConfirmRefusal({ ...facts, outgrown: true })).toContain("More stands in the way");
    expect(waiverConfirmRefusal({ ...facts, confirmed: true })).toContain("already");
  });
});

describe("emergencies", () => {
  const debt = (dueAt: Date, atOnce = false) => ({
    ...{ change: "CHG-2401", changeId: "c", what: "its review", dueAt, atOnce },
  });
  const asked = (debts: ReturnType<typeof debt>[], emergency = false) =>
    emergencyDebtPaid({ debts, now: NOW, emergency, environment: { timeZone: "Europe/Berlin" } });
  it("owe what a policy asks for instead of being refused for it", () => {
    expect(withDebts([gate("recovery_proven")], true)[0]?.verdict).toBe("owed");
    expect(withDebts([gate("recovery_proven")], false)[0]?.verdict).toBe("fail");
  });
  it("block the next change once something is overdue, missing evidence at once, another emergency never", () => {
    expect(asked([]).verdict).toBe("pass");
    expect(asked([debt(day(1))]).verdict).toBe("warn");
    expect(asked([debt(NOW)])).toMatchObject({ verdict: "fail", mend: { action: "settle_debt", id: "c" } });
    expect(asked([debt(day(1), true)]).verdict).toBe("fail");
    expect(asked([debt(day(-1))], true).verdict).toBe("warn");
    expect(asked([debt(day(-1)), debt(day(-2))]).fact).toContain(". One more thing is owed.");
  });
});
