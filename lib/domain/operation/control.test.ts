import { describe, expect, it } from "vitest";
import type { Grant } from "../access/decide";
import {
  abortEffect,
  abortedUntouched,
  abortReason,
  type ControlFacts,
  canControl,
  controlRefusal,
  dataOf,
  eventOf,
  hasTouched,
  type OperationVerb,
} from "./control";
import { OPERATION_KINDS, type OperationKind } from "./name";
import { moveOperation, OPERATION_STATES } from "./state";

const VERBS: OperationVerb[] = ["pause", "resume", "abort"];
const ALLOWED: Record<OperationVerb, readonly string[]> = {
  pause: ["running", "parked"],
  resume: ["paused"],
  abort: ["queued", "running", "parked", "paused"],
};
const facts = (changed: Partial<ControlFacts> = {}): ControlFacts => ({
  kind: "deploy",
  state: "running",
  phase: "forward",
  touched: false,
  previousRelease: "2026.11.1",
  ...changed,
});

describe("an abort where the data were saved", () => {
  const steps = (open: string) => [
    { name: "open", state: open },
    { name: "restore_data", state: "pending" },
  ];
  it("gives them back until the door has opened, and says when it does not", () => {
    expect(dataOf(steps("pending"))).toBe("checkpoint");
    expect(dataOf(steps("done"))).toBe("reopened");
    expect(dataOf([{ name: "open", state: "done" }])).toBeNull();
    const touched = facts({ touched: true });
    expect(abortEffect({ ...touched, data: "checkpoint" })).toContain("restores the checkpoint first");
    expect(abortEffect({ ...touched, data: "reopened" })).toContain("nothing is put back by itself");
    expect(abortEffect(touched)).toContain("What a module update has written to the database stays");
  });
});

describe("a person's hand on an operation", () => {
  it("opens each verb in exactly its states, and every one that is open has a legal move", () => {
    for (const state of OPERATION_STATES) {
      for (const touched of [true, false]) {
        for (const verb of VERBS) {
          const now = facts({ state, touched });
          const open = controlRefusal(verb, now) === null;
          expect(open, `${verb} from ${state}`).toBe(ALLOWED[verb].includes(state));
          const event = eventOf(verb, now);
          if (open && event !== null) expect(moveOperation(state, event).ok).toBe(true);
        }
      }
    }
  });

  it("leads a resumed and an aborted operation to where a worker takes it", () => {
    expect(moveOperation("paused", "resume")).toEqual({ ok: true, value: "queued" });
    for (const state of ["running", "parked", "paused"] as const) {
      expect(moveOperation(state, "turn_back")).toEqual({ ok: true, value: "queued" });
    }
    expect(moveOperation("paused", "take").ok).toBe(false);
  });

  it("neither pauses nor aborts what goes back already, but lets it go on", () => {
    for (const verb of ["pause", "abort"] as const) {
      expect(controlRefusal(verb, facts({ phase: "rollback", touched: true }))).toContain(
        "going back already",
      );
    }
    expect(controlRefusal("resume", facts({ phase: "rollback", state: "paused" }))).toBeNull();
  });

  it("says the missing right first, then the state", () => {
    const scope = { level: "environment", tenantId: "t", environmentId: "e" } as const;
    const as = (role: Grant["role"]) => [{ role, scope: { level: "fleet" } as const }];
    for (const verb of VERBS) {
      const state = ALLOWED[verb].at(-1) === "paused" ? "paused" : "running";
      const now = { ...facts({ state }), scope };
      expect(canControl(verb, { ...now, grants: as("release_manager") }).allowed).toBe(true);
      expect(canControl(verb, { ...now, grants: as("platform_engineer") }).allowed).toBe(true);
      expect(canControl(verb, { ...now, grants: as("developer") }).reason).toContain("Developer");
      expect(canControl(verb, { ...now, grants: as("plant_it"), state: "succeeded" }).reason).toContain(
        "Plant IT",
      );
      const ended = canControl(verb, { ...now, state: "succeeded", grants: as("release_manager") });
      expect(ended.reason).toContain("has succeeded");
    }
  });

  it("lets whoever brings data back end what they may begin, and nothing else", () => {
    const scope = { level: "environment", tenantId: "t", environmentId: "e" } as const;
    const may = (role: Grant["role"], verb: OperationVerb, kind: OperationKind) =>
      canControl(verb, { ...facts({ kind }), scope, grants: [{ role, scope: { level: "fleet" } }] }).allowed;
    const begun = ["backup", "verify", "restore", "undo_restore", "drill", "scratch", "clear_scratch"];
    for (const kind of OPERATION_KINDS) {
      expect(may("support", "abort", kind), kind).toBe(begun.includes(kind));
      expect(may("support", "pause", kind), kind).toBe(false);
      expect(may("release_manager", "abort", kind), kind).toBe(true);
      for (const role of ["developer", "plant_it", "auditor"] as const)
        expect(may(role, "abort", kind), `${role} ${kind}`).toBe(false);
    }
  });
});

describe("what an abort would do", () => {
  it("is said beforehand, by what was touched", () => {
    expect(abortEffect(facts())).toContain("Nothing was touched");
    expect(abortEffect(facts({ touched: true }))).toContain("goes back to 2026.11.1 by itself");
    expect(abortEffect(facts({ touched: true, previousRelease: null }))).toContain("no earlier release");
    expect(abortEffect(facts({ touched: true, kind: "rollback" }))).toContain("not itself rolled back");
    expect(abortEffect(facts({ kind: "rollback" }))).toContain("Nothing was touched");
    expect(abortEffect(facts({ kind: "prune" }))).toContain("Nothing was touched");
    expect(abortEffect(facts({ kind: "prune", forgetting: true }))).toContain("does not come back");
    expect(abortEffect(facts({ state: "failed" }))).toBeNull();
    expect(abortEffect(facts({ phase: "rollback", touched: true }))).toBeNull();
  });

  it("looks at steps that have begun, not at those to come or skipped", () => {
    const step = (name: string, state: string) => ({ name, state, phase: "forward" as const });
    const touches = (name: string) => name === "rollout";
    for (const state of ["running", "done", "failed"]) {
      expect(hasTouched([step("render", "done"), step("rollout", state)], touches)).toBe(true);
    }
    for (const state of ["pending", "skipped"]) {
      expect(hasTouched([step("render", "done"), step("rollout", state)], touches)).toBe(false);
    }
    expect(hasTouched([{ ...step("rollout", "done"), phase: "rollback" }], touches)).toBe(false);
  });

  it("names the person and ends its sentence once", () => {
    expect(abortReason("Ana", "wrong hour. ")).toBe("aborted by Ana: wrong hour");
    expect(abortedUntouched("Ana", "wrong hour.", true)).toContain("while backups were being forgotten");
    expect(abortedUntouched("Ana", "wrong hour.")).toBe(
      "Aborted by Ana before anything was touched: wrong hour.",
    );
  });
});
