import { STATUS_CODES } from "node:http";
import { at, isRecord, number, record, stringMap, text } from "@/sandbox/api/json";
import type { KubeObject, ObjectReader } from "@/sandbox/api/types";
import type { Route } from "@/sandbox/ingress/routes";

/** The middlewares of a route, put together into what the proxy has to do. */
export type Chain = {
  /** Answered at once instead of forwarding: a maintenance page or a refusal. */
  readonly reply: Reply | undefined;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly responseHeaders: Readonly<Record<string, string>>;
  readonly rateLimit:
    | { readonly key: string; readonly perSecond: number; readonly burst: number }
    | undefined;
  readonly stripPrefixes: readonly string[];
  /** Answers whose body is replaced by a page, as Traefik's `errors` middleware does. */
  readonly errorPage: ErrorPage | undefined;
  /** Requests with larger bodies are refused; bytes. */
  readonly maximumBody: number | undefined;
};

export type Reply = {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  /** An `errors` middleware before the refusal takes the body from its service. */
  readonly page?: ErrorPage;
};

export type ErrorPage = {
  readonly covers: (status: number) => boolean;
  readonly namespace: string;
  readonly service: string;
  readonly port: string;
  readonly query: string;
};

const EMPTY: Chain = {
  reply: undefined,
  requestHeaders: {},
  responseHeaders: {},
  rateLimit: undefined,
  stripPrefixes: [],
  errorPage: undefined,
  maximumBody: undefined,
};

const MAINTENANCE_PAGE =
  '<!doctype html><html lang="en"><meta charset="utf-8"><title>Maintenance</title><h1>Maintenance</h1><p>This system is being updated and will be back soon.</p></html>\n';

/** Resolves a route's middlewares in their order; a missing one fails the route as in Traefik. */
export function chainOf(store: ObjectReader, route: Route): Chain | undefined {
  let chain = EMPTY;
  for (const { namespace, name } of route.middlewares) {
    const object = store.get("middlewares.traefik.io", namespace, name);
    if (object === undefined) return undefined;
    chain = extend(chain, object);
  }
  return chain;
}

function extend(chain: Chain, object: KubeObject): Chain {
  const spec = record(object["spec"]);
  const { namespace = "", name } = object.metadata;
  const headers = spec["headers"];
  const limit = spec["rateLimit"];
  const errors = spec["errors"];
  const allowed = at(spec, "ipAllowList", "sourceRange") ?? at(spec, "ipWhiteList", "sourceRange");
  return {
    reply: chain.reply ?? maintenance(spec["plugin"]) ?? refusal(allowed, spec, chain.errorPage),
    requestHeaders: { ...chain.requestHeaders, ...stringMap(at(headers, "customRequestHeaders")) },
    responseHeaders: { ...chain.responseHeaders, ...stringMap(at(headers, "customResponseHeaders")) },
    rateLimit: limit === undefined ? chain.rateLimit : { key: `${namespace}/${name}`, ...rate(limit) },
    stripPrefixes: [...chain.stripPrefixes, ...strings(at(spec, "stripPrefix", "prefixes"))],
    errorPage: errors === undefined ? chain.errorPage : errorPage(namespace, errors),
    maximumBody: number(at(spec, "buffering", "maxRequestBodyBytes")) ?? chain.maximumBody,
  };
}

/** A plugin whose name speaks of maintenance answers with its page while it is enabled. */
function maintenance(plugin: unknown): Chain["reply"] {
  for (const [name, settings] of Object.entries(record(plugin))) {
    if (!name.toLowerCase().includes("maintenance") || at(settings, "enabled") === false) continue;
    return {
      status: number(at(settings, "httpResponseCode")) ?? number(at(settings, "statusCode")) ?? 503,
      type: text(at(settings, "httpContentType")) ?? "text/html; charset=utf-8",
      body: text(at(settings, "content")) ?? MAINTENANCE_PAGE,
    };
  }
  return undefined;
}

/** Everybody comes from loopback here; a list without it closes the door. */
function refusal(allowed: unknown, spec: unknown, page: ErrorPage | undefined): Chain["reply"] {
  if (!Array.isArray(allowed)) return undefined;
  const open = allowed.some((range) => /^(127\.|0\.0\.0\.0\/0|::1|::\/0)/.test(String(range)));
  if (open) return undefined;
  const status = number(at(spec, "ipAllowList", "rejectStatusCode")) ?? 403;
  const body = STATUS_CODES[status] ?? "Refused";
  return { status, type: "text/plain", body, ...(page?.covers(status) ? { page } : {}) };
}

function rate(limit: unknown): { perSecond: number; burst: number } {
  const period = /^(\d+)(ms|s|m|h)?$/.exec(String(at(limit, "period") ?? "1s"));
  const unit = { ms: 0.001, s: 1, m: 60, h: 3600 }[period?.[2] ?? "s"] ?? 1;
  const seconds = Math.max(0.001, Number(period?.[1] ?? 1) * unit);
  return { perSecond: (number(at(limit, "average")) ?? 0) / seconds, burst: number(at(limit, "burst")) ?? 1 };
}

function errorPage(namespace: string, errors: unknown): ErrorPage {
  const ranges = strings(at(errors, "status")).map((range) => {
    const [low = "", high = low] = range.split("-");
    return { low: Number(low), high: Number(high) };
  });
  const service = at(errors, "service");
  return {
    covers: (status) => ranges.some(({ low, high }) => status >= low && status <= high),
    namespace: text(at(service, "namespace")) ?? namespace,
    service: isRecord(service) ? (text(service["name"]) ?? "") : "",
    port: String(at(service, "port") ?? ""),
    query: text(at(errors, "query")) ?? "/",
  };
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** A token bucket per rate-limiting middleware. */
export class RateLimiter {
  readonly #buckets = new Map<string, { tokens: number; at: number }>();

  /** Takes a token; false means the request is refused with 429. */
  admit(limit: NonNullable<Chain["rateLimit"]>, now: number): boolean {
    if (limit.perSecond <= 0) return true;
    const before = this.#buckets.get(limit.key) ?? { tokens: limit.burst, at: now };
    const refilled = Math.min(limit.burst, before.tokens + ((now - before.at) / 1000) * limit.perSecond);
    const admitted = refilled >= 1;
    this.#buckets.set(limit.key, { tokens: admitted ? refilled - 1 : refilled, at: now });
    return admitted;
  }
}
