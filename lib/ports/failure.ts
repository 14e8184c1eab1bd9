import { Problem, type ProblemCode } from "@/lib/domain/shared/problem";

/**
 * How an adapter says why the outside world did not do what was asked, so that the engine can decide without
 * knowing the adapter. Both are Problems, so that a page asking the same question shows the same sentence.
 */
export type FailureClass = "transient" | "refused" | "broken";

/** Nothing answered, or it answered "later": the same call may succeed soon, and repeating it does no harm. */
export class TransientFailure extends Problem {
  /** How long the other side asked to be left alone, in milliseconds; null when it did not say. */
  readonly retryAfterMs: number | null;

  constructor(message: string, options: { retryAfterMs?: number | null; cause?: unknown } = {}) {
    super("upstream_failed", message);
    this.name = "TransientFailure";
    this.cause = options.cause;
    this.retryAfterMs = options.retryAfterMs ?? null;
  }
}

/** The other side understood and said no: repeating the same call changes nothing. */
export class RefusedFailure extends Problem {
  constructor(message: string, options: { code?: ProblemCode; cause?: unknown } = {}) {
    super(options.code ?? "upstream_failed", message);
    this.name = "RefusedFailure";
    this.cause = options.cause;
  }
}

/** Class of anything thrown below the engine; what is none of ours is a bug and is called broken. */
export function classifyFailure(error: unknown): FailureClass {
  if (error instanceof TransientFailure) return "transient";
  return error instanceof Problem ? "refused" : "broken";
}
