import { describe, expect, it } from "vitest";
import type { StepFailure } from "./run";
import { type OutcomeFacts, outcomeSentence, rollbackSentence, spokenSeconds } from "./sentence";

const crash: StepFailure = {
  step: "rollout",
  kind: "failed_check",
  reason: "web pods crash-looped (exit 1: ValueError: bad default)",
  facts: { oldPodsServed: true },
};
const facts = (changed: Partial<OutcomeFacts>): OutcomeFacts => ({
  state: "succeeded",
  touched: true,
  environment: "Northwind Production",
  release: "2026.11.4",
  previousRelease: "2026.11.1",
  failure: null,
  secondsIntoStep: null,
  rollbackFailure: null,
  seconds: 41,
  ...changed,
});

describe("outcomeSentence", () => {
  it("says what runs after success", () => {
    expect(outcomeSentence(facts({}))).toBe(
      "Northwind Production runs 2026.11.4 (before: 2026.11.1); deployed and checked in 41 s.",
    );
    expect(outcomeSentence(facts({ previousRelease: null, seconds: null }))).toBe(
      "Northwind Production runs 2026.11.4; deployed and checked.",
    );
  });

  it("says why and when it went back, and that the old pods served if that was seen", () => {
    const went = facts({ state: "rolled_back", failure: crash, secondsIntoStep: 6.2 });
    expect(outcomeSentence(went)).toBe(
      "Rolled back to 2026.11.1: web pods crash-looped (exit 1: ValueError: bad default) 6 s after the rollout began; the old pods kept serving.",
    );
    const unseen = { ...crash, facts: { oldPodsServed: false } };
    expect(outcomeSentence({ ...went, failure: unseen })).not.toContain("kept serving");
    expect(outcomeSentence({ ...went, failure: { ...crash, step: "smoke", facts: null } })).not.toContain(
      "kept",
    );
  });

  it("knows that a failed module update never came near the old pods", () => {
    const failure = { ...crash, step: "migrate", reason: "the module update failed (exit 255)", facts: null };
    expect(outcomeSentence(facts({ state: "rolled_back", failure, secondsIntoStep: 3 }))).toBe(
      "Rolled back to 2026.11.1: the module update failed (exit 255) 3 s after the module update began; the old pods kept serving.",
    );
  });

  it("says that nothing was touched by a refusal", () => {
    const failure: StepFailure = {
      step: "preflight",
      kind: "refused",
      reason: "Secret erp-api does not exist in namespace nw.",
      facts: null,
    };
    expect(outcomeSentence(facts({ state: "failed", touched: false, failure }))).toBe(
      "Not deployed, nothing was touched: Secret erp-api does not exist in namespace nw.",
    );
  });

  it("calls a person when going back failed, or when there was nothing to go back to", () => {
    const rollbackFailure = { ...crash, step: "restore_smoke", reason: "the business check invoice failed" };
    const failed = facts({ state: "failed", failure: crash, rollbackFailure });
    expect(outcomeSentence(failed)).toBe(
      "Going back to 2026.11.1 failed (the business check invoice failed) after 2026.11.4 did not hold: web pods crash-looped (exit 1: ValueError: bad default); a person must look.",
    );
    expect(outcomeSentence({ ...failed, previousRelease: null })).toBe(
      "Stopped while deploying 2026.11.4, a person must look: web pods crash-looped (exit 1: ValueError: bad default).",
    );
  });

  it("is one sentence that ends once, in every state", () => {
    for (const state of ["succeeded", "failed", "rolled_back"] as const) {
      for (const touched of [true, false]) {
        for (const failure of [null, crash]) {
          const sentence = outcomeSentence(facts({ state, touched, failure }));
          expect(sentence).toMatch(/[^.]\.$/);
          expect(sentence).not.toMatch(/undefined|null|NaN/);
        }
      }
    }
  });
});

describe("rollbackSentence", () => {
  const went = facts({ release: "2026.10.4", previousRelease: "2026.11.1", seconds: 22 });

  it("says what runs again, that nothing was touched, or that a person must look", () => {
    expect(rollbackSentence(went)).toBe(
      "Northwind Production runs 2026.10.4 again (before: 2026.11.1); checked in 22 s.",
    );
    const failed = { ...went, state: "failed" as const, failure: crash, secondsIntoStep: 6.2 };
    expect(rollbackSentence({ ...failed, touched: false })).toMatch(
      /^Not rolled back, nothing was touched: web pods/,
    );
    expect(rollbackSentence(failed)).toBe(
      "Stopped while going back to 2026.10.4, a person must look: web pods crash-looped (exit 1: ValueError: bad default) 6 s after the rollout began.",
    );
  });
});

describe("spokenSeconds", () => {
  it.each([
    [0, "0 s"],
    [59.4, "59 s"],
    [59.6, "1 min"],
    [250, "4 min 10 s"],
    [3_600, "1 h"],
    [3_725, "1 h 2 min"],
  ])("says %d s as %s", (seconds, words) => {
    expect(spokenSeconds(seconds)).toBe(words);
  });
});
