import type { ChangeState } from "../change/state";
import type { Gate } from "./gate";
import { isPolicyGate, WAIVER_LONGEST_DAYS } from "./waiver";

const DAY_MS = 24 * 3_600_000;

const UNDECIDED: readonly ChangeState[] = ["draft", "submitted", "in_review", "approved", "scheduled"];

/** Null while a gate can still stop a change: also one in progress, which asks them again before it goes on. */
export const waiverStateRefusal = (state: ChangeState): string | null =>
  state === "in_progress" || UNDECIDED.includes(state) ? null : "Nothing is left to be let pass.";

/** Null when a waiver of this gate may be asked for, until then; else the sentence that says why not. */
export function waiverAskRefusal(gate: Gate | undefined, expiresAt: Date, now: Date): string | null {
  if (gate === undefined) return "This change has no such gate.";
  if (!isPolicyGate(gate)) return `“${gate.title}” cannot be waived: it is no matter of opinion.`;
  if (gate.verdict !== "fail") return `“${gate.title}” does not stop it: there is nothing to waive.`;
  if (expiresAt <= now) return "A waiver ends in the future: choose a later end.";
  return expiresAt.getTime() - now.getTime() > WAIVER_LONGEST_DAYS * DAY_MS
    ? `A waiver stands for at most ${WAIVER_LONGEST_DAYS} days. Choose an earlier end.`
    : null;
}

type WaiverFacts = {
  over: boolean;
  /** What stands in the way now is more than what it was asked for. */
  outgrown: boolean;
  confirmed: boolean;
  askedById: string;
  personId: string;
  authorIds: readonly string[];
};

/** Null when the person may confirm: a second one, who wrote nothing of the change. */
export function waiverConfirmRefusal(facts: WaiverFacts): string | null {
  if (facts.over) return "This waiver is over.";
  if (facts.confirmed) return "It is confirmed already.";
  if (facts.outgrown)
    return "More stands in the way by now than when this was asked for: take it back and ask for a new one.";
  if (facts.askedById === facts.personId) return "You asked for this waiver: somebody else confirms it.";
  return facts.authorIds.includes(facts.personId)
    ? "You wrote this change: somebody else confirms its waivers."
    : null;
}

/** Null when the waiver can be taken back. */
export const waiverWithdrawRefusal = ({ over }: Pick<WaiverFacts, "over">): string | null =>
  over ? "This waiver is over." : null;
