import "server-only";
import type { Json, StoryLine } from "@/lib/domain/operation/run";

export type StepContext = {
  operationId: string;
  step: string;
  /** What the plan tells this step. */
  parameters: Json;
  /** When the step first began: also across parks and workers. */
  startedAt: Date;
  now(): Date;
  /** What a person answered to this step's question: to go on. Null while nobody has. */
  answer: { person: string; reason: string; at: Date } | null;
  /** What this step noted down when it parked last; null when it has not. */
  memo?: Json | null;
  /** Aborts at the step's time limit, when the lease is lost, and when a stopping worker can wait no longer. */
  signal: AbortSignal;
  /** Results of the steps that are done, by name. */
  results: ReadonlyMap<string, Json>;
  /** Adds a line to the operation's story. */
  tell(text: string, options?: Partial<Pick<StoryLine, "kind" | "level">>): void;
};

export type StepDone = { kind: "done"; result: Json; sentence: string };
/**
 * What ends a wait before its time: nothing, a person's answer, a change of the environment's pods or Jobs, a hold
 * that was lifted or placed. Only a wait for Kubernetes uses up the time limits of step and operation.
 */
export type WaitFor = "time" | "person" | "kubernetes" | "gate";
export type StepParked = { kind: "parked"; until: Date; reason: string; waitFor: WaitFor; memo: Json | null };

/** Thrown by what a step calls, it parks the step as if the step had answered it. */
export class Parked extends Error {
  readonly wait: StepParked;

  constructor(wait: StepParked) {
    super(wait.reason);
    this.name = "Parked";
    this.wait = wait;
  }
}

/** What a step found or did, with a sentence for people. */
export const done = (sentence: string, result: Json = {}): StepDone => ({ kind: "done", result, sentence });

/**
 * Waits without a worker until the time named, or until what it waits for happened; the step is asked again then, with
 * `memo` in its context. The reason is told once, however often the step parks again with the same.
 */
export const park = (
  until: Date,
  reason: string,
  waitFor: WaitFor = "time",
  memo: Json | null = null,
): StepParked => ({ kind: "parked", until, reason, waitFor, memo });

/**
 * How one step of a plan is carried out. Its limit and phase stand in the stored plan. `isDone` is always asked
 * first, so what a worker did before it died is found and not done twice.
 */
export type Step<E> = {
  name: string;
  /** True when it changes the world: its failure, or any after it, leads to the rollback phase. */
  touches: boolean;
  /** False for a step that only reads although it counts as touching: no hold keeps it from going on after a wait. */
  gated?: boolean;
  isDone(effects: E, ctx: StepContext): Promise<StepDone | null>;
  perform(effects: E, ctx: StepContext): Promise<StepDone | StepParked>;
};
