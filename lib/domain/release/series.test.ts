import { expect, it } from "vitest";
import { modulesBeyond, seriesOf } from "./series";

const set = (modules: Record<string, string>) =>
  Object.entries(modules).map(([name, version]) => ({ name, version }));

it.each([
  ["what base says", { base: "19.0.1.3.0", old: "18.0.1.0.0", older: "18.0.2.0.0" }, "19.0"],
  ["what most say without base", { a: "18.0.1.0.0", b: "19.0.1.0.0", c: "19.0.2.0.0" }, "19.0"],
  ["the lower one among equals", { b: "19.0.1.0.0", a: "18.0.1.0.0" }, "18.0"],
  ["what most say when base's version names no series", { base: "1", a: "17.0.1.0.0" }, "17.0"],
  ["an interim series", { base: "18.4.1.0.0" }, "18.4"],
  ["nothing of versions that name none", { a: "1.0", b: "x", c: "" }, null],
  ["nothing of nothing", {}, null],
] as const)("the series of a set is %s", (_words, modules, series) => {
  expect(seriesOf(set(modules))).toBe(series);
});

it("modules beyond a set are named, whatever their versions", () => {
  const known = set({ base: "19.0.1.0.0", mrp: "19.0.1.0.0" });
  expect(modulesBeyond(known, set({ z: "1", base: "19.0.9.0.0", a: "1" }))).toEqual(["a", "z"]);
  expect(modulesBeyond(known, set({ mrp: "19.0.2.0.0" }))).toEqual([]);
  expect(modulesBeyond([], known)).toEqual(["base", "mrp"]);
});
