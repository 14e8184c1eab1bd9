import type { FactsDocument } from "./facts-schema";
import type { GateVerdict } from "./gate";
import { askWritten, type WrittenPolicy } from "./written-rules";

/** What was kept of one judgement: its facts, and the verdict of every gate; those of written rules are marked. */
export type Asked = {
  document: FactsDocument;
  verdicts: Readonly<Record<string, { verdict: GateVerdict; title: string; written: boolean }>>;
};

export type GateDifference = {
  id: string;
  title: string;
  before: GateVerdict | "absent";
  after: GateVerdict | "absent";
  /** What the new rule says; empty when there is none any more. */
  fact: string;
};
export type Difference = {
  before: "open" | "refused";
  after: "open" | "refused";
  gates: readonly GateDifference[];
};

/** How other rules would have judged the same facts; null when every verdict stays. Waived and owed count as let pass. */
export function differenceOf(policy: WrittenPolicy, { document, verdicts }: Asked): Difference | null {
  const now = new Map(askWritten(policy, document).map((gate) => [gate.id, gate]));
  const old = new Map(Object.entries(verdicts).filter(([, { written }]) => written));
  const gates = [...new Set([...old.keys(), ...now.keys()])].flatMap((id): GateDifference[] => {
    const [was, is] = [old.get(id), now.get(id)];
    const before = was?.verdict ?? "absent";
    const after = is === undefined ? "absent" : settled(is.verdict, before);
    if (before === after || (before === "absent" && after === "pass")) return [];
    if (before === "pass" && after === "absent") return [];
    return [{ id, title: is?.title ?? was?.title ?? id, before, after, fact: is?.fact ?? "" }];
  });
  if (gates.length === 0) return null;
  const law = Object.values(verdicts).some(({ written, verdict }) => !written && verdict === "fail");
  const refuses = (all: Iterable<{ verdict: string }>) =>
    law || [...all].some(({ verdict }) => verdict === "fail");
  const after = [...now.values()].map(({ id, verdict }) => ({
    verdict: settled(verdict, old.get(id)?.verdict ?? "absent"),
  }));
  return {
    before: refuses(old.values()) ? "refused" : "open",
    after: refuses(after) ? "refused" : "open",
    gates,
  };
}

/** What people let pass, or an emergency owed, they would have let pass again. */
const settled = (after: GateVerdict, before: GateVerdict | "absent"): GateVerdict =>
  after === "fail" && (before === "waived" || before === "owed") ? before : after;
