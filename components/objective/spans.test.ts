import { expect, it } from "vitest";
import { spanDraft, spanSeconds } from "./spans";

it.each([
  [900, "15", "minutes"],
  [86_400, "1", "days"],
  [90, "90", "seconds"],
  [7_200, "2", "hours"],
  [5_400, "90", "minutes"],
  [1, "1", "seconds"],
] as const)("%d s are %s %s, and back", (seconds, count, unit) => {
  expect(spanDraft(seconds)).toEqual({ count, unit });
  expect(spanSeconds({ count, unit })).toBe(seconds);
});

it.each(["", "0", "-1", "1.5", "x", "99999999"])("“%s” is no span", (count) => {
  expect(spanSeconds({ count, unit: "minutes" })).toBeNull();
});
