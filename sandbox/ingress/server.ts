import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Store } from "@/sandbox/api/store";
import { Balancer } from "@/sandbox/ingress/balancer";
import { type Endpoint, readyEndpoints } from "@/sandbox/ingress/endpoints";
import { answerHeaders, forward, forwardedHeaders, RefusedError } from "@/sandbox/ingress/forward";
import { IngressMetrics } from "@/sandbox/ingress/metrics";
import { type Chain, chainOf, type ErrorPage, RateLimiter } from "@/sandbox/ingress/middleware";
import { type Backend, compileRoutes, findRoute, type Route } from "@/sandbox/ingress/routes";
import type { RequestFacts } from "@/sandbox/ingress/rule";
import { closeServer, listen } from "@/sandbox/node/listen";

const ROUTE_RESOURCES = [
  "ingressroutes.traefik.io",
  "traefikservices.traefik.io",
  "ingresses.networking.k8s.io",
];
const PAGE_LIMIT_BYTES = 256 * 1024;
const PAGE_LIMIT_MS = 3_000;

export type RunningIngress = { readonly port: number; readonly metricsPort: number; stop(): Promise<void> };

/** The way in from outside: one port for every host, and an administrative port with `/metrics`. */
export async function startIngress(options: {
  store: Store;
  port: number;
  metricsPort: number;
}): Promise<RunningIngress> {
  const ingress = new Ingress(options.store);
  const server = createServer((request, response) => void ingress.serve(request, response));
  const administration = createServer((request, response) => {
    const known = request.url === "/metrics";
    response.writeHead(known ? 200 : 404, { "Content-Type": "text/plain; version=0.0.4" });
    response.end(known ? ingress.metrics.render() : "404 page not found\n");
  });
  const port = await listen(server, options.port);
  const metricsPort = await listen(administration, options.metricsPort);
  return {
    port,
    metricsPort,
    stop: async () => {
      ingress.close();
      await Promise.all([closeServer(server), closeServer(administration)]);
    },
  };
}

class Ingress {
  readonly metrics = new IngressMetrics();
  readonly #store: Store;
  readonly #balancer = new Balancer();
  readonly #limiter = new RateLimiter();
  readonly #unsubscribe: (() => void)[];
  #routes: Route[] | undefined;
  #turn = 0;

