import { expect, it } from "vitest";
import { fleetSentence } from "./fleet";

const calm = { decisions: 0, running: 0, bad: 0, warning: 0, unknown: 0, environments: 9 };

it("says what waits, how the fleet is and what runs, as a person would", () => {
  expect(fleetSentence(calm)).toBe("Nothing waits for you. All 9 environments are well.");
  expect(fleetSentence({ ...calm, decisions: 1, bad: 1, warning: 2, running: 1 })).toBe(
    "One thing waits for you. One environment is bad, two environments warn. One operation runs.",
  );
  expect(fleetSentence({ ...calm, environments: 0 })).toBe(
    "Nothing waits for you. No environment is in your scope yet.",
  );
});

it("never calls a fleet well of which something is unknown", () => {
  expect(fleetSentence({ ...calm, unknown: 3 })).toContain("Three environments are unknown.");
});
