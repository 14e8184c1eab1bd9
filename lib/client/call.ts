import type { Input, OperationId, Output } from "@/lib/contracts/api/registry";
import { ADDRESSES } from "./addresses";
import { ApiError, type InputIssue, type RefusedGate } from "./api-error";

type Parts = {
  params?: Record<string, string>;
  query?: Record<string, string | number | boolean | undefined>;
  body?: unknown;
};
type Described = { method: string; path: string };

/** How long a call may take before it fails with `timed_out`, in seconds. What is being done is waited for longer than what is read. */
const READ_LIMIT = 20;
const WRITE_LIMIT = 60;

/**
 * Calls one operation of the API registry. The server answers in the shape the registry promises for it.
 * Throws ApiError: the server's problem, `unreachable` without an answer, `timed_out` after 20 seconds, a write after 60.
 * An abort through `signal` is passed on as it is, so that a query that was left is not an error.
 */
export async function call<Id extends OperationId>(
  id: Id,
  input: Input<Id>,
  signal?: AbortSignal,
): Promise<Output<Id>> {
  const operation: Described = ADDRESSES[id];
  const parts = input as Parts;
  const answer = await send(operation, parts, signal);
  if (!answer.ok) throw await problemOf(answer);
  return (await answer.json()) as Output<Id>;
}

async function send(operation: Described, parts: Parts, signal: AbortSignal | undefined): Promise<Response> {
  const reads = operation.method === "GET";
  const limitSeconds = reads ? READ_LIMIT : WRITE_LIMIT;
  const limit = AbortSignal.timeout(limitSeconds * 1_000);
  const hasBody = parts.body !== undefined;
  try {
    return await fetch(addressOf(operation.path, parts), {
      method: operation.method,
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
      headers: hasBody ? { "content-type": "application/json" } : {},
      ...(hasBody ? { body: JSON.stringify(parts.body) } : {}),
    });
  } catch (thrown) {
    if (signal?.aborted) throw thrown;
    if (limit.aborted) {
      const then = reads ? "Try again." : "Look whether it was done before you try again.";
      throw new ApiError(`Holdfast did not answer within ${limitSeconds} seconds. ${then}`, {
        code: "timed_out",
        status: 0,
        requestId: "",
      });
    }
    throw new ApiError("Holdfast cannot be reached. Check the connection and try again.", {
      code: "unreachable",
      status: 0,
      requestId: "",
    });
  }
}

/** The address of an operation with its path parameters filled in and its query appended. */
export function addressOf(path: string, parts: Pick<Parts, "params" | "query">): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(parts.params?.[name] ?? ""),
  );
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parts.query ?? {})) {
    if (value !== undefined && value !== "") query.set(name, String(value));
  }
  const text = query.toString();
  return text ? `${filled}?${text}` : filled;
}

type ProblemBody = {
  code?: string;
  detail?: string;
  title?: string;
  requestId?: string;
  gates?: RefusedGate[];
  issues?: InputIssue[];
};

async function problemOf(answer: Response): Promise<ApiError> {
  const body = (await answer.json().catch(() => ({}))) as ProblemBody;
  const requestId = body.requestId ?? answer.headers.get("x-request-id") ?? "";
  const message = body.detail ?? body.title ?? `Holdfast answered ${answer.status} without an explanation.`;
  return new ApiError(message, {
    code: body.code ?? "unexpected",
    status: answer.status,
    requestId,
    gates: Array.isArray(body.gates) ? body.gates : [],
    issues: Array.isArray(body.issues) ? body.issues : [],
  });
}
