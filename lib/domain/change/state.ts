import { endStates, legalPairs, type MoveTable, move } from "../shared/machine";

export const CHANGE_STATES = [
  "draft",
  "submitted",
  "in_review",
  "approved",
  "scheduled",
  "in_progress",
  "succeeded",
  "rolled_back",
  "failed",
  "reviewed",
  "closed",
  "rejected",
  "cancelled",
] as const;
export type ChangeState = (typeof CHANGE_STATES)[number];

export const CHANGE_EVENTS = [
  "submit",
  "start_review",
  "approve",
  "reject",
  "revise",
  "schedule",
  "unschedule",
  "start",
  "succeed",
  "roll_back",
  "fail",
  "review",
  "close",
  "cancel",
] as const;
export type ChangeEvent = (typeof CHANGE_EVENTS)[number];

/** The life of a change. Editing the content of anything past draft is `revise`: back to draft, approvals void. */
export const CHANGE_MOVES = {
  draft: { submit: "submitted", cancel: "cancelled" },
  submitted: { start_review: "in_review", revise: "draft", cancel: "cancelled" },
  in_review: { approve: "approved", reject: "rejected", revise: "draft", cancel: "cancelled" },
  approved: { schedule: "scheduled", revise: "draft", cancel: "cancelled" },
  scheduled: { start: "in_progress", unschedule: "approved", revise: "draft", cancel: "cancelled" },
  in_progress: { succeed: "succeeded", roll_back: "rolled_back", fail: "failed" },
  // Rolled back by a person's own operation, after it had succeeded.
  succeeded: { review: "reviewed", roll_back: "rolled_back" },
  rolled_back: { review: "reviewed" },
  failed: { review: "reviewed" },
  reviewed: { close: "closed" },
  closed: {},
  rejected: {},
  cancelled: {},
} as const satisfies MoveTable<ChangeState, ChangeEvent>;

const TABLE: MoveTable<ChangeState, ChangeEvent> = CHANGE_MOVES;

export const moveChange = (from: ChangeState, event: ChangeEvent) => move(TABLE, from, event);
export const LEGAL_CHANGE_MOVES = legalPairs(TABLE);
export const CHANGE_END_STATES = endStates(TABLE);

/** The state in words, as pages and refusals print it. */
export const CHANGE_STATE_NAMES = {
  draft: "a draft",
  submitted: "submitted",
  in_review: "in review",
  approved: "approved",
  scheduled: "scheduled",
  in_progress: "in progress",
  succeeded: "finished",
  rolled_back: "rolled back",
  failed: "failed",
  reviewed: "reviewed",
  closed: "closed",
  rejected: "rejected",
  cancelled: "cancelled",
} as const satisfies Record<ChangeState, string>;
