import { describe, expect, it } from "vitest";
import { createStatementNames } from "./prepared";

const used = (nameOf: (text: string) => string, text: string, times: number) =>
  Array.from({ length: times }, () => nameOf(text)).at(-1);

describe("names of statements", () => {
  it("are given to what is used often, the same one each time", () => {
    const nameOf = createStatementNames();
    expect(used(nameOf, "SELECT 1", 4)).toBe("");
    const name = nameOf("SELECT 1");
    expect(name).not.toBe("");
    expect(nameOf("SELECT 1")).toBe(name);
    expect(used(nameOf, "SELECT 2", 9)).not.toBe(name);
  });

  it("are not given to texts that never come again, however many there are", () => {
    const nameOf = createStatementNames();
    for (let round = 0; round < 5; round += 1)
      for (let index = 0; index < 5_000; index += 1) expect(nameOf(`SELECT ${index}`)).toBe("");
  });

  it("are given to so many that a connection can keep their plans", () => {
    const nameOf = createStatementNames();
    const names = Array.from({ length: 400 }, (_, index) => used(nameOf, `SELECT ${index}`, 6));
    expect(new Set(names.filter((name) => name !== "")).size).toBe(300);
  });
});
