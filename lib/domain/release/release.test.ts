import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diffModules, moduleUpdate, type ReleaseModule } from "./diff";
import { compareVersions } from "./version";

const module = (name: string, version: string, schemaChange = false): ReleaseModule => ({
  name,
  version,
  schemaChange,
});

describe("diffModules", () => {
  it("tells new, changed and removed modules by name, and leaves equal ones out", () => {
    const differences = diffModules(
      [module("mrp", "1.0"), module("sale", "1.0"), module("old", "1.0")],
      [module("mrp", "2.0", true), module("sale", "1.0"), module("label", "1.0")],
      [],
    );
    expect(differences).toEqual([
      { kind: "new", name: "label", from: null, to: "1.0", schemaChange: false },
      { kind: "changed", name: "mrp", from: "1.0", to: "2.0", schemaChange: true },
      { kind: "removed", name: "old", from: "1.0", to: null, schemaChange: false },
    ]);
    expect(moduleUpdate(differences)).toEqual({ install: ["label"], update: ["mrp"] });
  });

  const modules = fc.uniqueArray(
    fc.record({
      name: fc.constantFrom("a", "b", "c", "d", "e"),
      version: fc.constantFrom("1", "2"),
      schemaChange: fc.boolean(),
    }),
    { selector: ({ name }) => name },
  );

  it("is empty between equals and, applied, leads from one set to the other", () => {
    fc.assert(
      fc.property(modules, modules, (from, to) => {
        expect(diffModules(from, from, [])).toEqual([]);
        const result = new Map<string, string>(from.map(({ name, version }) => [name, version]));
        for (const { kind, name, to: version } of diffModules(from, to, [])) {
          if (kind === "removed") result.delete(name);
          else if (version !== null) result.set(name, version);
        }
        expect(result).toEqual(new Map(to.map(({ name, version }) => [name, version])));
      }),
    );
  });
});

describe("a release that skips versions", () => {
  const moves = (from: string | null, to: string, versions: readonly string[], flag = false) =>
    diffModules(
      from === null ? [] : [module("mrp", from)],
      [module("mrp", to, flag)],
      versions.map((version) => ({ name: "mrp", version })),
    )[0]?.schemaChange;

  it("moves the schema when a version between does, whichever release said so", () => {
    expect(moves("11.1", "11.3", ["11.2"])).toBe(true);
    expect(moves("11.1", "11.3", ["11.3"])).toBe(true);
    expect(moves("11.1", "11.3", ["11.1", "11.4", "10.9"])).toBe(false);
    expect(moves("11.9", "11.11", ["11.10"])).toBe(true);
    expect(moves("11.1", "11.3", [], true)).toBe(true);
  });

  it("counts every version up to it for a module that is new, and none of another module", () => {
    expect(moves(null, "11.3", ["11.2"])).toBe(true);
    expect(moves(null, "11.3", ["11.4"])).toBe(false);
    const others = diffModules([module("mrp", "1")], [module("mrp", "3")], [{ name: "sale", version: "2" }]);
    expect(others[0]?.schemaChange).toBe(false);
  });

  const version = fc.tuple(fc.nat(3), fc.nat(12)).map((parts) => parts.join("."));
  const moving = fc.array(version, { maxLength: 6 });

  it("is as harmful as its parts: one leap moves the schema exactly when one of the small ones would", () => {
    fc.assert(
      fc.property(version, version, version, moving, (one, two, three, versions) => {
        const [a = one, b = two, c = three] = [one, two, three].sort(compareVersions);
        const between = (from: string, to: string) => moves(from, to, versions) ?? false;
        expect(between(a, c)).toBe(between(a, b) || between(b, c));
      }),
    );
  });
});

describe("compareVersions", () => {
  it("orders number by number, not letter by letter", () => {
    expect(compareVersions("19.0.2.10.0", "19.0.2.9.0")).toBeGreaterThan(0);
    expect(compareVersions("19.0.1", "19.0.1.0")).toBe(0);
    expect(compareVersions("19.0.1.0.4", "19.0.1.1")).toBeLessThan(0);
  });
});
