import { expect, it } from "vitest";
import { compare, onto } from "./kept-draft";

const base = { region: "Hamburg", most: "4", drills: false };

it("finds the fields that both have set, and leaves those alone that only one has", () => {
  const typed = { ...base, region: "Bremen" };
  const stored = { ...base, region: "Kiel", most: "6" };
  expect(compare(base, typed, stored)).toEqual({ changed: ["region", "most"], clashing: ["region"] });
  expect(onto(base, typed, stored)).toEqual({ region: "Bremen", most: "6", drills: false });
});

it("takes the same value set twice for agreement", () => {
  const both = { ...base, most: "6" };
  expect(compare(base, both, both)).toEqual({ changed: [], clashing: [] });
});

it("follows what is stored where nothing is typed", () => {
  const stored = { region: "Kiel", most: "6", drills: true };
  expect(compare(base, base, stored).clashing).toEqual([]);
  expect(onto(base, base, stored)).toEqual(stored);
});
