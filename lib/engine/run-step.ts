import "server-only";
import { backoffMs } from "@/lib/domain/operation/backoff";
import type { Json, StepFailure, StepRecord } from "@/lib/domain/operation/run";
import { TransientFailure } from "@/lib/ports/failure";
import type { RunArguments } from "./arguments";
import type { Clock } from "./clock";
import { held, LeaseLost, Stopped, stepFailure } from "./failure";
import type { Heartbeat } from "./heartbeat";
import { underLease } from "./lease-signal";
import type { Beginning, LastStep, TakenOperation, Wait } from "./ledger";
import { settleWithin } from "./settle";
import { Parked, type Step, type StepContext, type StepDone, type StepParked } from "./step";
import { type StepSignal, stepSignal } from "./step-signal";
import type { Story } from "./story";

/** One worker's run of one operation. */
export type Run<E> = RunArguments<E> & {
  clock: Clock;
  taken: TakenOperation;
  /** Aborted when the lease is lost. */
  lost: AbortSignal;
  /** Aborted when a stopping worker can wait no longer. */
  stop: AbortSignal;
  heartbeat: Heartbeat;
  story: Story;
};

/**
 * `begun` says that the next step's first attempt was written down with this one's end; `last` is an end that is yet to
 * be written, with the operation's own.
 */
export type StepOutcome =
  | { kind: "done"; begun: boolean; last: LastStep | null }
  | { kind: "parked" }
  | { kind: "failed"; failure: StepFailure };

/** How a step is carried out, and how it goes on: `begun` when its first attempt is written down already. */
export type Turn<E> = {
  step: Step<E> | undefined;
  firstTouch?: boolean;
  /** The gates that were due have been found open: noted down with its beginning. */
  gatesPassed?: boolean;
  begun?: boolean;
  /** Asked at its end: what begins with the same commit, if anything does; the operation's end comes with the last. */
  next?(): Beginning | "end" | null;
};

/** Brings one step to its end within its limit, retrying what may pass by itself. Throws LeaseLost or Stopped. */
export async function runStep<E>(
  run: Run<E>,
  record: StepRecord,
  turn: Turn<E>,
  results: Map<string, Json>,
): Promise<StepOutcome> {
  if (run.signal.aborted) throw new Stopped();
  const limit = stepSignal(Math.max(1, record.timeoutMs - record.spentMs), [run.lost, run.stop]);
  try {
    return await attempts(run, record, { ...turn, limit }, results);
  } finally {
    limit.clear();
  }
}

async function attempts<E>(
  run: Run<E>,
  record: StepRecord,
  {
    step,
    firstTouch = false,
    gatesPassed = false,
    begun = false,
    next,
    limit,
  }: Turn<E> & { limit: StepSignal },
  results: Map<string, Json>,
): Promise<StepOutcome> {
  const began = run.clock.monotonicMs();
  const signal = underLease(limit.signal, run.heartbeat);
  let lastAnswer: string | null = null;
  for (let attempt = 1; ; attempt += 1) {
    if (!run.heartbeat.fresh()) throw new LeaseLost();
    if (attempt > 1 || !begun)
      held(await run.ledger.beginStep(run.taken.lease, record.name, { firstTouch, gatesPassed }));
    try {
      if (step === undefined) throw new Error(`no implementation of step ${record.name}`);
      const outcome = await attemptStep(run, record, step, signal, results);
      return await settle(run, record.name, { outcome, began, next: next?.() ?? null }, results);
    } catch (error) {
      if (error instanceof LeaseLost || run.lost.aborted) throw new LeaseLost();
      if (error instanceof LedgerFailure) throw error.cause;
      if (run.stop.aborted) throw new Stopped();
      if (!limit.reached() && error instanceof TransientFailure) {
        lastAnswer = error.message;
        await waitToRetry(run, record.name, { attempt, error, signal, limit });
        if (!limit.reached()) continue;
      }
      const limits = { reached: limit.reached(), ms: record.timeoutMs, lastAnswer };
      const failure = stepFailure(record.name, error, limits);
      if (failure.kind === "broken") run.onBug(error, record.name);
      tell(run, record.name, failure.reason, { level: "error", kind: "state" });
      return { kind: "failed", failure };
    }
  }
}

