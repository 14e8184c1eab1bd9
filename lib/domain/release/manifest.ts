/**
 * What CI reads from a module of a release. It is an inventory, not a difference: what changed between two releases,
 * however many lie between, is found by comparing theirs.
 */
export type ModuleMetadata = {
  /** Models with their fields as "name:type", sorted by nobody in particular. */
  models: Readonly<Record<string, readonly string[]>>;
  /** Data files by path, with the SHA-256 of their content in hex. */
  dataFiles: Readonly<Record<string, string>>;
  /** ir.model.access.csv, record rules and groups, likewise. */
  securityFiles: Readonly<Record<string, string>>;
  /** Scheduled jobs by their XML id, with what they do and when, in words that differ when they do. */
  scheduledJobs: Readonly<Record<string, string>>;
  /** Hosts or addresses outside that it speaks to. */
  endpoints: readonly string[];
  /** Requirements of Python packages, such as "zeep==4.2.1". */
  python: readonly string[];
  /** It takes part in signing in. */
  authentication: boolean;
};

/** What the image asks of the place it runs in, and what else is in it. */
export type ReleaseExtras = {
  ingress: Readonly<Record<string, string>>;
  resources: Readonly<Record<string, string>>;
  /** Python packages of the image. */
  python: readonly string[];
};

/** A release as far as differences are looked for in it; null where nobody told. */
export type ReleaseContent = {
  /** Of the image: the same image holds the same, whether anybody told or not. */
  digest: string;
  modules: readonly { name: string; metadata: ModuleMetadata | null }[];
  configuration: Readonly<Record<string, string>>;
  extras: ReleaseExtras | null;
};

export const NO_METADATA: ModuleMetadata = {
  models: {},
  dataFiles: {},
  securityFiles: {},
  scheduledJobs: {},
  endpoints: [],
  python: [],
  authentication: false,
};

/** Keys that were added, removed or have another value, sorted. */
export function changedKeys(
  from: Readonly<Record<string, string>>,
  to: Readonly<Record<string, string>>,
): readonly string[] {
  const before = new Map(Object.entries(from));
  const after = new Map(Object.entries(to));
  const keys = new Set([...before.keys(), ...after.keys()]);
  return [...keys].filter((key) => before.get(key) !== after.get(key)).sort();
}

/** Entries that only one of the two lists holds, sorted. */
export function changedEntries(from: readonly string[], to: readonly string[]): readonly string[] {
  const [before, after] = [new Set(from), new Set(to)];
  const one = (entry: string) => !(before.has(entry) && after.has(entry));
  return [...new Set([...from, ...to])].filter(one).sort();
}

/** Models and fields that differ, as "model" or "model.field", sorted; a field whose type moved counts once. */
export function changedFields(
  from: ModuleMetadata["models"],
  to: ModuleMetadata["models"],
): readonly string[] {
  const [before, after] = [new Map(Object.entries(from)), new Map(Object.entries(to))];
  const names = [...new Set([...before.keys(), ...after.keys()])];
  const changed = names.flatMap((model) => {
    const [was, is] = [before.get(model), after.get(model)];
    if (was === undefined || is === undefined) return [model];
    return changedEntries(was, is).map((field) => `${model}.${field.split(":")[0] ?? field}`);
  });
  return [...new Set(changed)].sort();
}
