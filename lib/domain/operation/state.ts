import { legalPairs, type MoveTable, move } from "../shared/machine";

export const OPERATION_STATES = [
  "queued",
  "running",
  "parked",
  "paused",
  "succeeded",
  "failed",
  "rolled_back",
  "cancelled",
] as const;
export type OperationState = (typeof OPERATION_STATES)[number];
export type OperationEvent =
  | "take"
  | "park"
  | "pause"
  | "resume"
  | "turn_back"
  | "succeed"
  | "fail"
  | "roll_back"
  | "cancel";

/** `turn_back` is an abort after something was touched: it waits for a worker again, to be rolled back. */
export const OPERATION_MOVES = {
  queued: { take: "running", fail: "failed", cancel: "cancelled" },
  running: {
    park: "parked",
    pause: "paused",
    turn_back: "queued",
    succeed: "succeeded",
    fail: "failed",
    roll_back: "rolled_back",
    cancel: "cancelled",
  },
  parked: { take: "running", pause: "paused", turn_back: "queued", fail: "failed", cancel: "cancelled" },
  paused: { resume: "queued", turn_back: "queued", fail: "failed", cancel: "cancelled" },
  succeeded: {},
  failed: {},
  rolled_back: {},
  cancelled: {},
} as const satisfies MoveTable<OperationState, OperationEvent>;

const TABLE: MoveTable<OperationState, OperationEvent> = OPERATION_MOVES;

export const moveOperation = (from: OperationState, event: OperationEvent) => move(TABLE, from, event);
export const LEGAL_OPERATION_MOVES = legalPairs(TABLE);

/** While in one of these an operation holds its environment: the partial unique index names the same four. */
export const ACTIVE_OPERATION_STATES = ["queued", "running", "parked", "paused"] as const;

export const STEP_STATES = ["pending", "running", "done", "failed", "skipped"] as const;
export type StepState = (typeof STEP_STATES)[number];
export type StepEvent = "begin" | "finish" | "fail" | "skip";

export const STEP_MOVES = {
  pending: { begin: "running", skip: "skipped" },
  running: { finish: "done", fail: "failed" },
  done: {},
  failed: {},
  skipped: {},
} as const satisfies MoveTable<StepState, StepEvent>;

const STEP_TABLE: MoveTable<StepState, StepEvent> = STEP_MOVES;

export const moveStep = (from: StepState, event: StepEvent) => move(STEP_TABLE, from, event);
export const LEGAL_STEP_MOVES = legalPairs(STEP_TABLE);

export type StepPhase = "forward" | "rollback";
export type FailureKind = "transient" | "refused" | "broken" | "timed_out" | "failed_check" | "aborted";