/** The ledger itself could not be written: not the step's failure, and nothing to decide on. */
class LedgerFailure extends Error {}

function tell<E>(
  run: Run<E>,
  step: string,
  text: string,
  options: Parameters<StepContext["tell"]>[1] = {},
): void {
  const { kind = "log", level = "info" } = options;
  run.story.tell({ step, kind, level, text, at: run.clock.now() });
}

async function attemptStep<E>(
  run: Run<E>,
  record: StepRecord,
  step: Step<E>,
  signal: AbortSignal,
  results: Map<string, Json>,
): Promise<StepDone | StepParked> {
  const ctx: StepContext = {
    operationId: run.operationId,
    step: step.name,
    parameters: record.parameters,
    startedAt: record.startedAt ?? run.clock.now(),
    now: () => run.clock.now(),
    answer: run.taken.answers.find((answer) => answer.step === step.name) ?? null,
    memo: record.state === "running" ? record.result : null,
    signal,
    results,
    tell: (text, options) => tell(run, step.name, text, options),
  };
  try {
    const standing = await settleWithin(step.isDone(run.effects, ctx), signal);
    if (standing !== null) return standing;
    signal.throwIfAborted();
    return await settleWithin(step.perform(run.effects, ctx), signal);
  } catch (error) {
    if (error instanceof Parked) return error.wait;
    throw error;
  }
}

async function settle<E>(
  run: Run<E>,
  step: string,
  { outcome, began, next }: { outcome: StepDone | StepParked; began: number; next: Beginning | "end" | null },
  results: Map<string, Json>,
): Promise<StepOutcome> {
  try {
    if (outcome.kind === "parked") {
      await parkAt(run, { step, ...outcome, ranMs: Math.round(run.clock.monotonicMs() - began) });
      return { kind: "parked" };
    }
    const { result, sentence } = outcome;
    tell(run, step, sentence, { kind: "state" });
    results.set(step, result);
    if (next === "end")
      return { kind: "done", begun: false, last: { step, state: "done", sentence, result } };
    const { ledger, taken } = run;
    const done = { result, sentence };
    held(await run.story.store((lines) => ledger.finishStep(taken.lease, step, done, { lines, next })));
    return { kind: "done", begun: next !== null, last: null };
  } catch (error) {
    if (error instanceof LeaseLost) throw error;
    throw new LedgerFailure("ledger", { cause: error });
  }
}

/** Gives the operation up until its wait is over. A reason it has waited for already is not told again. */
export async function parkAt<E>(run: Run<E>, wait: Wait): Promise<void> {
  const { step, until, reason, waitFor, memo, ranMs } = wait;
  if (reason !== run.taken.waited) tell(run, step, reason, { kind: "wait" });
  await run.story.flush();
  held(await run.ledger.park(run.taken.lease, { step, until, reason, waitFor, memo, ranMs }));
  run.onParked?.(until);
}

async function waitToRetry<E>(
  run: Run<E>,
  step: string,
  wait: { attempt: number; error: TransientFailure; signal: AbortSignal; limit: StepSignal },
): Promise<void> {
  const ms = backoffMs(wait.attempt, run.clock.random(), wait.error.retryAfterMs);
  const text = `Attempt ${wait.attempt} did not succeed: ${wait.error.message} Next in ${(ms / 1_000).toFixed(1)} s.`;
  tell(run, step, text, { kind: "retry", level: "warn" });
  try {
    await run.clock.sleep(ms, wait.signal);
  } catch (error) {
    if (run.lost.aborted) throw new LeaseLost();
    if (run.stop.aborted) throw new Stopped();
    if (!wait.limit.reached()) throw error;
  }
}
