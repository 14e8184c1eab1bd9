import { endStates, legalPairs, type MoveTable, move } from "../shared/machine";

export const TRAIN_STATES = [
  "draft",
  "in_review",
  "approved",
  "running",
  "halted",
  "succeeded",
  "stopped",
  "rejected",
  "cancelled",
] as const;
export type TrainState = (typeof TRAIN_STATES)[number];

export const TRAIN_EVENTS = [
  "submit",
  "approve",
  "reject",
  "start",
  "halt",
  "resume",
  "succeed",
  "stop",
  "cancel",
] as const;
export type TrainEvent = (typeof TRAIN_EVENTS)[number];

/** The life of a release train. Its content is edited in draft only: what was submitted is what is decided on. */
export const TRAIN_MOVES = {
  draft: { submit: "in_review", cancel: "cancelled" },
  in_review: { approve: "approved", reject: "rejected", cancel: "cancelled" },
  approved: { start: "running", cancel: "cancelled" },
  running: { halt: "halted", succeed: "succeeded", stop: "stopped" },
  halted: { resume: "running", stop: "stopped" },
  succeeded: {},
  stopped: {},
  rejected: {},
  cancelled: {},
} as const satisfies MoveTable<TrainState, TrainEvent>;

const TABLE: MoveTable<TrainState, TrainEvent> = TRAIN_MOVES;

export const moveTrain = (from: TrainState, event: TrainEvent) => move(TABLE, from, event);
export const LEGAL_TRAIN_MOVES = legalPairs(TABLE);
export const TRAIN_END_STATES = endStates(TABLE);

/** The state in words, as pages and refusals print it. */
export const TRAIN_STATE_NAMES = {
  draft: "a draft",
  in_review: "in review",
  approved: "approved",
  running: "running",
  halted: "halted",
  succeeded: "finished",
  stopped: "stopped",
  rejected: "rejected",
  cancelled: "cancelled",
} as const satisfies Record<TrainState, string>;
