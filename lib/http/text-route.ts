import "server-only";
import { randomUUID } from "node:crypto";
import type { ApiOperation } from "@/lib/contracts/api/operation";
import { API, type OperationId, type Output } from "@/lib/contracts/api/registry";
import { Problem } from "@/lib/domain/shared/problem";
import { getRuntime } from "@/lib/runtime/runtime";
import { outageOf } from "./outage";
import { bugResponse, problemResponse } from "./problem";

type Run<Id extends OperationId> = (
  given: { db: ReturnType<typeof getRuntime>["db"]; now: Date },
  input: never,
) => Promise<Output<Id>>;

/**
 * A read of the registry that answers text to whoever knows its address: no session is asked for, the use-case finds
 * out from the query who reads. Nobody in between may keep the answer.
 */
export function textRoute<Id extends OperationId>(id: Id, run: Run<Id>) {
  const operation: ApiOperation = API[id];
  return async (request: Request): Promise<Response> => {
    const requestId = randomUUID();
    try {
      const input = Object.fromEntries(new URL(request.url).searchParams);
      const text = await run({ db: getRuntime().db, now: new Date() }, input as never);
      return new Response(String(text), {
        headers: {
          "content-type": `${operation.text ?? "text/plain"}; charset=utf-8`,
          "x-request-id": requestId,
          "cache-control": "private, no-store",
          "referrer-policy": "no-referrer",
        },
      });
    } catch (error) {
      if (error instanceof Problem) return problemResponse(error, requestId);
      const outage = outageOf(error, false);
      if (outage !== null) return problemResponse(outage, requestId);
      getRuntime().logger.error({ error, requestId, operation: id }, "request failed");
      return bugResponse(requestId);
    }
  };
}
