import { spokenSeconds } from "../operation/sentence";
import { counted } from "../shared/words";
import { type DrillScenario, measuresRpo } from "./scenario";
import type { DrillState } from "./state";

/** One question a drill asked of what came back. */
export type DrillCheck = { name: string; title: string; ok: boolean; detail: string };

export type ObjectiveSeconds = { rtoSeconds: number | null; rpoSeconds: number | null };
export type Measured = ObjectiveSeconds;

/** Of one measured value: kept, missed, nothing to hold it against, or chosen and so no measure of a promise. */
export type Kept = "kept" | "missed" | "unmeasured" | "not_promised" | "chosen";

export function keptOf(measured: number | null, promised: number | null): Kept {
  if (measured === null) return "unmeasured";
  if (promised === null) return "not_promised";
  return measured <= promised ? "kept" : "missed";
}

type Loss = { scenario: DrillScenario; rpoSeconds: number | null; rpoObjectiveSeconds: number | null };

/** Of what a drill lost: held against the promise only where nobody chose it. */
export const rpoKept = ({ scenario, rpoSeconds, rpoObjectiveSeconds }: Loss): Kept =>
  measuresRpo(scenario) ? keptOf(rpoSeconds, rpoObjectiveSeconds) : "chosen";

/** "RPO 20 s · promised 5 min", or of a loss that somebody chose what it is. */
export function lossWords({ scenario, rpoSeconds, rpoObjectiveSeconds }: Loss): string {
  if (measuresRpo(scenario)) return measuredWords("RPO", rpoSeconds, rpoObjectiveSeconds);
  return rpoSeconds === null
    ? "loss not measured"
    : `${spokenSeconds(rpoSeconds)} given up as chosen, no measure of the RPO`;
}

/** "RTO 41 s · promised 15 min", as every measured number is said. */
export function measuredWords(name: "RTO" | "RPO", measured: number | null, promised: number | null): string {
  const value = measured === null ? "not measured" : spokenSeconds(measured);
  return `${name} ${value} · ${promised === null ? "nothing promised" : `promised ${spokenSeconds(promised)}`}`;
}

export type DrillFacts = {
  scenario: DrillScenario;
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
    lossWords(lossOf(facts)),
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

const lossOf = ({ scenario, measured, promised }: DrillFacts): Loss => ({
  ...{ scenario, rpoSeconds: measured.rpoSeconds, rpoObjectiveSeconds: promised.rpoSeconds },
});

const missedOf = (facts: DrillFacts): ("RTO" | "RPO")[] => [
  ...(keptOf(facts.measured.rtoSeconds, facts.promised.rtoSeconds) === "missed" ? ["RTO" as const] : []),
  ...(rpoKept(lossOf(facts)) === "missed" ? ["RPO" as const] : []),
];

/** The finding of a tear-down that failed; it closes itself when a later try has removed everything. */
export const LEFT_BEHIND = "The drill's namespace, database or keys could not be removed.";

/** How a later try to remove what a drill left has ended, in one sentence. */
export const clearingSentence = (number: string, reason: string | null): string =>
  reason === null
    ? `Nothing of ${number} is left: namespace, database and keys are removed.`
    : `What ${number} made is still there: ${reason.trim().replace(/[.\s]+$/, "")}.`;

/** A finding the drill makes by itself. */
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
  for (const missed of missedOf(facts)) {
    const name = missed === "RTO" ? "rto" : "rpo";
    const [value, promise] = [measured[`${name}Seconds`], promised[`${name}Seconds`]];
    if (value === null || promise === null) continue;
    const what = name === "rto" ? "Recovery took" : "Data were lost for";
    findings.push({
      text: `${what} ${spokenSeconds(value)}; promised: ${spokenSeconds(promise)}.`,
      dueDays: LATER_DAYS,
    });
  }
  return findings;
}
