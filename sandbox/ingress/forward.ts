import { request as httpRequest, type IncomingMessage, type OutgoingHttpHeaders } from "node:http";
import type { Endpoint } from "@/sandbox/ingress/endpoints";

const CONNECT_LIMIT_MS = 3_000;
const ANSWER_LIMIT_MS = 130_000;

/** The chosen pod did not accept the connection: nothing was sent, another one may be tried. */
export class RefusedError extends Error {}

const HOP_BY_HOP = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/**
 * Sends the request to an endpoint and resolves with its answer's head; the caller pipes the body.
 * @throws RefusedError before anything was sent, another Error (502) afterwards.
 */
export function forward(
  endpoint: Endpoint,
  incoming: IncomingMessage,
  options: { path: string; headers: OutgoingHttpHeaders },
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    let connected = false;
    const outgoing = httpRequest({
      host: endpoint.address,
      port: endpoint.port,
      method: incoming.method ?? "GET",
      path: options.path,
      headers: options.headers,
      agent: false,
    });
    const limit = setTimeout(() => outgoing.destroy(new Error("the connection timed out")), CONNECT_LIMIT_MS);
    outgoing.on("socket", (socket) => {
      // The body is only read once there is somebody to read it, so that a refusal can be retried.
      socket.once("connect", () => {
        connected = true;
        clearTimeout(limit);
        socket.setTimeout(ANSWER_LIMIT_MS, () => outgoing.destroy(new Error("the answer took too long")));
        incoming.pipe(outgoing);
      });
    });
    outgoing.on("response", resolve);
    outgoing.on("error", (error) => {
      clearTimeout(limit);
      reject(connected ? error : new RefusedError(error.message));
    });
    incoming.on("aborted", () => outgoing.destroy());
  });
}

/** Headers to pass on: no hop-by-hop ones, plus who asked and how. */
export function forwardedHeaders(
  incoming: IncomingMessage,
  extra: Readonly<Record<string, string>>,
): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = {};
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined && !HOP_BY_HOP.has(name)) headers[name] = value;
  }
  const peer = incoming.socket.remoteAddress ?? "127.0.0.1";
  headers["x-forwarded-for"] = [incoming.headers["x-forwarded-for"], peer].filter(Boolean).join(", ");
  headers["x-forwarded-host"] = incoming.headers.host ?? "";
  headers["x-forwarded-proto"] = "http";
  headers["x-real-ip"] = peer;
  // Without a length the body comes in chunks; say so, or the backend would wait for none.
  if (incoming.headers["transfer-encoding"] !== undefined) headers["transfer-encoding"] = "chunked";
  for (const [name, value] of Object.entries(extra)) {
    if (value === "") delete headers[name.toLowerCase()];
    else headers[name.toLowerCase()] = value;
  }
  return headers;
}

/** Headers of an answer that reach the visitor. */
export function answerHeaders(
  answer: IncomingMessage,
  extra: Readonly<Record<string, string>>,
): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = {};
  for (const [name, value] of Object.entries(answer.headers)) {
    if (value !== undefined && !HOP_BY_HOP.has(name)) headers[name] = value;
  }
  return { ...headers, ...extra };
}
