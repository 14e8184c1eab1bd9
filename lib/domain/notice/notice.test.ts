import { describe, expect, it } from "vitest";
import { ANSWERING_ROLES, CONCERNED_ROLES, endedNotice, plannedNotice, questionNotice } from "./notice";

const where = { tenant: "Nordwerk", environment: "Plant Lübeck production" };
const planned = {
  ...where,
  release: "2026.11.1",
  previousRelease: "2026.10.4",
  change: { number: "CHG-2417", title: "Label fix", communication: "Shift leads by mail at noon." },
  strategy: "rolling" as const,
  closedSeconds: null,
};

describe("plannedNotice", () => {
  it("names place, release and change, what people will feel, and the communication plan", () => {
    expect(plannedNotice(planned)).toEqual({
      title: "Nordwerk, Plant Lübeck production: 2026.11.1 is being deployed",
      text:
        "CHG-2417: Label fix. 2026.11.1 is being deployed (now: 2026.10.4). " +
        "The ERP stays open; its pods are replaced one after the other. Shift leads by mail at noon.",
    });
  });

  it("says how long the door is closed, and that it is not known where nothing tells", () => {
    const recreate = { ...planned, strategy: "recreate" as const };
    expect(plannedNotice({ ...recreate, closedSeconds: 250 }).text).toContain("for about 4 min 10 s");
    expect(plannedNotice(recreate).text).toContain("how long is not known");
  });

  it("does without change and earlier release, and never grows beyond its limit", () => {
    const bare = plannedNotice({ ...planned, change: null, previousRelease: null, strategy: "canary" });
    expect(bare.text).toMatch(/^2026\.11\.1 is being deployed\. The ERP stays open; a part of/);
    const long = { ...planned.change, communication: "x".repeat(4_000) };
    expect(plannedNotice({ ...planned, change: long }).text.length).toBeLessThan(2_000);
  });
});

describe("endedNotice", () => {
  const ended = { ...where, kind: "deploy" as const, needsAttention: false, sentence: "So it was." };

  it("is silent about what ended as planned or as somebody wanted", () => {
    expect(endedNotice({ ...ended, state: "succeeded" })).toBeNull();
    expect(endedNotice({ ...ended, state: "cancelled" })).toBeNull();
  });

  it("says what happened, worst first", () => {
    const title = (changed: Partial<Parameters<typeof endedNotice>[0]>) =>
      endedNotice({ ...ended, state: "failed", ...changed })?.title ?? "";
    expect(title({})).toContain("the deployment failed");
    expect(title({ state: "rolled_back" })).toContain("the deployment was rolled back");
    expect(title({ needsAttention: true })).toContain("a person must look");
    expect(title({ kind: "rollback" })).toContain("the rollback failed");
  });
});

describe("who", () => {
  it("is told of a question can answer it", () => {
    expect(ANSWERING_ROLES).toEqual(["platform_engineer", "release_manager"]);
    expect(CONCERNED_ROLES).not.toContain("auditor");
    expect(questionNotice({ ...where, kind: "deploy", reason: "Errors rose." }).text).toBe("Errors rose.");
  });
});
