/**
 * How an adapter says why the outside world did not do what was asked, so that the engine can decide without
 * knowing the adapter. Anything else that is thrown is broken: a bug, or a counterpart that breaks its protocol.
 */
export type FailureClass = "transient" | "refused" | "broken";

/** Nothing answered, or it answered "later": the same call may succeed soon, and repeating it does no harm. */
export class TransientFailure extends Error {
  /** How long the other side asked to be left alone, in milliseconds; null when it did not say. */
  readonly retryAfterMs: number | null;

  constructor(message: string, options: { retryAfterMs?: number | null; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = "TransientFailure";
    this.retryAfterMs = options.retryAfterMs ?? null;
  }
}

/** The other side understood and said no: repeating the same call changes nothing. */
export class RefusedFailure extends Error {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = "RefusedFailure";
  }
}

/** Class of anything that was thrown by an adapter. */
export function classifyFailure(error: unknown): FailureClass {
  if (error instanceof TransientFailure) return "transient";
  return error instanceof RefusedFailure ? "refused" : "broken";
}
