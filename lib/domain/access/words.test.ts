import { expect, it } from "vitest";
import { ACTIONS } from "./actions";
import { actionWords } from "./words";

it("says what an action is as a person would", () => {
  expect(actionWords("change.approve")).toBe("approve changes");
  expect(actionWords("backup_policy.edit")).toBe("edit backup policies");
  expect(actionWords("operation.roll_back")).toBe("roll environments back");
});

it("shows nobody an internal name", () => {
  for (const action of ACTIONS) expect(actionWords(action)).toMatch(/^[a-z]+( [a-z]+)+$/);
});
