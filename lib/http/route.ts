import "server-only";
import { randomUUID } from "node:crypto";
import { requestActor } from "@/lib/auth/actor";
import type { ApiOperation } from "@/lib/contracts/api/operation";
import { API, type OperationId, type Output } from "@/lib/contracts/api/registry";
import { Problem } from "@/lib/domain/shared/problem";
import { getRuntime } from "@/lib/runtime/runtime";
import { recordRefusal } from "@/lib/usecases/audit/refusal";
import type { Context } from "@/lib/usecases/context";
import { readJson } from "./body";
import { assertSameOrigin } from "./origin";
import { outageOf } from "./outage";
import { bugResponse, problemResponse } from "./problem";

type Params = { params: Promise<Record<string, string>> };
/** A use-case of this operation. Its input is whatever the request brought: it parses, and refuses, itself. */
type Run<Id extends OperationId> = (ctx: Context, input: never) => Promise<Output<Id>>;

/**
 * One operation of the registry as a Next route handler: request id, actor, same-origin check, body limit, the
 * use-case, problem+json. Input of path, query and body is merged into one object; the use-case parses it.
 */
export function route<Id extends OperationId>(id: Id, run: Run<Id>) {
  const operation: ApiOperation = API[id];
  return async (request: Request, { params }: Params): Promise<Response> => {
    const requestId = randomUUID();
    const now = new Date();
    let ctx: Context | null = null;
    let entered = false;
    try {
      const actor = await requestActor(request, now);
      ctx = getRuntime().context(actor, requestId, now);
      // A token is sent on purpose; only a cookie travels by itself.
      if (operation.method !== "GET" && actor.kind === "person") assertSameOrigin(request);
      const input = await inputOf(operation, request, await params);
      entered = true;
      const output = await run(ctx, input as never);
      return Response.json(output, {
        status: operation.status ?? 200,
        headers: { "x-request-id": requestId, "cache-control": "no-store" },
      });
    } catch (error) {
      if (!(error instanceof Problem)) return failed(error, requestId, operation, id);
      // A use-case audits its own refusals; what never reached it is audited here.
      if (ctx !== null && !entered && operation.method !== "GET") await auditRefusal(ctx, id, error);
      return problemResponse(error, requestId);
    }
  };
}

/** A database without room or voice is no bug: the client is told when to ask again. Anything else is one, logged once. */
function failed(error: unknown, requestId: string, { method }: ApiOperation, operation: string): Response {
  const { logger } = getRuntime();
  const outage = outageOf(error, method !== "GET");
  if (outage === null) {
    logger.error({ error, requestId, operation }, "request failed");
    return bugResponse(requestId);
  }
  logger.warn({ error, requestId, operation }, "request turned away: the database gives no answer");
  return problemResponse(outage, requestId);
}

/** The refusal stands whether or not it could be written down; that it could not is logged. */
async function auditRefusal(ctx: Context, id: string, problem: Problem): Promise<void> {
  try {
    await recordRefusal(ctx, id, problem);
  } catch (error) {
    getRuntime().logger.error({ error, requestId: ctx.correlationId }, "refusal was not audited");
  }
}

async function inputOf(
  operation: ApiOperation,
  request: Request,
  params: Record<string, string>,
): Promise<Record<string, unknown>> {
  if (operation.params?.safeParse(params).success === false) {
    throw new Problem("not_found", "There is no such thing: the id in the address is not one of Holdfast's.");
  }
  const query = Object.fromEntries(new URL(request.url).searchParams);
  const body = operation.body === undefined ? {} : await readJson(request, operation.bodyKib);
  if (body === null || typeof body !== "object" || Array.isArray(body)) {
    throw new Problem("invalid_input", "The body has to be a JSON object.");
  }
  return { ...(operation.query === undefined ? {} : query), ...body, ...params };
}
