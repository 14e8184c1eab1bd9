import { expect, it } from "vitest";
import { unstorableAt } from "./storable";

it("finds what cannot be stored, and where", () => {
  expect(unstorableAt({ a: ["fine", { b: "too 😀" }], c: 1, d: null })).toBeNull();
  expect(unstorableAt({ a: ["fine", { b: "x\u0000" }] })).toBe("a.1.b");
  expect(unstorableAt({ title: "\ud800" })).toBe("title");
  expect(unstorableAt({ deep: { ["k\u0000"]: 1 } })).toBe("deep");
});

it("does not fall over a value that is nested very deeply", () => {
  let value: unknown = "x\u0000";
  for (let depth = 0; depth < 50_000; depth += 1) value = [value];
  expect(unstorableAt(value)).not.toBeNull();
});
