import { describe, expect, it } from "vitest";
import { leftCopyErp, leftServerAside } from "./leftovers";

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

it.each([
  ["none was started", [step("read_back", "done"), step("start_erp", "skipped")], false],
  ["it was removed", [step("start_erp", "done"), step("remove_copy", "done")], false],
  ["going back removed it", [step("start_erp", "failed"), step("remove_left", "done")], false],
  [
    "neither could",
    [step("start_erp", "done"), step("remove_copy", "failed"), step("remove_left", "failed")],
    true,
  ],
])("an ERP on a copy is left: %s", (_why, steps, left) => {
  expect(leftCopyErp(steps)).toBe(left);
});
