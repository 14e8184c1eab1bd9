import { MOST_REST } from "./state";

type Keys = ReadonlyMap<string, Date>;

/** How keys are added to what an alert only counts, and taken away from it. */
export type Rest = {
  with(keys: Keys, key: string, since: Date): Keys;
  without(keys: Keys, key: string): Keys;
};

/**
 * For one batch of facts. What it was handed is copied once and never changed; its own copies are, for thousands of
 * keys copied with every fact would take minutes.
 */
export function restOf(): Rest {
  const own = new WeakMap<Keys, Map<string, Date>>();
  const draft = (keys: Keys): Map<string, Date> => {
    const known = own.get(keys) ?? new Map(keys);
    own.set(known, known);
    return known;
  };
  return {
    with: (keys, key, since) => (keys.size >= MOST_REST ? keys : draft(keys).set(key, since)),
    without(keys, key) {
      const left = draft(keys);
      left.delete(key);
      return left;
    },
  };
}
