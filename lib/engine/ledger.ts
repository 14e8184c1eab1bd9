import "server-only";
import type {
  Json,
  OperationEnd,
  StepAnswer,
  StepFailure,
  StepRecord,
  StoryLine,
} from "@/lib/domain/operation/run";
import type { OperationState, StepPhase } from "@/lib/domain/operation/state";
import type { WaitFor } from "./step";

/** The right to run one operation. Every write carries the fence; each take raises it, so an older one is stale. */
export type Lease = { operationId: string; workerId: string; fence: number };

/** An operation as it stood when its lease was taken. */
export type TakenOperation = {
  lease: Lease;
  phase: StepPhase;
  steps: readonly StepRecord[];
  startedAt: Date;
  deadlineAt: Date;
  /** The failure that began the rollback; null in the forward phase. */
  failure: StepFailure | null;
  /** How many lines of story are stored already. */
  storyLines: number;
  /** What it was taken out of: waiting, parked, paused, or a dead worker's hands. */
  from: OperationState;
  /** Why it waited until now; empty when it did not. It is not told twice. */
  waited: string;
  /** It goes on after a wait or a pause: the gates are asked before anything is touched again. */
  gatesDue: boolean;
  answers: readonly StepAnswer[];
};

/** A step's wait, with what it leaves for whoever goes on: its memo and how long this worker was at it. */
export type Wait = {
  step: string;
  until: Date;
  reason: string;
  waitFor: WaitFor;
  memo: Json | null;
  ranMs: number;
};

export type StepResult = { result: Json; sentence: string };
/** A first attempt at a step. `firstTouch` says that the world is changed from here on. */
export type Beginning = { step: string; firstTouch: boolean };
/** What an attempt tells of itself; `gatesPassed`: the gates that were due have just been found open. */
export type Attempt = { firstTouch?: boolean; gatesPassed?: boolean };
/** How the step under way ends with the operation itself; `result` of a failed one are its facts. */
export type LastStep = { step: string; state: "done" | "failed"; sentence: string; result: Json | null };
/** What is written in the commit that ends a step: what was told about it, and that the next one runs now. */
export type WithEnd = { lines?: readonly StoryLine[]; next?: Beginning | null };

/** What the gates said: open, or closed until somebody or time opens them. */
export type GatesAnswer = { open: true } | { open: false; until: Date; reason: string };

/**
 * Where operations are written down. Every write answers false, and has written nothing, when the fence is stale or
 * the operation no longer runs: whoever sees false has lost the operation and stops at once.
 */
export interface Ledger {
  /** Takes a queued, due parked, or abandoned operation; null when another worker holds a fresh lease or it ended. */
  take(operationId: string, workerId: string, leaseMs: number): Promise<TakenOperation | null>;
  /** Takes an operation past its deadline from whoever holds it; null when it is not overdue. */
  seize(operationId: string, workerId: string, leaseMs: number): Promise<TakenOperation | null>;
  /** Renews the lease. */
  heartbeat(lease: Lease, leaseMs: number): Promise<boolean>;
  /**
   * One more attempt at the step; it runs now. `firstTouch` says that the world is changed from here on: the row's
   * version rises with it, so that nobody aborts what they were told would touch nothing. That the gates were open is
   * noted down with it: whoever goes on after a crash before it asks them again.
   */
  beginStep(lease: Lease, step: string, attempt?: Attempt): Promise<boolean>;
  /** Ends the step as done; what goes with it is written in the same commit, or nothing of it. */
  finishStep(lease: Lease, step: string, done: StepResult, also?: WithEnd): Promise<boolean>;
  /** Asks every gate of an operation that goes on; writes nothing. */
  askGates(operationId: string): Promise<GatesAnswer>;
  /** Fails the running step, skips what was still to come, and turns to the rollback phase: one commit. */
  enterRollback(lease: Lease, failure: StepFailure): Promise<boolean>;
  append(lease: Lease, lines: readonly StoryLine[]): Promise<boolean>;
  /** Gives up the lease until the time named; no worker is held meanwhile. */
  park(lease: Lease, wait: Wait): Promise<boolean>;
  /** Gives up the lease at once, for another worker to take. */
  giveBack(lease: Lease): Promise<boolean>;
  /**
   * Says that this worker has stopped working on an operation that was taken out of its hands by a person: only then
   * may another take it before the lease has lapsed. Writes nothing when the lease is another's by now.
   */
  letGo(lease: Lease): Promise<void>;
  /** Ends the operation and its last step with all it means for its change and environment: one commit. */
  end(
    lease: Lease,
    end: OperationEnd,
    also?: { last?: LastStep | null; lines?: readonly StoryLine[] },
  ): Promise<boolean>;
}
