import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { gatherKeys } from "./gather-keys";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A server whose answers come after `ms`, and what it was asked when. */
function server(ms: number) {
  const asked: string[] = [];
  const ask = (key: readonly unknown[]) => {
    asked.push(`${Date.now() - began} ${key.join(" ")}`);
    return new Promise((resolve) => setTimeout(resolve, ms));
  };
  const began = Date.now();
  return { asked, gather: gatherKeys(ask) };
}

it("asks once for what a burst makes old, soon after its first event", async () => {
  const { asked, gather } = server(50);
  for (let event = 0; event < 10; event += 1) gather([["changes"], ["overview"]]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(asked).toEqual(["20 changes", "20 overview"]);
});

it("asks again after an answer for what became old meanwhile, never beside it", async () => {
  const { asked, gather } = server(300);
  gather([["changes"]]);
  for (let event = 0; event < 10; event += 1) {
    await vi.advanceTimersByTimeAsync(25);
    gather([["changes"]]);
  }
  await vi.advanceTimersByTimeAsync(5_000);
  expect(asked).toEqual(["20 changes", "340 changes"]);
});

it("does not wait for ever, and one that fails stops nothing", async () => {
  const asked: string[] = [];
  const gather = gatherKeys((key) => {
    asked.push(key.join(" "));
    return key[0] === "silent" ? new Promise(() => undefined) : Promise.reject(new Error("It fails."));
  });
  gather([["silent"], ["failing"]]);
  await vi.advanceTimersByTimeAsync(100);
  gather([["later"]]);
  await vi.advanceTimersByTimeAsync(4_000);
  expect(asked).toEqual(["silent", "failing"]);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(asked).toEqual(["silent", "failing", "later"]);
});
