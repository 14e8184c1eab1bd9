import { describe, expect, it } from "vitest";
import { leftServerAside } from "./leftovers";

const step = (name: string, state: string, result: unknown = null) => ({ name, state, result });
const removed = { removed: true };

describe("a server brought up aside", () => {
  it.each([
    ["none was asked for", [step("swap", "done")], false],
    ["it was never begun", [step("recover", "skipped")], false],
    ["it was removed", [step("recover", "done"), step("release_recovery", "done", removed)], false],
    ["going back removed it", [step("recover", "failed"), step("remove_recovery", "done", removed)], false],
    [
      "it came up, and the operation broke off",
      [step("recover", "done"), step("release_recovery", "skipped")],
      true,
    ],
    ["it did not come up, and nothing ran afterwards", [step("recover", "failed")], true],
    [
      "the cluster refused to remove it",
      [step("recover", "done"), step("release_recovery", "done", { removed: false })],
      true,
    ],
  ])("%s", (_what, steps, left) => {
    expect(leftServerAside(steps)).toBe(left);
  });
});
