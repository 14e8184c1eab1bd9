/** HTTP status of each expected failure. The one taxonomy: pages, API, workers and logs speak these codes. */
export const PROBLEM_STATUS = {
  invalid_input: 400,
  not_signed_in: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  unsupported_media_type: 415,
  gate_refused: 422,
  limited: 429,
  upstream_failed: 502,
  unavailable: 503,
} as const;

export type ProblemCode = keyof typeof PROBLEM_STATUS;

/** An expected failure with a sentence a person can act on. Anything else that is thrown is a bug and becomes a 500. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly facts: Readonly<Record<string, unknown>>;

  constructor(code: ProblemCode, message: string, facts: Record<string, unknown> = {}) {
    super(message);
    this.name = "Problem";
    this.code = code;
    this.facts = facts;
  }
}
