import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { bootstrap } from "@/sandbox/api/bootstrap";
import type { Answer, Api } from "@/sandbox/api/call";
import { followDefinitions } from "@/sandbox/api/definitions";
import { ApiError, statusOf } from "@/sandbox/api/errors";
import { Pager } from "@/sandbox/api/pagination";
import { Persistence } from "@/sandbox/api/persist";
import { route, type Unrouted } from "@/sandbox/api/router";
import type { Store } from "@/sandbox/api/store";
import { TokenIssuer } from "@/sandbox/api/tokens";
import type { PodRuntime } from "@/sandbox/api/types";

export type { PodRuntime } from "@/sandbox/api/types";

export type ApiOptions = {
  store: Store;
  /** 0 chooses a free port. */
  port: number;
  tokens: { admin: string };
  runtime?: PodRuntime;
  /** Where the state survives a restart; without it the state ends with the process. */
  dataFile?: string;
};

/**
 * Starts the API server on 127.0.0.1: reads the data file, makes sure of the objects every cluster has, listens.
 * Start the controllers after it, so that they see the restored state.
 */
export async function startApi(options: ApiOptions): Promise<{ port: number; stop(): Promise<void> }> {
  const { store, tokens, runtime, dataFile } = options;
  const persistence = dataFile === undefined ? undefined : new Persistence(store, dataFile);
  const unfollow = followDefinitions(store);
  bootstrap(store);
  persistence?.compact();
  const api: Api = {
    store,
    tokens: new TokenIssuer(store),
    pager: new Pager(),
    adminToken: tokens.admin,
    runtime,
  };
  const server = createServer((request, response) => void handle(api, request, response));
  // Clients keep idle connections for reuse; closing them first would race with their next request.
  server.keepAliveTimeout = 75_000;
  server.headersTimeout = 80_000;
  await listen(server, options.port);
  const stop = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
    unfollow();
    persistence?.stop();
  };
  return { port: (server.address() as AddressInfo).port, stop };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve();
    });
  });
}

async function handle(api: Api, request: IncomingMessage, response: ServerResponse): Promise<void> {
  response.on("error", () => undefined);
  try {
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    const answer = await route(api, {
      request,
      response,
      method: request.method ?? "GET",
      path: url.pathname,
      query: url.searchParams,
      contentType: request.headers["content-type"] ?? "",
      accept: request.headers.accept ?? "",
    });
    write(request, response, answer);
  } catch (error) {
    fail(request, response, error);
  }
}

function write(request: IncomingMessage, response: ServerResponse, answer: Answer | Unrouted): void {
  if (answer === undefined || response.headersSent) return;
  if ("plain" in answer) {
    response.writeHead(answer.code, { "content-type": "text/plain; charset=utf-8" }).end(answer.plain);
    return;
  }
  const { code, body, headers = {} } = answer;
  if (body === undefined) {
    response.writeHead(code, headers).end();
    return;
  }
  const content = Buffer.from(`${JSON.stringify(body)}\n`);
  const all = { "content-type": "application/json", "content-length": content.length, ...headers };
  response.writeHead(code, all).end(request.method === "HEAD" ? undefined : content);
}

function fail(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  const known =
    error instanceof ApiError ? error : new ApiError(500, "InternalError", "the sandbox API server failed");
  if (known !== error) console.error(`sandbox: ${request.method} ${request.url} failed`, error);
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const headers = known.code === 413 ? { connection: "close" } : {};
  write(request, response, { code: known.code, body: statusOf(known), headers });
}

export type KubeconfigOptions = { port: number; token: string };

/** A kubeconfig for libraries: the user "cluster-admin" with a bearer token. */
export function kubeconfig({ port, token }: KubeconfigOptions): string {
  return configText(`http://127.0.0.1:${port}`, token);
}

/**
 * A kubeconfig for kubectl, which drops bearer tokens over plain HTTP: the credentials are in the server's URL.
 * Libraries that use fetch refuse such URLs; give them `kubeconfig`.
 */
export function kubectlConfig({ port, token }: KubeconfigOptions): string {
  return configText(`http://cluster-admin:${encodeURIComponent(token)}@127.0.0.1:${port}`, token);
}

function configText(server: string, token: string): string {
  return `apiVersion: v1
kind: Config
current-context: sandbox
clusters:
  - name: sandbox
    cluster:
      server: ${server}
      insecure-skip-tls-verify: true
contexts:
  - name: sandbox
    context:
      cluster: sandbox
      user: cluster-admin
users:
  - name: cluster-admin
    user:
      token: ${JSON.stringify(token)}
`;
}
