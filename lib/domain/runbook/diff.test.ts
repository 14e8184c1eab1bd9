import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RunbookStep } from "./content";
import { diffSteps, sameContent } from "./diff";

const step = (key: string, text = ""): RunbookStep => ({
  ...{ key, title: key, text, role: "Support", drillStep: null },
  who: "person",
});
const told = (before: string[], after: string[]) =>
  diffSteps(
    before.map((key) => step(key)),
    after.map((key) => step(key)),
  ).map(({ kind, key }) => `${kind} ${key}`);

describe("what a newer text does differently", () => {
  it("names what is new, gone, changed, moved and the same, in the order of the newer text", () => {
    expect(told(["a", "b", "c"], ["a", "x", "c"])).toEqual(["same a", "removed b", "added x", "same c"]);
    expect(told(["a", "b", "c"], ["c", "a", "b"])).toEqual(["moved c", "same a", "same b"]);
    expect(told([], ["a"])).toEqual(["added a"]);
    expect(told(["a", "b"], [])).toEqual(["removed a", "removed b"]);
    const [changed] = diffSteps([step("a", "old")], [step("a", "new")]);
    expect(changed).toMatchObject({ kind: "changed", before: { text: "old" }, after: { text: "new" } });
  });

  it("forgets no step and invents none, whatever the two texts are", () => {
    const keys = fc.uniqueArray(fc.constantFrom(..."abcdefgh"), { maxLength: 8 });
    fc.assert(
      fc.property(keys, keys, (before, after) => {
        const found = diffSteps(
          before.map((key) => step(key)),
          after.map((key) => step(key)),
        );
        expect(found.filter((each) => each.after !== null).map(({ key }) => key)).toEqual(after);
        const gone = found.filter(({ kind }) => kind === "removed").map(({ key }) => key);
        expect(gone.toSorted()).toEqual(before.filter((key) => !after.includes(key)).sort());
        for (const { kind, key } of found) {
          expect(kind === "added", key).toBe(!before.includes(key));
          expect(kind === "changed").toBe(false);
        }
      }),
    );
  });

  it("calls nothing moved while the order is the same", () => {
    expect(told(["a", "b", "c", "d"], ["b", "d"]).filter((each) => each.startsWith("moved"))).toEqual([]);
  });
});

it("two texts are the same whatever the order their parts were written in", () => {
  const one = { authority: "x", steps: [step("a")], escalation: [], messages: [] };
  const other = { messages: [], escalation: [], steps: [{ ...step("a") }], authority: "x" };
  expect(sameContent(one, other)).toBe(true);
  expect(sameContent(one, { ...other, authority: "y" })).toBe(false);
  expect(sameContent(one, { ...other, steps: [step("a", "z")] })).toBe(false);
});
