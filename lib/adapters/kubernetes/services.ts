import "server-only";
import type { ServiceCalls, ServiceTarget } from "@/lib/ports/cluster";
import { failureOfAnswer } from "./failures";
import { segment } from "./resources";
import type { Answer, Transport } from "./transport";

/** Business checks take seconds on a cold ERP, and the ERP itself ends each after 20 s. */
const POST_LIMIT_MS = 120_000;
const GET_LIMIT_MS = 30_000;
const MAX_BYTES = 1_048_576;

/**
 * Calls a service through the API server's proxy: no entrance of its own, and the cluster's access rules apply.
 * The API server removes the Authorization header on the way, so whoever needs credentials behind this door puts
 * them into the body. An answer of the API server itself (no ready pod, no such service) is a failure, not an answer.
 */
export function createServiceCalls(transport: Transport): ServiceCalls {
  return {
    async post(target, body, signal) {
      const path = doorOf(target);
      const call = {
        method: "POST",
        path,
        body,
        signal,
        limitMs: POST_LIMIT_MS,
        maxBytes: MAX_BYTES,
      } as const;
      return answered(target, await transport.send(call));
    },
    async get({ query = {}, ...target }, signal, { limitMs = GET_LIMIT_MS, maxBytes = MAX_BYTES } = {}) {
      const path = doorOf(target);
      return answered(
        target,
        await transport.send({ method: "GET", path, query, signal, limitMs, maxBytes }),
      );
    },
  };
}

function doorOf({ namespace, service, port, path }: ServiceTarget): string {
  const door = `/api/v1/namespaces/${segment(namespace)}/services/http:${segment(service)}:${port}/proxy`;
  const rest = path.split("/").filter((part) => part !== "");
  return `${door}/${rest.map(segment).join("/")}`;
}

function answered({ namespace, service }: ServiceTarget, answer: Answer): { status: number; body: unknown } {
  if (answer.status >= 400 && isStatus(answer.body)) {
    throw failureOfAnswer(`Calling the service ${service} in ${namespace}`, answer);
  }
  return { status: answer.status, body: answer.body };
}

const isStatus = (body: unknown): boolean =>
  typeof body === "object" &&
  body !== null &&
  "kind" in body &&
  body.kind === "Status" &&
  "apiVersion" in body;
