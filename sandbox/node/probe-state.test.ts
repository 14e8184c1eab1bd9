import { describe, expect, it } from "vitest";
import { afterExit, noBackOff } from "@/sandbox/node/backoff";
import { initialProbeState, recordResult, timingOf } from "@/sandbox/node/probe-state";

describe("probe state", () => {
  const timing = timingOf({ failureThreshold: 3, successThreshold: 2 });

  it("starts alive, but neither started nor ready", () => {
    expect(initialProbeState("liveness").passing).toBe(true);
    expect(initialProbeState("readiness").passing).toBe(false);
    expect(initialProbeState("startup").passing).toBe(false);
  });

  it("changes only after enough equal results in a row", () => {
    let state = initialProbeState("readiness");
    const verdicts = [true, false, true, true, false, false, true, false, false, false].map((succeeded) => {
      const recorded = recordResult(state, succeeded, timing);
      state = recorded.state;
      return [recorded.verdict, state.passing];
    });
    expect(verdicts).toEqual([
      [undefined, false],
      [undefined, false],
      [undefined, false],
      ["pass", true],
      [undefined, true],
      [undefined, true],
      [undefined, true],
      [undefined, true],
      [undefined, true],
      ["fail", false],
    ]);
  });

  it("has Kubernetes' defaults", () => {
    expect(timingOf({})).toEqual({
      initialDelay: 0,
      period: 10_000,
      timeout: 1_000,
      successThreshold: 1,
      failureThreshold: 3,
    });
  });
});

describe("back-off", () => {
  it("restarts at once, then after 10 s doubling to five minutes", () => {
    let backOff = noBackOff;
    const delays = Array.from({ length: 8 }, () => {
      const step = afterExit(backOff, 100);
      backOff = step.next;
      return step.delayMilliseconds / 1000;
    });
    expect(delays).toEqual([0, 10, 20, 40, 80, 160, 300, 300]);
  });

  it("begins anew after ten good minutes", () => {
    expect(afterExit({ crashes: 5 }, 600_000)).toEqual({ next: { crashes: 1 }, delayMilliseconds: 0 });
  });
});
