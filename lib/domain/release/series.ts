type Module = { name: string; version: string };

/** Versions of Odoo's modules begin with the series they were made for: 19.0.1.4.2 is for 19.0. */
const SERIES = /^(\d{1,3}\.\d{1,2})\.\d+(\.\d+)*$/;

/**
 * The Odoo series (such as "19.0") of a set of modules: that of `base`, which every database has, else the one most of
 * them name. Null when none names any.
 */
export function seriesOf(modules: readonly Module[]): string | null {
  const base = modules.find(({ name }) => name === "base");
  const ofBase = base === undefined ? null : seriesIn(base.version);
  if (ofBase !== null) return ofBase;
  const counts = new Map<string, number>();
  for (const { version } of modules) {
    const series = seriesIn(version);
    if (series !== null) counts.set(series, (counts.get(series) ?? 0) + 1);
  }
  const [most] = [...counts].sort(([a, many], [b, few]) => few - many || (a < b ? -1 : 1));
  return most?.[0] ?? null;
}

const seriesIn = (version: string): string | null => SERIES.exec(version)?.[1] ?? null;

/** Modules of `set` that `known` lacks, by name and sorted; versions may differ. */
export function modulesBeyond(known: readonly Module[], set: readonly Module[]): readonly string[] {
  const names = new Set(known.map(({ name }) => name));
  return set
    .map(({ name }) => name)
    .filter((name) => !names.has(name))
    .sort();
}
