import { expect, it } from "vitest";
import { saysAlready } from "./words";

it("finds a reason in a sentence whatever ends it and however it begins", () => {
  const told =
    "Rolled back to 2026.11.2: the update failed (exit 255) right after it began; nothing was lost.";
  expect(saysAlready(told, "The update failed (exit 255).")).toBe(true);
  expect(saysAlready(told, "the update failed (exit 1)")).toBe(false);
});
