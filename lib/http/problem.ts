import "server-only";
import { PROBLEM_STATUS, type Problem } from "@/lib/domain/shared/problem";

/** Facts a client may read; anything else a Problem carries stays inside. */
const PUBLIC_FACTS = ["issues", "gates", "privileges", "stale", "state"] as const;

/** RFC 9457 problem details with the request's id, by which the log can be searched. */
export function problemResponse(problem: Problem, requestId: string): Response {
  const facts = Object.fromEntries(
    PUBLIC_FACTS.filter((key) => key in problem.facts).map((key) => [key, problem.facts[key]]),
  );
  const status = PROBLEM_STATUS[problem.code];
  return Response.json(
    {
      type: `urn:holdfast:problem:${problem.code}`,
      title: TITLES[problem.code],
      status,
      detail: problem.message,
      code: problem.code,
      requestId,
      ...facts,
    },
    { status, headers: { ...headersOf(requestId), ...retryAfterOf(problem) } },
  );
}

/** When to ask again, for a Problem that says so in `retryAfterSeconds`. */
function retryAfterOf({ facts }: Problem): Record<string, string> {
  const seconds = facts["retryAfterSeconds"];
  return typeof seconds === "number" ? { "retry-after": String(Math.ceil(seconds)) } : {};
}

const headersOf = (requestId: string) => ({
  "content-type": "application/problem+json",
  "x-request-id": requestId,
  "cache-control": "no-store",
});

const TITLES = {
  invalid_input: "The request is not valid",
  not_signed_in: "Not signed in",
  forbidden: "Not allowed",
  not_found: "Not found",
  conflict: "It cannot be done as things stand",
  too_large: "The request is too large",
  unsupported_media_type: "Send JSON",
  gate_refused: "A gate refuses it",
  limited: "Too many requests",
  upstream_failed: "Something Holdfast depends on did not answer",
  unavailable: "Holdfast cannot answer at the moment",
} as const satisfies Record<keyof typeof PROBLEM_STATUS, string>;

/** The answer to a bug: nothing of the error goes out but the id under which it was logged. */
export const bugResponse = (requestId: string): Response =>
  Response.json(
    {
      type: "urn:holdfast:problem:internal",
      title: "A fault in Holdfast",
      status: 500,
      detail: `This is our fault, not yours. Nothing was changed. Tell us the request id ${requestId}.`,
      code: "internal",
      requestId,
    },
    { status: 500, headers: headersOf(requestId) },
  );
