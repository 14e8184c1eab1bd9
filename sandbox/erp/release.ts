/** A module as a release ships it: Odoo's five-part version, prefixed with the series. */
export type ModuleVersion = { readonly name: string; readonly version: string };

/** What a release of the stand-in ERP gets wrong on purpose, for demonstrations and tests. */
export const FAULTS = [
  "work-orders",
  "large-work-orders",
  "crash-loop",
  "migration-fails",
  "order-confirm-errors",
  "slow",
  "memory-leak",
  "errors",
] as const;
export type Fault = (typeof FAULTS)[number];

/** What the node tells an ERP process about the image it was started from. */
export type Release = {
  readonly version: string;
  readonly modules: readonly ModuleVersion[];
  readonly fault: Fault | undefined;
};

/**
 * Compares dotted versions by number, part by part: negative when `left` is older.
 * A missing version (a module never installed) is older than every version.
 */
export function compareVersions(left: string | undefined, right: string | undefined): number {
  const a = (left ?? "").split(".").map(Number);
  const b = (right ?? "").split(".").map(Number);
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/**
 * Reads the release from the environment variable `SANDBOX_IMAGE` (JSON).
 * @throws Error naming the variable when it is missing or not of that shape.
 */
export function parseRelease(text: string | undefined): Release {
  if (text === undefined || text === "") {
    throw new Error("SANDBOX_IMAGE is not set: the stand-in ERP does not know which release it is.");
  }
  const value: unknown = JSON.parse(text);
  if (typeof value !== "object" || value === null || !("version" in value) || !("modules" in value)) {
    throw new Error('SANDBOX_IMAGE must be JSON like {"version":"2026.10.4","modules":[…]}.');
  }
  const { version, modules } = value;
  if (typeof version !== "string" || !isModuleList(modules)) {
    throw new Error("SANDBOX_IMAGE must hold a version and a list of modules with name and version.");
  }
  const fault = "fault" in value ? FAULTS.find((known) => known === value.fault) : undefined;
  return { version, modules, fault };
}

/** True for a list of `{ name, version }` with plain module names and dotted numeric versions. */
export function isModuleList(value: unknown): value is ModuleVersion[] {
  return (
    Array.isArray(value) &&
    value.length <= 500 &&
    value.every(
      (item: unknown) =>
        typeof item === "object" &&
        item !== null &&
        "name" in item &&
        "version" in item &&
        typeof item.name === "string" &&
        typeof item.version === "string" &&
        /^[a-z][a-z0-9_]{0,62}$/.test(item.name) &&
        /^\d+(\.\d+){1,5}$/.test(item.version),
    )
  );
}
