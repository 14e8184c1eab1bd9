import { describe, expect, it } from "vitest";
import type { RunningOperation } from "../alert/silence";
import { endedByContention } from "../health/business-check";
import { givesWay } from "./give-way";

const at = (step: string | null, more: Partial<RunningOperation> = {}): RunningOperation => ({
  ...{ kind: "deploy", strategy: "rolling", state: "running", startedAt: new Date(0), step },
  ...more,
});

describe("a try gives way", () => {
  it.each([
    ["to the checks of a deployment", at("smoke"), true],
    ["to those on a canary", at("canary_smoke"), true],
    ["to new pods, also while they are waited for", at("rollout", { state: "parked" }), true],
    ["to going back", at("restore_smoke"), true],
    ["to a rollback's checks", at("smoke", { kind: "rollback", strategy: null }), true],
    ["to the last look of the watching", at("observe"), true],
    ["not while it is only watched", at("observe", { state: "parked" }), false],
    ["not to what looks before acting", at("preflight"), false],
    ["not to what is paused", at("smoke", { state: "paused" }), false],
    ["not to what has not begun", at(null, { state: "queued" }), false],
    ["not to a drill, which has its own ERP", at("drill_smoke", { kind: "drill" }), false],
  ])("%s", (_, operation, waits) => {
    const why = "a deployment is under way that changes the ERP or checks it itself.";
    expect(givesWay([at("gates"), operation])).toBe(
      waits ? why.replace("deployment", operation.kind === "rollback" ? "rollback" : "deployment") : null,
    );
  });
});

it("what the database ended because two were in each other's way is told from what does not work", () => {
  const ended = [
    "DeadlockDetected: deadlock detected",
    "SerializationFailure: could not serialize access due to concurrent update",
    "psycopg2.errors.LockNotAvailable: canceling statement due to lock timeout",
    "The ERP refuses object.execute_kw: deadlock detected",
  ];
  expect(ended.map(endedByContention)).toEqual(ended.map(() => true));
  const broken = [
    "UserError: Nothing to produce.",
    "QueryCanceled: canceling statement due to statement timeout",
  ];
  expect([...broken, ""].map(endedByContention)).toEqual([false, false, false]);
});
