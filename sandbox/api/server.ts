import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo, Server } from "node:net";
import { bootstrap } from "@/sandbox/api/bootstrap";
import type { Answer, Api, Unrouted } from "@/sandbox/api/call";
import type { Certificates } from "@/sandbox/api/certificates";
import { followDefinitions } from "@/sandbox/api/definitions";
import { ApiError, statusOf } from "@/sandbox/api/errors";
import { Pager } from "@/sandbox/api/pagination";
import { Persistence } from "@/sandbox/api/persist";
import { route } from "@/sandbox/api/router";
import type { Store } from "@/sandbox/api/store";
import { TokenIssuer } from "@/sandbox/api/tokens";
import type { PodRuntime } from "@/sandbox/api/types";

export type { PodRuntime } from "@/sandbox/api/types";

export type ApiOptions = {
  store: Store;
  /** 0 chooses a free port. */
  port: number;
  tokens: { admin: string };
  /** Without certificates the server speaks plain HTTP, which kubectl gives no token to: for tests in one process. */
  tls?: Certificates;
  runtime?: PodRuntime;
  /** Where the state survives a restart; without it the state ends with the process. */
  dataFile?: string;
};

/**
 * Starts the API server on 127.0.0.1: reads the data file, makes sure of the objects every cluster has, listens.
 * Start the controllers after it, so that they see the restored state.
 */
export async function startApi(options: ApiOptions): Promise<{ port: number; stop(): Promise<void> }> {
  const { store, tokens, tls, runtime, dataFile } = options;
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
  const listener: RequestListener = (request, response) => void handle(api, request, response);
  const server =
    tls === undefined
      ? createServer(listener)
      : createTlsServer({ cert: tls.certificate, key: tls.key }, listener);
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
    const { code, plain, contentType = "text/plain; charset=utf-8" } = answer;
    response.writeHead(code, { "content-type": contentType }).end(plain);
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

/**
 * A kubeconfig of the user "cluster-admin", for kubectl, libraries and Holdfast alike. `authority` is the certificate
 * authority of a server with TLS.
 */
export function kubeconfig(options: { port: number; token: string; authority?: string }): string {
  const { port, token, authority } = options;
  const scheme = authority === undefined ? "http" : "https";
  const trust =
    authority === undefined
      ? ""
      : `\n      certificate-authority-data: ${Buffer.from(authority).toString("base64")}`;
  return `apiVersion: v1
kind: Config
current-context: sandbox
clusters:
  - name: sandbox
    cluster:
      server: ${scheme}://127.0.0.1:${port}${trust}
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
