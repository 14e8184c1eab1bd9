import "server-only";
import type { Json, OperationEnd, RunEndState, StepFailure, StepRecord } from "@/lib/domain/operation/run";
import { LEASE_MS, type RunArguments, SAFE_POINT_MS } from "./arguments";
import { systemClock } from "./clock";
import { held, LeaseLost, Stopped } from "./failure";
import { startHeartbeat } from "./heartbeat";
import type { LastStep, TakenOperation } from "./ledger";
import { parkAt, type Run, runStep, type StepOutcome } from "./run-step";
import type { Step } from "./step";
import { Story } from "./story";

export type RunResult = "finished" | "parked" | "lost_lease" | "held_elsewhere" | "given_back";

/**
 * Runs an operation from its first unfinished step to its end, to a wait, or until it belongs to someone else.
 * Rejects only when the ledger cannot be reached: the lease then lapses and a sweep rings again.
 */
export async function runOperation<E>(args: RunArguments<E>): Promise<RunResult> {
  const leaseMs = args.leaseMs ?? LEASE_MS;
  const clock = args.clock ?? systemClock;
  const taken = await args.ledger.take(args.operationId, args.workerId, leaseMs);
  if (taken === null) return "held_elsewhere";
  const lost = new AbortController();
  const onLost = () => lost.abort(new LeaseLost());
  const heartbeat = startHeartbeat({ ledger: args.ledger, lease: taken.lease, leaseMs, clock, onLost });
  const unwatch = args.onControl?.(heartbeat.check);
  const story = new Story({ ledger: args.ledger, lease: taken.lease, stored: taken.storyLines, onLost });
  const stop = safePoint(args.signal, args.safePointMs ?? SAFE_POINT_MS);
  const run: Run<E> = { ...args, clock, taken, lost: lost.signal, stop: stop.signal, heartbeat, story };
  try {
    return await runPhases(run);
  } catch (error) {
    if (error instanceof LeaseLost || lost.signal.aborted) {
      // Failing to say so costs time only: the lease lapses by itself.
      await args.ledger.letGo(taken.lease).catch(() => undefined);
      return "lost_lease";
    }
    if (!(error instanceof Stopped)) throw error;
    await story.flush();
    return (await args.ledger.giveBack(taken.lease)) ? "given_back" : "lost_lease";
  } finally {
    unwatch?.();
    heartbeat.stop();
    stop.clear();
  }
}

/** A signal that aborts `ms` after the worker was told to stop. */
function safePoint(stopping: AbortSignal, ms: number): { signal: AbortSignal; clear(): void } {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const begin = () => {
    timer = setTimeout(() => controller.abort(new Stopped()), ms);
  };
  if (stopping.aborted) begin();
  else stopping.addEventListener("abort", begin, { once: true });
  return {
    signal: controller.signal,
    clear() {
      clearTimeout(timer);
      stopping.removeEventListener("abort", begin);
    },
  };
}

async function runPhases<E>(run: Run<E>): Promise<RunResult> {
  const steps = new Map(run.steps.map((step) => [step.name, step]));
  const results = new Map(
    run.taken.steps.flatMap(({ name, state, result }) =>
      state === "done" ? [[name, result ?? {}] as const] : [],
    ),
  );
  let touched = run.taken.steps.some(
    ({ name, phase, state }) =>
      phase === "forward" && state !== "pending" && state !== "skipped" && steps.get(name)?.touches === true,
  );
  let failure = run.taken.failure;
  let failedAfter = secondsInto(run.taken, failure);
  if (run.taken.phase === "forward") {
    const walked = await walk(run, "forward", { steps, results, touched });
    if (walked.kind === "parked") return "parked";
    touched = walked.touched;
    if (walked.kind === "done")
      return end(run, { state: "succeeded", touched, failure, failedAfter, last: walked.last });
    ({ failure, failedAfter } = walked);
    if (!touched) return end(run, { state: "failed", touched, failure, failedAfter, last: failed(failure) });
    await run.story.flush();
    held(await run.ledger.enterRollback(run.taken.lease, failure));
  }
  const walked = await walk(run, "rollback", { steps, results, touched: true });
  if (walked.kind === "parked") return "parked";
  if (walked.kind === "done")
    return end(run, { state: "rolled_back", touched: true, failure, failedAfter, last: walked.last });
  const [rollbackFailure, last] = [walked.failure, failed(walked.failure)];
  return end(run, { state: "failed", touched: true, failure, failedAfter, last, rollbackFailure });
}

