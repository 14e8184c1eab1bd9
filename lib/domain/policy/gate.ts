/** When a gate is asked: what only warns while one drafts may refuse when one starts. */
export type GateMoment = "draft" | "approve" | "start" | "resume";
/** `waived`: two people let it pass for a while. `owed`: an emergency goes on without it and pays for it later. */
export const GATE_VERDICTS = ["pass", "warn", "waived", "owed", "fail"] as const;
export type GateVerdict = (typeof GATE_VERDICTS)[number];
export type Gate = {
  id: string;
  title: string;
  verdict: GateVerdict;
  fact: string;
  remedy: string | null;
  /** Whether people may let it pass, where the list of built-in gates does not say so. */
  waivable?: boolean;
  /** Where the remedy is done, when there is such a place. */
  mend?: GateMend;
  /**
   * What exactly stands in the way, worded the same however often it is asked: time that only passes changes none of
   * them. A waiver covers these and nothing that comes up later, so a gate that can be waived names them all.
   */
  grounds?: readonly string[];
};

/** What mends a gate: a drill to start or to watch, a tenant's objectives to set, an emergency's debt to settle. */
export const GATE_MENDS = ["start_drill", "watch_drill", "set_objectives", "settle_debt"] as const;
export type GateMend = { action: (typeof GATE_MENDS)[number]; id: string };

/** Before something runs: a fact that can still change only warns while one drafts or approves. */
export const strictAtStart = ({ moment }: { moment: GateMoment }): GateVerdict =>
  moment === "start" || moment === "resume" ? "fail" : "warn";

export const passes = (gates: readonly Gate[]): boolean => gates.every(({ verdict }) => verdict !== "fail");

/** Null when they let it through; of one gate that fails the fact is said, of several their names. */
export function gatesRefusal(gates: readonly Gate[]): string | null {
  const failing = gates.filter(({ verdict }) => verdict === "fail");
  const [first, second] = failing;
  if (first === undefined) return null;
  if (second === undefined) return `One gate stops it, “${first.title}”: ${first.fact}`;
  return `${failing.length} gates stop it: ${failing.map(({ title }) => `“${title}”`).join(", ")}.`;
}
