import type { IncomingMessage, ServerResponse } from "node:http";
import { ApiError, badRequest, unsupported } from "@/sandbox/api/errors";
import type { Pager } from "@/sandbox/api/pagination";
import type { User } from "@/sandbox/api/rbac";
import type { Store } from "@/sandbox/api/store";
import type { TokenIssuer } from "@/sandbox/api/tokens";
import type { PodRuntime } from "@/sandbox/api/types";

/** What one API server is made of. */
export type Api = {
  store: Store;
  tokens: TokenIssuer;
  pager: Pager;
  adminToken: string;
  runtime: PodRuntime | undefined;
};

/** One request, authenticated. */
export type Call = {
  request: IncomingMessage;
  response: ServerResponse;
  method: string;
  path: string;
  query: URLSearchParams;
  user: User;
  contentType: string;
  accept: string;
};

/** What a handler answers; undefined when it has written (or streams) the response itself. */
export type Answer = { code: number; body: unknown; headers?: Record<string, string> } | undefined;

/** An answer that is no JSON; text unless `contentType` says otherwise. */
export type Unrouted = { plain: string | Buffer; code: number; contentType?: string };

const largestBody = 3 * 1024 * 1024;

/** The request's body. Throws 413 above 3 MiB. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const part = chunk as Buffer;
    size += part.length;
    if (size > largestBody) {
      const message = `Request entity too large: limit is ${largestBody}`;
      throw new ApiError(413, "RequestEntityTooLarge", message);
    }
    chunks.push(part);
  }
  return Buffer.concat(chunks);
}

/** A whole-number query parameter; undefined when it is missing. Throws 400 for anything else. */
export function wholeNumber(query: URLSearchParams, name: string): number | undefined {
  const given = query.get(name);
  if (given === null || given === "") return undefined;
  if (!/^\d{1,15}$/.test(given))
    throw badRequest(`the query parameter ${name} must be a whole number, not "${given}"`);
  return Number(given);
}

export function flag(query: URLSearchParams, name: string): boolean {
  const given = query.get(name);
  return given !== null && given !== "false" && given !== "0";
}

/** The options every write takes. Throws 422 for an unknown dryRun value. */
export function writeOptions(call: Call): { dryRun: boolean; manager: string } {
  const dryRun = call.query.getAll("dryRun").filter((value) => value !== "");
  const unknown = dryRun.find((value) => value !== "All");
  if (unknown !== undefined) {
    const cause = unsupported("dryRun", unknown, ["All"]);
    throw new ApiError(422, "Invalid", `Options.meta.k8s.io "" is invalid: dryRun: ${cause.message}`, {
      group: "meta.k8s.io",
      causes: [cause],
    });
  }
  const agent = (call.request.headers["user-agent"] ?? "").split("/")[0] ?? "";
  const manager = call.query.get("fieldManager") || agent || "unknown";
  return { dryRun: dryRun.length > 0, manager: manager.slice(0, 128) };
}
