import { changedEntries, changedKeys, type ReleaseContent } from "./manifest";

/** A setting that differs; null where one of the two does not have it. */
export type SettingDifference = { key: string; from: string | null; to: string | null };
export type SettingDifferences = {
  /** Settings of the ERP itself. */
  configuration: readonly SettingDifference[];
  /** Of ingress, resources and the image's Python packages, as "ingress.proxy-read-timeout". */
  place: readonly SettingDifference[];
};

type Settings = Pick<ReleaseContent, "configuration" | "extras">;

/** What of the settings differs between two releases; of a place nobody told of, nothing is said. */
export const diffSettings = (from: Settings, to: Settings): SettingDifferences => ({
  configuration: differing(from.configuration, to.configuration, ""),
  place:
    from.extras === null || to.extras === null
      ? []
      : [
          ...differing(from.extras.ingress, to.extras.ingress, "ingress."),
          ...differing(from.extras.resources, to.extras.resources, "resources."),
          ...packages(from.extras.python, to.extras.python),
        ],
});

const differing = (
  from: Readonly<Record<string, string>>,
  to: Readonly<Record<string, string>>,
  prefix: string,
): readonly SettingDifference[] =>
  changedKeys(from, to).map((key) => ({
    key: `${prefix}${key}`,
    from: from[key] ?? null,
    to: to[key] ?? null,
  }));

/** Packages by name, so that another version of one is one line: "python.lxml" from 5.2 to 5.3. */
function packages(from: readonly string[], to: readonly string[]): readonly SettingDifference[] {
  const changed = changedEntries(from, to);
  const named = (entries: readonly string[]) =>
    Object.fromEntries(entries.filter((entry) => changed.includes(entry)).map(nameAndRest));
  return differing(named(from), named(to), "python.");
}

function nameAndRest(entry: string): [string, string] {
  const [name = entry] = /^[\w.-]+/.exec(entry) ?? [];
  return [name, entry.slice(name.length).replace(/^==/, "").trim() || "any"];
}
