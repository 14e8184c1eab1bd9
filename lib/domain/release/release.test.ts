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
        expect(diffModules(from, from)).toEqual([]);
        const result = new Map<string, string>(from.map(({ name, version }) => [name, version]));
        for (const { kind, name, to: version } of diffModules(from, to)) {
          if (kind === "removed") result.delete(name);
          else if (version !== null) result.set(name, version);
        }
        expect(result).toEqual(new Map(to.map(({ name, version }) => [name, version])));
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
