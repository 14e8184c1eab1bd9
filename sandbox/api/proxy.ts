import { request as send } from "node:http";
import { pipeline } from "node:stream";
import type { Answer, Api, Call } from "@/sandbox/api/call";
import { ApiError, badRequest, notFound } from "@/sandbox/api/errors";
import { at, number, records, stringMap, text } from "@/sandbox/api/json";
import type { Target } from "@/sandbox/api/paths";
import { matchesSelector } from "@/sandbox/api/selectors";
import type { Store } from "@/sandbox/api/store";
import type { Fields, KubeObject } from "@/sandbox/api/types";

const timeLimitMilliseconds = 60_000;
const hopHeaders = new Set([
  "connection",
  "keep-alive",
  "transfer-encoding",
  "upgrade",
  "te",
  "trailer",
  "proxy-authorization",
]);

export type Address = { host: string; port: number };

const unavailable = (message: string): ApiError => new ApiError(503, "ServiceUnavailable", message);

function isReady(pod: KubeObject): boolean {
  const conditions = records(at(pod, "status", "conditions"));
  const ready = conditions.some((entry) => entry["type"] === "Ready" && entry["status"] === "True");
  return ready && pod.metadata.deletionTimestamp === undefined;
}

function containerPort(pod: KubeObject, wanted: unknown): number | undefined {
  if (typeof wanted === "number") return wanted;
  const ports = records(at(pod, "spec", "containers")).flatMap((container) => records(container["ports"]));
  return number(ports.find((port) => port["name"] === wanted)?.["containerPort"]);
}

function servicePort(service: KubeObject, asked: string): Fields {
  const ports = records(at(service, "spec", "ports"));
  const only = asked === "" && ports.length === 1 ? ports[0] : undefined;
  const found = only ?? ports.find((port) => port["name"] === asked || String(port["port"]) === asked);
  if (found === undefined)
    throw unavailable(`no service port "${asked}" found for service "${service.metadata.name}"`);
  return found;
}

/** Where a service's traffic goes: a ready pod's address, another one each time. Throws 404 or 503. */
export function serviceAddress(store: Store, namespace: string, name: string, port: string): Address {
  const service = store.get("services", namespace, name);
  if (service === undefined) throw notFound({ group: "", plural: "services" }, name);
  const wanted = servicePort(service, port);
  const selector = stringMap(at(service, "spec", "selector"));
  const pods = store
    .list("pods", namespace)
    .filter((pod) => matchesSelector({ matchLabels: selector }, pod.metadata.labels) && isReady(pod));
  const pod = Object.keys(selector).length === 0 ? undefined : pods[Math.floor(Math.random() * pods.length)];
  const host = text(at(pod, "status", "podIP"));
  const target = pod === undefined ? undefined : containerPort(pod, wanted["targetPort"] ?? wanted["port"]);
  if (host === undefined || target === undefined)
    throw unavailable(`no endpoints available for service "${name}"`);
  return { host, port: target };
}

/** "name", "name:port", "http:name:port": the forms a proxied service is named by. */
export function parseServiceName(given: string): { name: string; port: string } {
  const parts = given.split(":");
  if (parts.length === 3) {
    if (parts[0] === "https") throw badRequest("the sandbox proxies to http services only");
    return { name: parts[1] ?? "", port: parts[2] ?? "" };
  }
  return { name: parts[0] ?? "", port: parts[1] ?? "" };
}

function forwardedHeaders(call: Call): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(call.request.headers)) {
    // The credentials are for this server, not for the service behind it.
    if (value === undefined || hopHeaders.has(name) || name === "authorization" || name === "host") continue;
    headers[name] = value;
  }
  return headers;
}

/** The path and query for the service, exactly as the caller wrote them. */
function pathBehind(call: Call): string {
  const behind =
    /^\/api\/v1\/namespaces\/[^/]+\/services\/[^/]+\/proxy(.*)$/.exec(call.request.url ?? "")?.[1] ?? "";
  return behind.startsWith("/") ? behind : `/${behind}`;
}

/** Passes the request to the service and its answer back. Throws 503 when the pod cannot be reached in time. */
export function proxyService(api: Api, call: Call, target: Target): Promise<Answer> {
  const { name, port } = parseServiceName(target.name ?? "");
  const address = serviceAddress(api.store, target.namespace ?? "", name, port);
  const path = pathBehind(call);
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void =>
      reject(unavailable(`error trying to reach service: ${error.message}`));
    const outgoing = send({
      host: address.host,
      port: address.port,
      method: call.method,
      path,
      headers: { ...forwardedHeaders(call), host: `${name}.${target.namespace ?? ""}` },
      timeout: timeLimitMilliseconds,
    });
    outgoing.on("timeout", () =>
      outgoing.destroy(new Error(`no answer within ${timeLimitMilliseconds / 1000} s`)),
    );
    outgoing.on("error", fail);
    outgoing.on("response", (incoming) => {
      const headers = Object.entries(incoming.headers).filter(([header]) => !hopHeaders.has(header));
      call.response.writeHead(incoming.statusCode ?? 502, Object.fromEntries(headers));
      pipeline(incoming, call.response, () => resolve(undefined));
    });
    pipeline(call.request, outgoing, () => undefined);
  });
}
