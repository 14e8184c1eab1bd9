import { compareVersions } from "./version";

export type ReleaseModule = { name: string; version: string; schemaChange: boolean };
/** A version of a module of which some known release says that it changes the database's schema. */
export type SchemaVersion = { name: string; version: string };
export type ModuleDifference = {
  kind: "new" | "changed" | "removed";
  name: string;
  from: string | null;
  to: string | null;
  /** True when this version, or one that is skipped on the way to it, changes the database's schema. */
  schemaChange: boolean;
};

/**
 * What differs between the modules that run and those of a release, by name. Unchanged modules are left out. A database
 * that is updated goes through every version between: `schemaVersions` names those that move the schema, whichever
 * release said so, so that a release which skips one is not taken for harmless.
 */
export function diffModules(
  running: readonly ReleaseModule[],
  wanted: readonly ReleaseModule[],
  schemaVersions: readonly SchemaVersion[],
): readonly ModuleDifference[] {
  const moving = versionsByName(schemaVersions);
  const before = new Map(running.map((module) => [module.name, module]));
  const after = new Map(wanted.map((module) => [module.name, module]));
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names.flatMap((name): ModuleDifference[] => {
    const from = before.get(name);
    const to = after.get(name);
    if (from === undefined && to !== undefined) {
      return [{ kind: "new", name, from: null, to: to.version, schemaChange: moves(null, to, moving) }];
    }
    if (from !== undefined && to === undefined) {
      return [{ kind: "removed", name, from: from.version, to: null, schemaChange: false }];
    }
    if (from === undefined || to === undefined || from.version === to.version) return [];
    const schemaChange = moves(from.version, to, moving);
    return [{ kind: "changed", name, from: from.version, to: to.version, schemaChange }];
  });
}

type VersionsByName = ReadonlyMap<string, readonly string[]>;

function versionsByName(versions: readonly SchemaVersion[]): VersionsByName {
  const byName = new Map<string, string[]>();
  for (const { name, version } of versions) {
    const known = byName.get(name);
    if (known === undefined) byName.set(name, [version]);
    else known.push(version);
  }
  return byName;
}

/** Itself, or by a version above `from` and up to the wanted one; from nothing every version up to it counts. */
const moves = (from: string | null, to: ReleaseModule, moving: VersionsByName): boolean =>
  to.schemaChange ||
  (moving.get(to.name) ?? []).some(
    (version) =>
      compareVersions(version, to.version) <= 0 && (from === null || compareVersions(version, from) > 0),
  );

/** Modules the ERP must install and update to get from one set to the other. Removed modules stay installed. */
export function moduleUpdate(differences: readonly ModuleDifference[]): {
  install: string[];
  update: string[];
} {
  return {
    install: differences.filter(({ kind }) => kind === "new").map(({ name }) => name),
    update: differences.filter(({ kind }) => kind === "changed").map(({ name }) => name),
  };
}
