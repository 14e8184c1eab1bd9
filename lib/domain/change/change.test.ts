import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Grant } from "../access/decide";
import type { Gate } from "../policy/gate";
import { type ChangeVerb, canChange, movesOf, stateRefusal } from "./can";
import { classify } from "./classify";
import {
  CHANGE_END_STATES,
  CHANGE_EVENTS,
  CHANGE_MOVES,
  CHANGE_STATES,
  type ChangeEvent,
  type ChangeState,
  LEGAL_CHANGE_MOVES,
  moveChange,
} from "./state";

const walk = (events: readonly ChangeEvent[]): ChangeState[] => {
  const path: ChangeState[] = ["draft"];
  for (const event of events) {
    const next = moveChange(path.at(-1) ?? "draft", event);
    if (next.ok) path.push(next.value);
  }
  return path;
};

describe("the life of a change", () => {
  it("has every state reachable and ends in closed, rejected or cancelled only", () => {
    expect([...CHANGE_END_STATES].sort()).toEqual(["cancelled", "closed", "rejected"]);
    const reached = new Set(LEGAL_CHANGE_MOVES.map(([, to]) => to));
    for (const state of CHANGE_STATES) expect(reached.has(state) || state === "draft", state).toBe(true);
  });

  it("never starts without an approval since the last time it was a draft", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...CHANGE_EVENTS), { maxLength: 30 }), (events) => {
        const path = walk(events);
        const started = path.indexOf("in_progress");
        if (started === -1) return;
        const before = path.slice(0, started);
        expect(before.lastIndexOf("approved")).toBeGreaterThan(before.lastIndexOf("draft"));
      }),
      { numRuns: 2_000 },
    );
  });

  it("lets content be revised before the start and never after", () => {
    for (const state of CHANGE_STATES) {
      const open = ["submitted", "in_review", "approved", "scheduled"].includes(state);
      expect(moveChange(state, "revise").ok, state).toBe(open);
    }
  });
});

const FLEET_MANAGER: Grant[] = [{ role: "release_manager", scope: { level: "fleet" } }];
const scope = { level: "environment", tenantId: "t", environmentId: "e" } as const;
const failing: Gate = {
  id: "g",
  title: "Rollback plan",
  verdict: "fail",
  fact: "Not written.",
  remedy: "Write it.",
};
const facts = {
  grants: FLEET_MANAGER,
  scope,
  personId: "me",
  authorIds: ["other"],
  state: "submitted" as ChangeState,
  gates: [] as Gate[],
  train: null,
  approval: null,
  approved: null,
};

describe("canChange", () => {
  const verbs: ChangeVerb[] = [
    "edit",
    "submit",
    "approve",
    "reject",
    "revise",
    "schedule",
    "unschedule",
    "start",
    "cancel",
  ];

  it("allows exactly what the table of moves allows, to someone with every right", () => {
    for (const state of CHANGE_STATES) {
      for (const verb of verbs) {
        const moves = movesOf(verb, state);
        const legal =
          verb === "edit"
            ? state === "draft"
            : moves.reduce<ChangeState | null>((at, event) => {
                const table: Partial<Record<ChangeEvent, ChangeState>> = at === null ? {} : CHANGE_MOVES[at];
                return table[event] ?? null;
              }, state) !== null;
        expect(canChange(verb, { ...facts, state }).allowed, `${verb} from ${state}`).toBe(legal);
        expect(stateRefusal(verb, state) === null).toBe(legal);
      }
    }
  });

  it("keeps requesters from deciding on and starting their own change", () => {
    const own = { ...facts, personId: "me", authorIds: ["me"] };
    expect(canChange("approve", own)).toEqual({
      allowed: false,
      reason: "You asked for this change: someone else has to decide on it.",
    });
    expect(canChange("reject", own).allowed).toBe(false);
    expect(canChange("start", { ...own, state: "approved" }).allowed).toBe(false);
    expect(canChange("cancel", own).allowed).toBe(true);
  });

  it("stops approval and start at a failing gate, and nothing else", () => {
    const gated = { ...facts, gates: [failing] };
    expect(canChange("approve", gated)).toEqual({
      allowed: false,
      reason: `One gate stops it, “Rollback plan”: ${failing.fact}`,
    });
    expect(canChange("start", { ...gated, state: "approved" }).allowed).toBe(false);
    expect(canChange("reject", gated).allowed).toBe(true);
    expect(canChange("submit", { ...gated, state: "draft" }).allowed).toBe(true);
  });

  it("lets nobody move a car without its train", () => {
    for (const verb of ["approve", "reject", "revise", "cancel"] as const) {
      expect(canChange(verb, { ...facts, train: "TRN-17" })).toEqual({
        allowed: false,
        reason: "This change is a car of TRN-17 and moves with it. Decide on the train instead.",
      });
    }
  });

  it("tells the missing right first", () => {
    const grants: Grant[] = [{ role: "support", scope: { level: "tenant", tenantId: "t" } }];
    expect(canChange("approve", { ...facts, grants, gates: [failing] }).reason).toContain("Support");
  });
});

describe("classify", () => {
  it("is major as soon as one module changes the schema", () => {
    const module = { kind: "changed", name: "mrp", from: "1", to: "2", schemaChange: false } as const;
    expect(classify([module]).class).toBe("normal");
    expect(classify([module, { ...module, name: "stock", schemaChange: true }])).toEqual({
      class: "major",
      reason: "Major, because stock changes the database's schema.",
    });
  });
});
