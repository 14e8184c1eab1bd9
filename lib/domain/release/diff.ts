export type ReleaseModule = { name: string; version: string; schemaChange: boolean };
export type ModuleDifference = {
  kind: "new" | "changed" | "removed";
  name: string;
  from: string | null;
  to: string | null;
  /** True when the module says that this version changes the database's schema. */
  schemaChange: boolean;
};

/** What differs between the modules that run and those of a release, by name. Unchanged modules are left out. */
export function diffModules(
  running: readonly ReleaseModule[],
  wanted: readonly ReleaseModule[],
): readonly ModuleDifference[] {
  const before = new Map(running.map((module) => [module.name, module]));
  const after = new Map(wanted.map((module) => [module.name, module]));
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names.flatMap((name): ModuleDifference[] => {
    const from = before.get(name);
    const to = after.get(name);
    if (from === undefined && to !== undefined) {
      return [{ kind: "new", name, from: null, to: to.version, schemaChange: to.schemaChange }];
    }
    if (from !== undefined && to === undefined) {
      return [{ kind: "removed", name, from: from.version, to: null, schemaChange: false }];
    }
    if (from === undefined || to === undefined || from.version === to.version) return [];
    return [{ kind: "changed", name, from: from.version, to: to.version, schemaChange: to.schemaChange }];
  });
}

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
