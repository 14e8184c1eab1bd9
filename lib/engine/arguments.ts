import "server-only";
import type { OperationEnd, RunEndState, StepFailure } from "@/lib/domain/operation/run";
import type { Clock } from "./clock";
import type { Ledger } from "./ledger";
import type { Step } from "./step";

/** A dead worker holds its operation up for this long, and the sweep that finds it for about two seconds more. */
export const LEASE_MS = 9_000;
export const SAFE_POINT_MS = 20_000;

/** What is known when an operation ends, for the sentence about it. */
export type EndFacts = Omit<OperationEnd, "sentence" | "state"> & {
  state: RunEndState;
  rollbackFailure: StepFailure | null;
  /** Seconds from the start of the failed step to its failure. */
  secondsIntoStep: number | null;
  seconds: number;
};

export type RunArguments<E> = {
  operationId: string;
  workerId: string;
  ledger: Ledger;
  steps: readonly Step<E>[];
  effects: E;
  /** Aborted when the worker stops: the step under way gets `safePointMs` to end, no other begins. */
  signal: AbortSignal;
  /**
   * Hands over a function that asks the ledger at once whether the lease still holds: for whoever hears that a person
   * paused or aborted the operation. Answers what ends the listening.
   */
  onControl?(check: () => void): () => void;
  /** Told when the operation has been parked: it is to be rung again then. */
  onParked?(until: Date): void;
  describe(facts: EndFacts): Promise<string>;
  /** Told of every bug once, with the step it showed in. */
  onBug(error: unknown, step: string): void;
  clock?: Clock;
  leaseMs?: number;
  safePointMs?: number;
};
