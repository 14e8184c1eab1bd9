import type { Action } from "../access/actions";
import { decide, type Grant, type Scope } from "../access/decide";
import { DRILL_ABORT_EFFECT } from "../drill/plan";
import { VERIFY_ABORT_EFFECT } from "../recovery/backup-plan";
import { SCRATCH_ABORT_EFFECT, SCRATCH_REMOVAL_ABORT_EFFECT } from "../scratch/plan";
import { changesData, type OperationKind } from "./name";
import { ROLLBACK_ABORT_EFFECT } from "./rollback";
import { moveOperation, type OperationEvent, type OperationState, type StepPhase } from "./state";

export type OperationVerb = "pause" | "resume" | "abort";

/** An operation as far as a person's hand on it is concerned. */
export type ControlFacts = {
  kind: OperationKind;
  state: OperationState;
  phase: StepPhase;
  /** True when a step that changes the world has begun. */
  touched: boolean;
  previousRelease: string | null;
  /** True when a pruning has begun to remove backups: they are marked, and do not come back. */
  forgetting?: boolean;
  /** What going back does to the data where a checkpoint is planned: restores them, or no longer by itself. */
  data?: "checkpoint" | "reopened" | null;
};

/** What whoever brings data back may begin or ask for, and so may end. */
const DATA_KINDS: readonly OperationKind[] = [
  "backup",
  "verify",
  "restore",
  "undo_restore",
  "drill",
  "scratch",
  "clear_scratch",
];

export type AbortAction = "operation.abort" | "operation.abort_data";
/** The right that aborting an operation of this kind takes. */
export const abortAction = (kind: OperationKind): AbortAction =>
  DATA_KINDS.includes(kind) ? "operation.abort_data" : "operation.abort";

const actionOf = (verb: OperationVerb, kind: OperationKind): Action =>
  verb === "abort" ? abortAction(kind) : `operation.${verb}`;

const STATE_WORDS = {
  queued: "waits for a worker",
  running: "is running",
  parked: "is waiting",
  paused: "is paused",
  succeeded: "has succeeded",
  failed: "has failed",
  rolled_back: "was rolled back",
  cancelled: "was cancelled",
} as const satisfies Record<OperationState, string>;

/** The steps that have begun and change the world decide whether an abort has anything to take back. */
export const hasTouched = (
  steps: readonly { name: string; phase: StepPhase; state: string }[],
  touches: (name: string) => boolean,
): boolean =>
  steps.some(
    ({ name, phase, state }) =>
      phase === "forward" && state !== "pending" && state !== "skipped" && touches(name),
  );

/** The move a verb makes; an abort that touched something while waiting stays queued and makes none. */
export function eventOf(verb: OperationVerb, facts: ControlFacts): OperationEvent | null {
  if (verb !== "abort") return verb;
  if (!facts.touched) return "cancel";
  return facts.state === "queued" ? null : "turn_back";
}

/** Null when state and phase let the verb through, else the sentence that says why not. */
export function controlRefusal(verb: OperationVerb, facts: ControlFacts): string | null {
  const { state, phase } = facts;
  const event = eventOf(verb, facts);
  if (event !== null && !moveOperation(state, event).ok) {
    if (verb === "resume") return `Only a paused operation can be resumed; this one ${STATE_WORDS[state]}.`;
    const hint = verb === "pause" && state === "queued" ? " Abort it, or wait until it has begun." : "";
    return `An operation that ${STATE_WORDS[state]} cannot be ${verb === "pause" ? "paused" : "aborted"}.${hint}`;
  }
  if (phase === "rollback" && verb !== "resume") {
    return "It is going back already; that runs to its end, so that the environment does not stay between two releases.";
  }
  return null;
}

/** Whether `verb` is open to a person now, and if not, why: the right first, then the state. */
export function canControl(
  verb: OperationVerb,
  facts: ControlFacts & { grants: readonly Grant[]; scope: Scope },
): { allowed: boolean; reason: string | null } {
  const decision = decide(facts.grants, actionOf(verb, facts.kind), facts.scope);
  const reason = decision.allow ? controlRefusal(verb, facts) : decision.reason;
  return { allowed: reason === null, reason };
}

const REOPENED_ABORT_EFFECT =
  "People write into the changed database since the door opened, so nothing is put back by itself: the new release stays, and the environment needs a person's attention.";

/** Whether a plan with a checkpoint still restores it by itself: until the door has opened. */
export function dataOf(
  steps: readonly { name: string; state: string }[],
): NonNullable<ControlFacts["data"]> | null {
  if (!steps.some(({ name }) => name === "restore_data")) return null;
  return steps.some(({ name, state }) => name === "open" && state === "done") ? "reopened" : "checkpoint";
}

const DATA_ABORT_EFFECT =
  "Something was touched already: Holdfast puts the data from before back, runs the business checks on them and opens the door again. What was brought back is removed.";

const FORGETTING_ABORT_EFFECT =
  "Backups have begun to be forgotten: what is marked does not come back, and what the store still keeps of it goes with the next pruning. The environment stays as it is.";

/** What an abort would do now, said before it is done; null where it cannot be aborted. */
export function abortEffect(facts: ControlFacts): string | null {
  if (controlRefusal("abort", facts) !== null) return null;
  if (facts.forgetting === true) return FORGETTING_ABORT_EFFECT;
  if (facts.kind === "clear_scratch") return SCRATCH_REMOVAL_ABORT_EFFECT;
  if (!facts.touched) return "Nothing was touched yet: it ends here, and the environment stays as it is.";
  if (facts.kind === "rollback") return ROLLBACK_ABORT_EFFECT;
  if (facts.kind === "drill") return DRILL_ABORT_EFFECT;
  if (facts.kind === "verify") return VERIFY_ABORT_EFFECT;
  if (facts.kind === "scratch") return SCRATCH_ABORT_EFFECT;
  if (facts.kind === "restore_rollback")
    return `${DATA_ABORT_EFFECT} ${facts.previousRelease ?? "The release"} runs on.`;
  if (changesData(facts.kind)) return DATA_ABORT_EFFECT;
  if (facts.previousRelease === null) {
    return "There is no earlier release to go back to: what was applied stays, and the environment needs a person's attention.";
  }
  if (facts.data === "reopened") return REOPENED_ABORT_EFFECT;
  if (facts.data === "checkpoint")
    return `Something was touched already: Holdfast goes back to ${facts.previousRelease} by itself and, where the update has begun, restores the checkpoint first. Nobody wrote since, so nothing is lost.`;
  return `Something was touched already: Holdfast goes back to ${facts.previousRelease} by itself, runs the business checks on it, and ends the operation as rolled back. What a module update has written to the database stays.`;
}

const withoutStop = (text: string) => text.trim().replace(/[.\s]+$/, "");

/** Why an operation was aborted, as its failure says it. */
export const abortReason = (person: string, reason: string): string =>
  `aborted by ${person}: ${withoutStop(reason)}`;

/** How an operation ends that was aborted before it touched anything of the environment. */
export const abortedUntouched = (person: string, reason: string, forgetting = false): string =>
  forgetting
    ? `Aborted by ${person} while backups were being forgotten, the rest goes with the next pruning: ${withoutStop(reason)}.`
    : `Aborted by ${person} before anything was touched: ${withoutStop(reason)}.`;