type Walked =
  | { kind: "parked" }
  | { kind: "done"; touched: boolean; last: LastStep | null }
  | { kind: "failed"; touched: boolean; failure: StepFailure; failedAfter: number };

/**
 * One phase from its first unfinished step on; each step but the first begins with the commit that ends the one before,
 * and the last ends with the operation itself.
 */
async function walk<E>(
  run: Run<E>,
  phase: StepRecord["phase"],
  given: { steps: ReadonlyMap<string, Step<E>>; results: Map<string, Json>; touched: boolean },
): Promise<Walked> {
  const { steps, results } = given;
  const pending = pendingOf(run.taken.steps, phase);
  let gatesDue = phase === "forward" && run.taken.gatesDue;
  let { touched } = given;
  let begun = false;
  let last: LastStep | null = null;
  const needsGates = (step: Step<E> | undefined) =>
    gatesDue && step?.touches === true && step.gated !== false;
  const touchesFirst = (step: Step<E> | undefined) => !touched && step?.touches === true;
  for (const [index, record] of pending.entries()) {
    const step = steps.get(record.name);
    const gatesPassed = needsGates(step);
    if (gatesPassed) {
      if (await heldBack(run, record)) return { kind: "parked" };
      gatesDue = false;
    }
    const firstTouch = touchesFirst(step);
    touched ||= firstTouch;
    const next = () => {
      const following = pending[index + 1];
      const then = steps.get(following?.name ?? "");
      if (following === undefined) return "end";
      if (needsGates(then) || run.signal.aborted) return null;
      return { step: following.name, firstTouch: touchesFirst(then) };
    };
    const began = run.clock.now();
    const outcome: StepOutcome = await runStep(
      run,
      record,
      { step, firstTouch, gatesPassed, begun, next },
      results,
    );
    if (outcome.kind === "parked") return outcome;
    if (outcome.kind === "failed") {
      const since = record.startedAt ?? began;
      const failedAfter = (run.clock.now().getTime() - since.getTime()) / 1_000;
      return { kind: "failed", touched, failure: outcome.failure, failedAfter };
    }
    ({ begun, last } = outcome);
  }
  return { kind: "done", touched, last };
}

/**
 * Before anything is touched after a wait or a pause the gates are asked; while they are closed the operation waits.
 * Steps that only look go on, so that what they find can turn it back: that no gate may stop.
 */
async function heldBack<E>(run: Run<E>, record: StepRecord): Promise<boolean> {
  const answer = await run.ledger.askGates(run.operationId);
  if (answer.open) return false;
  const memo = record.state === "running" ? record.result : null;
  const { until, reason } = answer;
  await parkAt(run, { step: record.name, until, reason, waitFor: "gate", memo, ranMs: 0 });
  return true;
}

const pendingOf = (steps: readonly StepRecord[], phase: StepRecord["phase"]) =>
  steps.filter((step) => step.phase === phase && (step.state === "pending" || step.state === "running"));

function secondsInto(taken: TakenOperation, failure: StepFailure | null): number | null {
  const record = taken.steps.find(({ name }) => name === failure?.step);
  if (!record?.startedAt || !record.finishedAt) return null;
  return (record.finishedAt.getTime() - record.startedAt.getTime()) / 1_000;
}

type Ending = Pick<OperationEnd, "touched" | "failure"> & {
  state: RunEndState;
  failedAfter: number | null;
  /** The step that ends with this very write. */
  last: LastStep | null;
  /** Why going back has failed. */
  rollbackFailure?: StepFailure;
};

export const failed = ({ step, reason, facts }: StepFailure): LastStep => ({
  ...{ step, state: "failed", sentence: reason, result: facts },
});

async function end<E>(run: Run<E>, ending: Ending): Promise<RunResult> {
  const { state, touched, failure } = ending;
  const needsAttention = state === "failed" && touched;
  const seconds = (run.clock.now().getTime() - run.taken.startedAt.getTime()) / 1_000;
  const sentence = await run.describe({
    state,
    touched,
    failure,
    needsAttention,
    rollbackFailure: ending.rollbackFailure ?? null,
    secondsIntoStep: ending.failedAfter,
    seconds,
  });
  const told = { state, touched, failure, needsAttention, sentence };
  const { last } = ending;
  held(await run.story.store((lines) => run.ledger.end(run.taken.lease, told, { last, lines })));
  return "finished";
}
