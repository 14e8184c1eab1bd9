import { spokenSeconds } from "../operation/sentence";
import { counted } from "../shared/words";
import type { DrillState } from "./state";

/** One question a drill asked of what came back. */
export type DrillCheck = { name: string; title: string; ok: boolean; detail: string };

export type ObjectiveSeconds = { rtoSeconds: number | null; rpoSeconds: number | null };
export type Measured = ObjectiveSeconds;

/** Of one measured value: kept, missed, or nothing to hold it against. */
export type Kept = "kept" | "missed" | "unmeasured" | "not_promised";

export function keptOf(measured: number | null, promised: number | null): Kept {
  if (measured === null) return "unmeasured";
  if (promised === null) return "not_promised";
  return measured <= promised ? "kept" : "missed";
}

/** "RTO 41 s · promised 15 min", as every measured number is said. */
export function measuredWords(name: "RTO" | "RPO", measured: number | null, promised: number | null): string {
  const value = measured === null ? "not measured" : spokenSeconds(measured);
  return `${name} ${value} · ${promised === null ? "nothing promised" : `promised ${spokenSeconds(promised)}`}`;
}

export type DrillFacts = {
  state: Exclude<DrillState, "running">;
  measured: Measured;
  promised: ObjectiveSeconds;
  checks: readonly DrillCheck[];
  tornDown: boolean | null;
  /** What ended it, for one that did not pass. */
  reason: string | null;
};

/** What a drill showed, in one sentence. */
export function drillSentence(facts: DrillFacts): string {
  const { state, measured, promised } = facts;
  const left = facts.tornDown === false ? " What it made is still there: a person removes it." : "";
  const reason = facts.reason?.trim().replace(/[.\s]+$/, "") ?? "no reason was recorded";
  if (state === "cancelled") return `Ended without a verdict: ${reason}.${left}`;
  const numbers = [
    measuredWords("RTO", measured.rtoSeconds, promised.rtoSeconds),
    measuredWords("RPO", measured.rpoSeconds, promised.rpoSeconds),
  ].join("; ");
  if (state === "failed") {
    const known = measured.rtoSeconds === null ? "" : ` ${numbers}.`;
    return `Failed: ${reason}.${known}${left}`;
  }
  const missed = missedOf(facts);
  const verdict =
    missed.length === 0
      ? "Recovered"
      : `Recovered, but the promised ${missed.join(" and ")} ${missed.length === 1 ? "was" : "were"} missed`;
  return `${verdict}: ${numbers}; ${counted(facts.checks.length, "check")} passed.`;
}

const missedOf = ({ measured, promised }: DrillFacts): string[] => [
  ...(keptOf(measured.rtoSeconds, promised.rtoSeconds) === "missed" ? ["RTO"] : []),
  ...(keptOf(measured.rpoSeconds, promised.rpoSeconds) === "missed" ? ["RPO"] : []),
];

/** The finding of a tear-down that failed; it closes itself when a later try has removed everything. */
export const LEFT_BEHIND = "The drill's namespace, database or keys could not be removed.";

/** How a later try to remove what a drill left has ended, in one sentence. */
export const clearingSentence = (number: string, reason: string | null): string =>
  reason === null
    ? `Nothing of ${number} is left: namespace, database and keys are removed.`
    : `What ${number} made is still there: ${reason.trim().replace(/[.\s]+$/, "")}.`;

/** A finding the drill makes by itself; who mends it is chosen by a person. */
export type AutomaticFinding = { text: string; dueDays: number };
const SOON_DAYS = 7;
const LATER_DAYS = 30;

/** What a drill that has ended shows to be wrong. One that a person ended shows nothing, but for what it left. */
export function automaticFindings(facts: DrillFacts): readonly AutomaticFinding[] {
  const { state, measured, promised, checks, tornDown } = facts;
  const findings: AutomaticFinding[] = [];
  if (tornDown === false)
    findings.push({
      text: LEFT_BEHIND,
      dueDays: SOON_DAYS,
    });
  if (state === "cancelled") return findings;
  const failing = checks.filter(({ ok }) => !ok);
  for (const { title, detail } of failing.slice(0, 10))
    findings.push({ text: `${title}: ${detail}`, dueDays: SOON_DAYS });
  if (state === "failed" && failing.length === 0 && facts.reason !== null)
    findings.push({ text: `The drill did not come to its end: ${facts.reason}`, dueDays: SOON_DAYS });
  for (const name of ["rto", "rpo"] as const) {
    const [value, promise] = [measured[`${name}Seconds`], promised[`${name}Seconds`]];
    if (value === null || promise === null || keptOf(value, promise) !== "missed") continue;
    const what = name === "rto" ? "Recovery took" : "Data were lost for";
    findings.push({
      text: `${what} ${spokenSeconds(value)}; promised: ${spokenSeconds(promise)}.`,
      dueDays: LATER_DAYS,
    });
  }
  return findings;
}
