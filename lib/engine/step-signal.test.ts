import { getEventListeners } from "node:events";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { stepSignal } from "./step-signal";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
afterEach(() => void vi.useRealTimers());

describe("the signal of one step", () => {
  it("aborts at the limit, and says that it was the limit", () => {
    const limit = stepSignal(1_000, []);
    vi.advanceTimersByTime(999);
    expect({ aborted: limit.signal.aborted, reached: limit.reached() }).toEqual({
      aborted: false,
      reached: false,
    });
    vi.advanceTimersByTime(1);
    expect({ aborted: limit.signal.aborted, reached: limit.reached() }).toEqual({
      aborted: true,
      reached: true,
    });
    expect(limit.signal.reason).toMatchObject({ name: "TimeoutError" });
  });

  it("aborts with another's reason, also when that has aborted before", () => {
    const [lost, stop] = [new AbortController(), new AbortController()];
    const limit = stepSignal(1_000, [lost.signal, stop.signal]);
    stop.abort("stopping");
    expect(limit.signal.reason).toBe("stopping");
    expect(limit.reached()).toBe(false);
    expect(stepSignal(1_000, [lost.signal, stop.signal]).signal.reason).toBe("stopping");
  });

  it("does not end at once when its limit is longer than a timer can wait", () => {
    const limit = stepSignal(60 * 24 * 3_600_000, []);
    vi.advanceTimersByTime(24 * 3_600_000);
    expect(limit.signal.aborted).toBe(false);
    limit.clear();
  });

  it("leaves no timer and no listener behind", () => {
    const lost = new AbortController();
    const limit = stepSignal(1_000, [lost.signal]);
    expect([vi.getTimerCount(), getEventListeners(lost.signal, "abort").length]).toEqual([1, 1]);
    limit.clear();
    expect([vi.getTimerCount(), getEventListeners(lost.signal, "abort").length]).toEqual([0, 0]);
  });
});
