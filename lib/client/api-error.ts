/** A gate that stands in the way, as a refusal lists it. */
export type RefusedGate = { id: string; title: string; verdict: string; fact: string; remedy: string | null };

/** One value the server could not accept. */
export type InputIssue = { path: string; message: string };

type ApiErrorFacts = {
  code: string;
  status: number;
  requestId: string;
  gates?: readonly RefusedGate[];
  issues?: readonly InputIssue[];
};

/** An answer that is not the one asked for. `code` is a problem code of the API, or `unreachable` or `timed_out`. */
export class ApiError extends Error {
  readonly code: string;
  readonly status: number;
  /** Empty when no server answered. */
  readonly requestId: string;
  readonly gates: readonly RefusedGate[];
  readonly issues: readonly InputIssue[];

  constructor(message: string, facts: ApiErrorFacts) {
    super(message);
    this.name = "ApiError";
    this.code = facts.code;
    this.status = facts.status;
    this.requestId = facts.requestId;
    this.gates = facts.gates ?? [];
    this.issues = facts.issues ?? [];
  }

  /** The sentence for the field whose path in the body is `path`, if the server complained about it. */
  issueFor(path: string): string | undefined {
    return this.issues.find((issue) => issue.path === path)?.message;
  }
}

/** Whatever was thrown, as an ApiError with a sentence a person can act on. */
export function asApiError(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) return thrown;
  const message = thrown instanceof Error ? thrown.message : "The page met an unexpected failure.";
  return new ApiError(message, { code: "unexpected", status: 0, requestId: "" });
}
