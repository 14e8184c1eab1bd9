import { describe, expect, it } from "vitest";
import type { Grant } from "../access/decide";
import { canTrain, dutyRefusal, rightRefusal, stateRefusal, TRAIN_VERBS } from "./can";
import {
  LEGAL_TRAIN_MOVES,
  moveTrain,
  TRAIN_END_STATES,
  TRAIN_EVENTS,
  TRAIN_MOVES,
  TRAIN_STATES,
  type TrainEvent,
  type TrainState,
} from "./state";

describe("the life of a train", () => {
  it("has every state reachable and four ends", () => {
    expect([...TRAIN_END_STATES].sort()).toEqual(["cancelled", "rejected", "stopped", "succeeded"]);
    const reached = new Set(LEGAL_TRAIN_MOVES.map(([, to]) => to));
    for (const state of TRAIN_STATES) expect(reached.has(state) || state === "draft", state).toBe(true);
  });

  it("makes exactly the moves of its table, every state with every event", () => {
    for (const state of TRAIN_STATES) {
      for (const event of TRAIN_EVENTS) {
        const row: Partial<Record<TrainEvent, TrainState>> = TRAIN_MOVES[state];
        const next = moveTrain(state, event);
        expect(next.ok ? next.value : undefined, `${event} from ${state}`).toBe(row[event]);
      }
    }
  });

  it("runs only after an approval", () => {
    const into = LEGAL_TRAIN_MOVES.filter(([, to]) => to === "running").map(([from]) => from);
    expect(into.sort()).toEqual(["approved", "halted"]);
    expect(LEGAL_TRAIN_MOVES.filter(([, to]) => to === "approved")).toEqual([["in_review", "approved"]]);
  });
});

const manager = (tenantId: string): Grant => ({
  role: "release_manager",
  scope: { level: "tenant", tenantId },
});
const places = [
  { id: "e1", tenantId: "t1", name: "Leoben staging" },
  { id: "e2", tenantId: "t2", name: "Suwa staging" },
];
const facts = { grants: [manager("t1"), manager("t2")], places, personId: "me", authorIds: ["other"] };

describe("what a person may do with a train", () => {
  it("is exactly what the table allows to someone with every right", () => {
    for (const state of TRAIN_STATES) {
      for (const verb of TRAIN_VERBS) {
        const legal = verb === "edit" ? state === "draft" : moveTrain(state, verb).ok;
        expect(canTrain(verb, { ...facts, state }).allowed, `${verb} from ${state}`).toBe(legal);
        expect(stateRefusal(verb, state) === null).toBe(legal);
      }
    }
  });

  it("needs the right in every environment, and names where it is missing", () => {
    expect(rightRefusal("approve", [manager("t1")], places)).toBe(
      "It needs your right over all of its environments. 1 of its environments are not in your scope.",
    );
    const mixed: Grant[] = [manager("t1"), { role: "plant_it", scope: { level: "tenant", tenantId: "t2" } }];
    expect(rightRefusal("approve", mixed, places)).toContain("not over Suwa staging. Your role (Plant IT)");
    expect(rightRefusal("approve", facts.grants, places)).toBeNull();
  });

  it("keeps authors from deciding on and starting what they wrote", () => {
    expect(dutyRefusal("approve", "me", ["me"])).toContain("someone else has to decide");
    expect(dutyRefusal("reject", "me", ["other", "me"])).toContain("You edited this train");
    expect(dutyRefusal("start", "me", ["me"])).toContain("someone else has to start");
    expect(dutyRefusal("halt", "me", ["me"])).toBeNull();
  });
});
