import { describe, expect, it } from "vitest";
import { ROLES } from "../access/roles";
import { canContinue, continueEffect, continueRefusal, openQuestion, type QuestionFacts } from "./question";
import { OPERATION_STATES } from "./state";

const asked: QuestionFacts = {
  state: "parked",
  phase: "forward",
  parkKind: "person",
  asking: false,
  answeredBy: null,
};

describe("who waits for a person can be answered", () => {
  it.each(OPERATION_STATES)("an operation that is %s", (state) => {
    expect(continueRefusal({ ...asked, state }) === null).toBe(state === "parked");
  });
  it.each(["time", "kubernetes", "gate", null])("but not one that waits for %s", (parkKind) => {
    expect(continueRefusal({ ...asked, parkKind })).toBe("It asks nobody now.");
  });
  it("also while the step that asks looks again, but not once it has ended", () => {
    for (const state of OPERATION_STATES) {
      const open = { ...asked, state, parkKind: null, asking: true };
      const answerable = ["parked", "running", "queued"].includes(state);
      expect(continueRefusal(open) === null, state).toBe(answerable);
      expect(continueRefusal({ ...open, answeredBy: "Mira" })).toContain("answered already");
    }
  });
  it("once, and not while it goes back or is paused", () => {
    expect(continueRefusal({ ...asked, answeredBy: "Mira" })).toContain("Mira has answered already");
    expect(continueRefusal({ ...asked, phase: "rollback" })).toContain("going back already");
    expect(continueRefusal({ ...asked, state: "paused" })).toContain("Resume it first");
  });
});

it("is the right of those who control operations", () => {
  const scope = { level: "tenant", tenantId: "t" } as const;
  const may = ROLES.filter((role) => canContinue({ ...asked, grants: [{ role, scope }], scope }).allowed);
  expect(may).toEqual(["platform_engineer", "release_manager"]);
});

it("says with what it goes on", () => {
  expect(continueEffect("Roll out the new pods")).toContain("It goes on with “Roll out the new pods”.");
  expect(continueEffect(null)).toContain("ends as succeeded");
});

it("is read from what the step noted down, and from nothing else", () => {
  const question = { text: "Go on?", since: "2026-11-21T10:00:00.000Z", until: "2026-11-21T14:00:00.000Z" };
  expect(openQuestion({ question, seen: {} })).toEqual(question);
  for (const memo of [null, "x", [], {}, { question: null }, { question: { text: "Go on?" } }])
    expect(openQuestion(memo)).toBeNull();
});
