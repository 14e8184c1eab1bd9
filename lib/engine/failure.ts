import "server-only";
import type { Json, StepFailure } from "@/lib/domain/operation/run";
import { spokenSeconds } from "@/lib/domain/operation/sentence";
import { classifyFailure } from "@/lib/ports/failure";
import { keptJson, keptText } from "@/lib/telemetry/kept-text";

/** The world answered, and what it showed is not good enough: a crash loop, a failed update, a failing check. */
export class FailedCheck extends Error {
  readonly facts: Json | null;

  constructor(message: string, facts: Json | null = null) {
    super(message);
    this.name = "FailedCheck";
    this.facts = facts;
  }
}

/** Another worker holds the operation, or it was ended or paused: nothing more may be written. */
export class LeaseLost extends Error {}

/** This worker is stopping and waits no longer for the step. */
export class Stopped extends Error {}

/** Answers `ok`, or throws LeaseLost: for every fenced write. */
export function held(ok: boolean): void {
  if (!ok) throw new LeaseLost();
}

type Limit = { reached: boolean; ms: number; lastAnswer: string | null };

/**
 * The failure of a step by its own kind. A step that ran into its limit says what it last heard. What others said is
 * made storable and freed of credentials: the failure is stored and shown in many places.
 */
export function stepFailure(step: string, error: unknown, limit: Limit): StepFailure {
  const failure = failureOf(step, error, limit);
  return { ...failure, reason: keptText(failure.reason), facts: keptJson(failure.facts) };
}

function failureOf(step: string, error: unknown, limit: Limit): StepFailure {
  if (limit.reached) {
    const heard = limit.lastAnswer === null ? "" : `; the last answer was: ${limit.lastAnswer}`;
    const reason = `step "${step}" did not end within its limit of ${spokenSeconds(limit.ms / 1_000)}${heard}`;
    return { step, kind: "timed_out", reason, facts: null };
  }
  if (error instanceof FailedCheck) {
    return { step, kind: "failed_check", reason: error.message, facts: error.facts };
  }
  if (error instanceof Error && classifyFailure(error) === "refused") {
    return { step, kind: "refused", reason: error.message, facts: null };
  }
  const name = error instanceof Error ? error.name : typeof error;
  return {
    step,
    kind: "broken",
    reason: `Holdfast itself failed in step "${step}" (${name}); the worker's log has the details`,
    facts: null,
  };
}
