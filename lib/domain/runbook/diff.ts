import type { RunbookContent, RunbookStep } from "./content";

export const STEP_CHANGES = ["added", "removed", "changed", "moved", "same"] as const;

/** One step of a comparison, in the order of the newer text; what is gone stands where it stood. */
export type StepDifference = {
  kind: (typeof STEP_CHANGES)[number];
  key: string;
  before: RunbookStep | null;
  after: RunbookStep | null;
};

/** What a newer text of a runbook does differently, step by step. */
export function diffSteps(
  before: readonly RunbookStep[],
  after: readonly RunbookStep[],
): readonly StepDifference[] {
  const old = new Map(before.map((step) => [step.key, step]));
  const kept = new Set(after.map(({ key }) => key));
  const stayed = inOrder(
    before.filter(({ key }) => kept.has(key)).map(({ key }) => key),
    after.map(({ key }) => key).filter((key) => old.has(key)),
  );
  const differences = after.map((step): StepDifference => {
    const earlier = old.get(step.key) ?? null;
    const kind =
      earlier === null ? "added" : !same(earlier, step) ? "changed" : stayed.has(step.key) ? "same" : "moved";
    return { kind, key: step.key, before: earlier, after: step };
  });
  return before.reduce<StepDifference[]>((list, step, index) => {
    if (kept.has(step.key)) return list;
    const gone: StepDifference = { kind: "removed", key: step.key, before: step, after: null };
    const anchor = before.slice(0, index).findLast(({ key }) => list.some((each) => each.key === key));
    const at = anchor === undefined ? 0 : list.findIndex(({ key }) => key === anchor.key) + 1;
    return list.toSpliced(at, 0, gone);
  }, differences);
}

/** True when a text says the same as another: a new version of it would be none. */
export const sameContent = (one: RunbookContent, other: RunbookContent): boolean =>
  canonical(one) === canonical(other);

const same = (one: RunbookStep, other: RunbookStep): boolean =>
  one.title === other.title &&
  one.text === other.text &&
  one.who === other.who &&
  one.role === other.role &&
  one.drillStep === other.drillStep;

/** Independent of the order in which keys were written, as a stored JSON gives them back. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === "object" && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

/** The longest run of keys that both lists have in the same order: everything else was moved. */
function inOrder(one: readonly string[], other: readonly string[]): ReadonlySet<string> {
  const place = new Map(one.map((key, index) => [key, index]));
  const lengths: { key: string; index: number; length: number; previous: number }[] = [];
  other.forEach((key) => {
    const index = place.get(key) ?? -1;
    const best = lengths.reduce(
      (found, each, at) => (each.index < index && each.length > (lengths[found]?.length ?? 0) ? at : found),
      -1,
    );
    lengths.push({ key, index, length: (lengths[best]?.length ?? 0) + 1, previous: best });
  });
  let at = lengths.reduce(
    (found, each, index) => (each.length > (lengths[found]?.length ?? 0) ? index : found),
    -1,
  );
  const keys = new Set<string>();
  for (let entry = lengths[at]; entry !== undefined; entry = lengths[at]) {
    keys.add(entry.key);
    at = entry.previous;
  }
  return keys;
}