  constructor(store: Store) {
    this.#store = store;
    this.#unsubscribe = ROUTE_RESOURCES.map((resource) =>
      store.subscribe(resource, () => {
        this.#routes = undefined;
      }),
    );
  }

  close(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const started = performance.now();
    const url = new URL(request.url ?? "/", "http://ingress");
    const route = findRoute(this.#currentRoutes(), factsOf(request, url));
    let backend: Backend | undefined;
    response.on("close", () => {
      const seconds = (performance.now() - started) / 1000;
      // A visitor who left before the answer is counted as Traefik does, with 499.
      const code = response.writableFinished ? response.statusCode : 499;
      this.metrics.observe(
        backend?.label ?? (route === undefined ? undefined : route.backends[0]?.label),
        request.method ?? "GET",
        code,
        seconds,
      );
    });
    const chain = route === undefined ? undefined : chainOf(this.#store, route);
    if (route === undefined || chain === undefined) {
      reply(response, 404, "text/plain", "404 page not found\n");
      return;
    }
    backend = this.#balancer.pick(`${route.namespace}/${route.name}`, route.backends);
    if (chain.reply?.page !== undefined) {
      await this.#sendPage(response, chain.reply.status, chain.reply.page, chain.responseHeaders);
      return;
    }
    if (!this.#admitted(request, response, chain)) return;
    await this.#proxy(request, response, url, chain, backend);
  }

  #currentRoutes(): Route[] {
    if (this.#routes === undefined) {
      this.#routes = compileRoutes(this.#store, ({ metadata }, message) =>
        console.warn(`ingress: ${metadata.namespace}/${metadata.name} is left out: ${message}`),
      );
      this.#balancer.reset();
    }
    return this.#routes;
  }

  #admitted(request: IncomingMessage, response: ServerResponse, chain: Chain): boolean {
    if (chain.rateLimit !== undefined && !this.#limiter.admit(chain.rateLimit, Date.now())) {
      reply(response, 429, "text/plain", "Too Many Requests");
      return false;
    }
    if (chain.reply !== undefined) {
      reply(response, chain.reply.status, chain.reply.type, chain.reply.body, {
        "Retry-After": "30",
        ...chain.responseHeaders,
      });
      return false;
    }
    if (
      chain.maximumBody !== undefined &&
      Number(request.headers["content-length"] ?? 0) > chain.maximumBody
    ) {
      reply(response, 413, "text/plain", "Request Entity Too Large");
      return false;
    }
    return true;
  }

  async #proxy(
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
    chain: Chain,
    backend: Backend | undefined,
  ): Promise<void> {
    const options = {
      path: strip(url.pathname, chain.stripPrefixes) + url.search,
      headers: forwardedHeaders(request, chain.requestHeaders),
    };
    try {
      const answer = await this.#send(request, backend, options);
      const status = answer?.statusCode ?? 503;
      if (chain.errorPage?.covers(status)) {
        answer?.resume();
        await this.#sendPage(response, status, chain.errorPage, chain.responseHeaders);
      } else if (answer === undefined) {
        reply(response, 503, "text/plain", "no available server\n");
      } else {
        response.writeHead(status, answerHeaders(answer, chain.responseHeaders));
        answer.on("error", () => response.destroy());
        answer.pipe(response);
      }
    } catch {
      if (response.headersSent) response.destroy();
      else reply(response, 502, "text/plain", "Bad Gateway");
    }
  }

  /** Tries a second pod when the first refuses the connection: it is going away. Undefined: there is none. */
  async #send(
    request: IncomingMessage,
    backend: Backend | undefined,
    options: Parameters<typeof forward>[2],
  ): Promise<IncomingMessage | undefined> {
    if (backend === undefined) return undefined;
    const endpoints = readyEndpoints(this.#store, backend.namespace, backend.service, backend.port);
    const first = this.#next(endpoints);
    if (first === undefined) return undefined;
    try {
      return await forward(first, request, options);
    } catch (error) {
      const other = endpoints.find((endpoint) => endpoint !== first) ?? first;
      if (!(error instanceof RefusedError)) throw error;
      return forward(other, request, options);
    }
  }

  #next(endpoints: readonly Endpoint[]): Endpoint | undefined {
    this.#turn = (this.#turn + 1) % 1_000_000;
    return endpoints.length === 0 ? undefined : endpoints[this.#turn % endpoints.length];
  }

  async #sendPage(
    response: ServerResponse,
    status: number,
    page: ErrorPage,
    headers: Readonly<Record<string, string>>,
  ): Promise<void> {
    const [endpoint] = readyEndpoints(this.#store, page.namespace, page.service, page.port);
    const query = page.query.replaceAll("{status}", String(status));
    const fallback = `<!doctype html><title>${status}</title><h1>This system is not available at the moment.</h1>\n`;
    const body =
      endpoint === undefined
        ? fallback
        : await fetch(`http://${endpoint.address}:${endpoint.port}${query}`, {
            signal: AbortSignal.timeout(PAGE_LIMIT_MS),
          })
            .then((answer) => answer.text())
            .catch(() => fallback);
    reply(response, status, "text/html; charset=utf-8", body.slice(0, PAGE_LIMIT_BYTES), headers);
  }
}

function factsOf(request: IncomingMessage, url: URL): RequestFacts {
  return {
    host: (request.headers.host ?? "").replace(/:\d+$/, "").toLowerCase(),
    path: url.pathname,
    method: request.method ?? "GET",
    header: (name) => {
      const value = request.headers[name];
      return Array.isArray(value) ? value[0] : value;
    },
    query: url.searchParams,
  };
}

function strip(path: string, prefixes: readonly string[]): string {
  const prefix = prefixes.find((candidate) => path.startsWith(candidate));
  const rest = prefix === undefined ? path : path.slice(prefix.length);
  return rest.startsWith("/") ? rest : `/${rest}`;
}

function reply(
  response: ServerResponse,
  status: number,
  type: string,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { "Content-Type": type, "Content-Length": Buffer.byteLength(body), ...headers });
  response.end(body);
}
