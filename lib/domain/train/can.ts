import type { Action } from "../access/actions";
import { decide, type Grant } from "../access/decide";
import { moveTrain, TRAIN_STATE_NAMES, type TrainState } from "./state";

export const TRAIN_VERBS = [
  "edit",
  "submit",
  "approve",
  "reject",
  "start",
  "halt",
  "resume",
  "stop",
  "cancel",
] as const;
export type TrainVerb = (typeof TRAIN_VERBS)[number];
export type Can = { allowed: boolean; reason: string | null };

/** What a verb needs in every environment of the train: the train's own right and that over the cars' changes. */
const VERB_ACTIONS = {
  edit: ["train.edit", "change.edit"],
  submit: ["train.submit", "change.draft", "change.submit"],
  approve: ["train.approve", "change.approve"],
  reject: ["train.reject", "change.reject"],
  start: ["train.start", "change.start"],
  halt: ["train.halt"],
  resume: ["train.resume", "change.start"],
  stop: ["train.stop", "change.cancel"],
  cancel: ["train.cancel", "change.cancel"],
} as const satisfies Record<TrainVerb, readonly Action[]>;

const LABELS = {
  edit: "edited",
  submit: "submitted",
  approve: "approved",
  reject: "rejected",
  start: "started",
  halt: "halted",
  resume: "resumed",
  stop: "stopped",
  cancel: "cancelled",
} as const satisfies Record<TrainVerb, string>;

/** An environment of the train as far as rights are concerned. */
export type Place = { id: string; tenantId: string; name: string };

/**
 * Null when the person has the verb's rights in every environment, else the sentence that names where not. Places the
 * person cannot see are counted, not named.
 */
export function rightRefusal(
  verb: TrainVerb | "draft",
  grants: readonly Grant[],
  places: readonly Place[],
): string | null {
  const actions: readonly Action[] = verb === "draft" ? ["train.draft", "change.draft"] : VERB_ACTIONS[verb];
  const refused: string[] = [];
  let unseen = 0;
  let why = "";
  for (const place of places) {
    const scope = { level: "environment", tenantId: place.tenantId, environmentId: place.id } as const;
    const no = actions.map((action) => decide(grants, action, scope)).find(({ allow }) => !allow);
    if (no === undefined || no.allow) continue;
    if (no.reveal === "nothing") unseen += 1;
    else {
      refused.push(place.name);
      why = no.reason;
    }
  }
  if (refused.length + unseen === 0) return null;
  const named = refused.slice(0, 5).join(", ");
  const more = refused.length > 5 ? ` and ${refused.length - 5} more` : "";
  const hidden = unseen === 0 ? "" : ` ${unseen} of its environments are not in your scope.`;
  return refused.length === 0
    ? `It needs your right over all of its environments.${hidden}`
    : `It needs your right over all of its environments; not over ${named}${more}. ${why}${hidden}`;
}

/** Null when the state allows it, else the sentence that says why not. */
export function stateRefusal(verb: TrainVerb, state: TrainState): string | null {
  if (verb === "edit") {
    return state === "draft"
      ? null
      : `Only a draft can be edited; this train is ${TRAIN_STATE_NAMES[state]}.`;
  }
  return moveTrain(state, verb).ok
    ? null
    : `A train that is ${TRAIN_STATE_NAMES[state]} cannot be ${LABELS[verb]}.`;
}

/** Separation of duties (requirement C2): nobody approves, rejects or starts what they wrote. The requester comes first. */
export function dutyRefusal(verb: TrainVerb, personId: string, authorIds: readonly string[]): string | null {
  if (!authorIds.includes(personId)) return null;
  const did = personId === authorIds[0] ? "You asked for this train" : "You edited this train";
  if (verb === "approve" || verb === "reject") return `${did}: someone else has to decide on it.`;
  if (verb === "start") return `${did}: someone else has to start it.`;
  return null;
}

export type TrainCanFacts = {
  grants: readonly Grant[];
  places: readonly Place[];
  personId: string;
  authorIds: readonly string[];
  state: TrainState;
};

/** Whether `verb` is open to a person now, and if not, the first reason in the order right, state, duty. */
export function canTrain(verb: TrainVerb, facts: TrainCanFacts): Can {
  const reason =
    rightRefusal(verb, facts.grants, facts.places) ??
    stateRefusal(verb, facts.state) ??
    dutyRefusal(verb, facts.personId, facts.authorIds);
  return { allowed: reason === null, reason };
}
