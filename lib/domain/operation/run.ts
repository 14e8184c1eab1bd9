import type { FailureKind, OperationState, StepPhase, StepState } from "./state";

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A stored step as the engine reads it when it takes the operation. */
export type StepRecord = {
  name: string;
  phase: StepPhase;
  state: StepState;
  timeoutMs: number;
  attempts: number;
  /** Milliseconds of its limit used up already. */
  spentMs: number;
  /** What the plan tells the step. */
  parameters: Json;
  /** What it found once it is done; what it noted down when it parked while it runs. */
  result: Json | null;
  sentence: string;
  startedAt: Date | null;
  finishedAt: Date | null;
};

/** What a person answered to a step that asked: to go on. */
export type StepAnswer = { step: string; person: string; reason: string; at: Date };

/** Why a step did not succeed. `facts` are kept as the step's result. */
export type StepFailure = { step: string; kind: FailureKind; reason: string; facts: Json | null };

/** A line of an operation's story. `at` is set where it is told, so that batching does not move it. */
export type StoryLine = {
  step: string;
  kind: "log" | "state" | "wait" | "retry";
  level: "info" | "warn" | "error";
  text: string;
  at: Date;
};

/** How a worker's run ends an operation. */
export type RunEndState = Extract<OperationState, "succeeded" | "failed" | "rolled_back">;
/** `cancelled`: a person aborted it before anything was touched. */
export type EndState = RunEndState | Extract<OperationState, "cancelled">;

/** How an operation ended and what that means for its environment. */
export type OperationEnd = {
  state: EndState;
  /** True when what runs now is not certain: a person must look. */
  needsAttention: boolean;
  /** True when a step that changes the world had begun. */
  touched: boolean;
  /** The failure that ended the forward phase; null after success. */
  failure: StepFailure | null;
  sentence: string;
};
