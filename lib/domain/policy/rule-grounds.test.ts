import { describe, expect, it } from "vitest";
import { CONFLICT_KINDS } from "../change/conflicts";
import { FACTS_SCHEMA, type FactsDocument } from "./facts-schema";
import { groundsOfRule } from "./rule-grounds";
import { stillCovers } from "./waiver";

const NONE = {
  ...{ sameEnvironment: 0, sameCluster: 0, sameDatabase: 0, samePeople: 0, overlappingRings: 0 },
  ...{ dependentIntegration: 0, sentences: [] as readonly string[] },
};
const HISTORY = { similar: 4, failed: 1, failurePercent: 14, recentFailures: 0 };

/** Whether a waiver asked for over the first facts covers the second. */
function covers(
  when: string,
  seen: Partial<Pick<FactsDocument, "conflicts" | "history">>,
  now: Partial<Pick<FactsDocument, "conflicts" | "history">>,
): boolean {
  const grounds = (facts: typeof seen) => [
    ...groundsOfRule(when)({ conflicts: NONE, history: HISTORY, ...facts } as FactsDocument),
  ];
  const gate = { id: "rule", title: "Rule", verdict: "fail" as const, fact: "So.", remedy: "Mend." };
  return stillCovers({ grounds: grounds(seen) }, { ...gate, grounds: grounds(now) });
}

const open = (...numbers: string[]) => ({
  conflicts: {
    ...{ ...NONE, sameEnvironment: numbers.length },
    sentences: numbers.map((number) => `${number} is open for this environment too.`),
  },
});
const stranger = "A change of another tenant is to run on ham-1 at that time.";
const beside = (count: number) => ({
  conflicts: { ...NONE, sameCluster: count, sentences: Array.from({ length: count }, () => stranger) },
});

describe("grounds of a written rule that reads a number of troubles", () => {
  const WHEN = "conflicts.sameEnvironment + conflicts.sameCluster > 0";
  it("cover the same and fewer of them, no other one in their place and no one more", () => {
    const seen = open("CHG-2411", "CHG-2413");
    expect(covers(WHEN, seen, seen)).toBe(true);
    expect(covers(WHEN, seen, open("CHG-2413"))).toBe(true);
    expect(covers(WHEN, seen, open("CHG-2413", "CHG-2411"))).toBe(true);
    expect(covers(WHEN, seen, open("CHG-2411", "CHG-2413", "CHG-2420"))).toBe(false);
    expect(covers(WHEN, open("CHG-2411"), open("CHG-2420"))).toBe(false);
  });
  it("tell one more apart from as many where no names are told", () => {
    expect(covers(WHEN, beside(2), beside(1))).toBe(true);
    expect(covers(WHEN, beside(1), beside(2))).toBe(false);
    const failures = (recentFailures: number) => ({ history: { ...HISTORY, recentFailures } });
    expect(covers("history.recentFailures > 0", failures(2), failures(1))).toBe(true);
    expect(covers("history.recentFailures > 0", failures(2), failures(3))).toBe(false);
  });
  it("leave out what the rule does not read", () => {
    const more = { conflicts: { ...NONE, sameEnvironment: 1, sameCluster: 1 } };
    const sentences = ["CHG-2411 is open for this environment too.", stranger];
    const both = { conflicts: { ...more.conflicts, sentences } };
    expect(covers("conflicts.sameEnvironment > 0", open("CHG-2411"), both)).toBe(true);
    expect(covers("conflicts.sameCluster > 0", beside(1), both)).toBe(true);
    expect(covers(WHEN, open("CHG-2411"), both)).toBe(false);
  });
  it("find the names by the order in which conflicts are listed", () => {
    const declared = Object.keys(FACTS_SCHEMA.conflicts).filter((field) => field !== "sentences");
    const camel = (kind: string) => kind.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
    expect(declared).toEqual(CONFLICT_KINDS.map(camel));
  });
});
