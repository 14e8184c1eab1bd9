import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  afterTry,
  failuresNow,
  NEVER_TRIED,
  nextTryAt,
  OUTCOMES,
  type Outcome,
  RECENT,
  SETTLE_SECONDS,
  type WorkflowCourse,
  workflowState,
} from "./course";
import { tryObstacle } from "./obstacle";

const EVERY = { everyMinutes: 10 };
const START = Date.UTC(2026, 10, 21, 13);
const at = (seconds: number) => new Date(START + seconds * 1_000);

/** Tries one after the other, each when the course says. */
function course(outcomes: readonly Outcome[]): { course: WorkflowCourse; now: Date; waits: number[] } {
  let [state, now] = [NEVER_TRIED, at(0)];
  const waits: number[] = [];
  for (const outcome of outcomes) {
    const after = afterTry(state, { outcome, detail: outcome, at: now });
    const next = nextTryAt(state, after, EVERY, now);
    waits.push((next.getTime() - now.getTime()) / 1_000);
    [state, now] = [after, next];
  }
  return { course: state, now, waits };
}
const stateOf = (outcomes: readonly Outcome[]) => {
  const { course: state, now } = course(outcomes);
  return workflowState(failuresNow(state, EVERY.everyMinutes, now));
};

describe("a workflow's course", () => {
  it.each<[readonly Outcome[], string]>([
    [[], "unknown"],
    [["passed"], "good"],
    [["failed"], "unknown"],
    [["passed", "passed", "failed"], "good"],
    [["passed", "failed", "failed"], "warn"],
    [["failed", "failed", "failed"], "bad"],
    [["failed", "failed", "failed", "passed"], "warn"],
    [["failed", "failed", "failed", "passed", "passed"], "good"],
    [["passed", "unknown"], "unknown"],
    [["passed", "unknown", "passed"], "good"],
    [["passed", "skipped"], "unknown"],
    [["slow", "slow"], "warn"],
    [["slow", "passed", "passed"], "good"],
  ])("%j is %s", (outcomes, state) => {
    expect(stateOf(outcomes)).toBe(state);
  });

  it("proves a failure and an end soon, and then keeps to its turns", () => {
    const tries: Outcome[] = ["passed", "failed", "failed", "failed", "failed", "passed", "passed", "passed"];
    const soon = SETTLE_SECONDS;
    expect(course(tries).waits).toEqual([600, soon, soon, 120, 120, soon, soon, 600]);
    expect(course(["passed", "unknown", "unknown"]).waits).toEqual([600, soon, 600]);
  });

  it("names the first failure until three passes have followed", () => {
    const failed = course(["passed", "failed", "passed", "failed"]).course;
    expect(failed.failingSince).toEqual(at(600));
    expect(course(["passed", "failed", "passed", "passed", "passed"]).course.failingSince).toBeNull();
  });

  it("says nothing of now when its last try is long ago", () => {
    const { course: passed } = course(["passed"]);
    expect(workflowState(failuresNow(passed, 10, at(26 * 60)))).toBe("good");
    expect(workflowState(failuresNow(passed, 10, at(28 * 60)))).toBe("unknown");
  });

  it("whatever comes: never good after a silence, a refusal to try or three failures; never bad after one failure", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...OUTCOMES), { minLength: 1, maxLength: 12 }), (outcomes) => {
        const state = stateOf(outcomes);
        const last = outcomes.at(-1);
        if (last === "unknown" || last === "skipped") expect(state).toBe("unknown");
        const known = outcomes.filter((outcome) => outcome !== "unknown" && outcome !== "skipped");
        const failed = known.slice(-RECENT).filter((outcome) => outcome === "failed").length;
        if (failed === RECENT && last === "failed") expect(state).toBe("bad");
        if (state === "bad") expect(failed).toBe(RECENT);
        if (state === "good") expect(failed).toBeLessThan(2);
      }),
    );
  });
});

describe("what keeps a workflow from being tried", () => {
  const free = { released: true, operations: [], shiftFrom: null, timeZone: "Europe/Berlin" };
  const deploy = { kind: "deploy", state: "running", step: "migrate", startedAt: at(0) } as const;

  it("is nothing on a usual day, nor while new pods replace old ones beneath an open door", () => {
    expect(tryObstacle(free)).toBeNull();
    expect(tryObstacle({ ...free, operations: [{ ...deploy, strategy: "rolling" }] })).toBeNull();
  });

  it("is named: nothing runs, a closed door, a shift that has not begun", () => {
    expect(tryObstacle({ ...free, released: false })).toBe("nothing runs here yet.");
    expect(tryObstacle({ ...free, operations: [{ ...deploy, strategy: "recreate" }] })).toBe(
      "a deployment is under way that closes the door.",
    );
    expect(tryObstacle({ ...free, shiftFrom: new Date("2026-11-23T05:00:00Z") })).toContain("06:00");
  });
});
