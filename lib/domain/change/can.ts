import type { Action } from "../access/actions";
import { decide, type Grant, type Scope } from "../access/decide";
import { type Gate, gatesRefusal } from "../policy/gate";
import { CHANGE_STATE_NAMES, type ChangeEvent, type ChangeState, moveChange } from "./state";

export const CHANGE_VERBS = [
  "edit",
  "submit",
  "approve",
  "reject",
  "revise",
  "schedule",
  "unschedule",
  "start",
  "cancel",
] as const;
export type ChangeVerb = (typeof CHANGE_VERBS)[number];
export type Can = { allowed: boolean; reason: string | null };

export type CanFacts = {
  grants: readonly Grant[];
  scope: Scope;
  personId: string;
  /** Everyone who wrote the content: who asked for the change and who edited it. */
  authorIds: readonly string[];
  state: ChangeState;
  gates: readonly Gate[];
  /** The train it is a car of, as people say its number; null when it stands alone. */
  train: string | null;
  /** Why this person cannot give the approval that is open; null when they can. */
  approval: string | null;
  /** Why the approvals that stand do not let it start; null when they do. */
  approved: string | null;
};

const VERB_ACTIONS = {
  edit: "change.edit",
  submit: "change.submit",
  approve: "change.approve",
  reject: "change.reject",
  revise: "change.revise",
  schedule: "change.schedule",
  unschedule: "change.unschedule",
  start: "change.start",
  cancel: "change.cancel",
} as const satisfies Record<ChangeVerb, Action>;

/** The moves a verb makes, in order. Deciding takes a submitted change into review first. */
export function movesOf(verb: ChangeVerb, state: ChangeState): readonly ChangeEvent[] {
  switch (verb) {
    case "edit":
      return [];
    case "approve":
    case "reject":
      return state === "submitted" ? ["start_review", verb] : [verb];
    // What is scheduled already gets another time, and moves nowhere.
    case "schedule":
      return state === "scheduled" ? [] : [verb];
    case "start":
      return state === "approved" ? ["schedule", "start"] : ["start"];
    default:
      return [verb];
  }
}

const LABELS = {
  edit: "edited",
  submit: "submitted",
  approve: "approved",
  reject: "rejected",
  revise: "revised",
  schedule: "scheduled",
  unschedule: "taken off the schedule",
  start: "started",
  cancel: "cancelled",
} as const satisfies Record<ChangeVerb, string>;

/** Null when the state allows it, else the sentence that says why not. */
export function stateRefusal(verb: ChangeVerb, state: ChangeState): string | null {
  if (verb === "edit") {
    return state === "draft"
      ? null
      : `Only a draft can be edited; this change is ${CHANGE_STATE_NAMES[state]}. Revise it first.`;
  }
  let at = state;
  for (const event of movesOf(verb, state)) {
    const next = moveChange(at, event);
    if (!next.ok) return `A change that is ${CHANGE_STATE_NAMES[state]} cannot be ${LABELS[verb]}.`;
    at = next.value;
  }
  return null;
}

/** A car moves with its train: null when the change stands alone, else the sentence that says where to decide. */
export const trainRefusal = (train: string | null): string | null =>
  train === null ? null : `This change is a car of ${train} and moves with it. Decide on the train instead.`;

/** Separation of duties (requirement C2): nobody approves, rejects or executes what they wrote. The requester comes first. */
export function dutyRefusal(verb: ChangeVerb, personId: string, authorIds: readonly string[]): string | null {
  if (!authorIds.includes(personId)) return null;
  const did = personId === authorIds[0] ? "You asked for this change" : "You edited this change";
  if (verb === "approve" || verb === "reject") return `${did}: someone else has to decide on it.`;
  if (verb === "start" || verb === "schedule") return `${did}: someone else has to start it.`;
  return null;
}

/** What the approval path says to a verb: whose turn it is, and whether what was approved still counts. */
export function pathRefusal(
  verb: ChangeVerb,
  { approval, approved }: Pick<CanFacts, "approval" | "approved">,
): string | null {
  if (verb === "approve") return approval;
  return verb === "start" || verb === "schedule" ? approved : null;
}

/** Null when the gates let the verb through; submitting needs none, deciding yes and starting need all. */
export function gateRefusal(verb: ChangeVerb, gates: readonly Gate[]): string | null {
  if (verb !== "approve" && verb !== "start") return null;
  return gatesRefusal(gates);
}

/** Whether `verb` is open to a person now, and if not, the first reason in the order right, state, train, duty, path, gates. */
export function canChange(verb: ChangeVerb, facts: CanFacts): Can {
  const decision = decide(facts.grants, VERB_ACTIONS[verb], facts.scope);
  const reason = decision.allow
    ? (stateRefusal(verb, facts.state) ??
      trainRefusal(facts.train) ??
      dutyRefusal(verb, facts.personId, facts.authorIds) ??
      pathRefusal(verb, facts) ??
      gateRefusal(verb, facts.gates))
    : decision.reason;
  return { allowed: reason === null, reason };
}
