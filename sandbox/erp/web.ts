import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import {
  type Answer,
  html,
  json,
  redirect,
  SERIES,
  SERVER_VERSION,
  VERSION_INFO,
} from "@/sandbox/erp/answers";
import { withConnection } from "@/sandbox/erp/connection";
import { failsByFault } from "@/sandbox/erp/faults";
import type { Log } from "@/sandbox/erp/log";
import { Metrics, readGauges } from "@/sandbox/erp/metrics";
import { loginPage } from "@/sandbox/erp/pages";
import { answerJson2, answerJsonRpc } from "@/sandbox/erp/rpc";
import type { ErpService } from "@/sandbox/erp/service";
import { listen } from "@/sandbox/node/listen";

const BODY_LIMIT_BYTES = 8 * 1024 * 1024;
const SLOW_MS = 1_500;
const DRAIN_LIMIT_MS = 25_000;

/** A web process that is serving; `stop` finishes the requests in flight. */
export type WebProcess = { readonly port: number; stop(): Promise<void> };

export async function startWeb(
  service: ErpService,
  log: Log,
  options: { host: string; port: number },
): Promise<WebProcess> {
  const metrics = new Metrics();
  const server = createServer((request, response) => {
    void serve(service, log, metrics, () => !server.listening, request, response);
  });
  server.requestTimeout = 120_000;
  const port = await listen(server, options.port, options.host);
  return {
    port,
    stop: () =>
      new Promise((resolve) => {
        const limit = setTimeout(() => server.closeAllConnections(), DRAIN_LIMIT_MS);
        server.close(() => {
          clearTimeout(limit);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}

async function serve(
  service: ErpService,
  log: Log,
  metrics: Metrics,
  draining: () => boolean,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const started = performance.now();
  const url = new URL(request.url ?? "/", "http://erp");
  let answer: Answer;
  try {
    const body = await readBody(request);
    const quiet = url.pathname === "/web/health" || url.pathname === "/metrics";
    if (service.release.fault === "slow" && !quiet) await new Promise((done) => setTimeout(done, SLOW_MS));
    if (service.release.fault === "errors" && failsByFault(url.pathname))
      throw new Error("too many connections");
    answer = await route(service, metrics, request, url, body);
  } catch (error) {
    log.error(
      "odoo.http",
      `Exception during request handling. ${error instanceof Error ? error.message : ""}`,
    );
    answer = html(
      500,
      "<!doctype html><title>500 Internal Server Error</title><h1>Internal Server Error</h1>",
    );
  }
  const bytes = Buffer.from(answer.body);
  response.writeHead(answer.status, {
    "Content-Type": answer.type,
    "Content-Length": bytes.length,
    // While draining, a kept-alive connection would hold the process open after its last answer.
    ...(draining() ? { Connection: "close" } : {}),
    ...answer.headers,
  });
  response.end(request.method === "HEAD" ? undefined : bytes);
  const seconds = (performance.now() - started) / 1000;
  if (url.pathname === "/web/health" || url.pathname === "/metrics") return;
  metrics.observe(url.pathname, answer.status, seconds);
  const line = `"${request.method} ${url.pathname} HTTP/1.1" ${answer.status} - ${seconds.toFixed(3)}`;
  const peer = request.headers["x-forwarded-for"] ?? request.socket.remoteAddress ?? "-";
  log.info("werkzeug", `${String(peer)} - - ${line}`);
  if (answer.status >= 500) log.error("odoo.http", `Exception during request handling: ${errorIn(answer)}`);
}

async function route(
  service: ErpService,
  metrics: Metrics,
  request: IncomingMessage,
  url: URL,
  body: string,
): Promise<Answer> {
  const path = url.pathname;
  if (path.startsWith("/json/2/")) {
    if (request.method !== "POST") return html(405, "<!doctype html><title>405 Method Not Allowed</title>");
    return answerJson2(service, {
      path,
      authorization: request.headers.authorization,
      database: header(request, "x-odoo-database"),
      body,
    });
  }
  if (path === "/jsonrpc" && request.method === "POST") return answerJsonRpc(service, body);
  if (path === "/web/health") return health(url);
  if (path === "/websocket/health") return json(200, { status: "pass" });
  if (path === "/web/version" || path === "/json/version") {
    return json(200, { version_info: VERSION_INFO, version: SERIES });
  }
  if (path === "/web/webclient/version_info") {
    if (request.method !== "POST")
      return html(415, "<!doctype html><title>415 Unsupported Media Type</title>");
    return json(200, { jsonrpc: "2.0", id: null, result: SERVER_VERSION });
  }
  if (path === "/metrics") return metricsPage(service, metrics);
  if (path === "/") return redirect("/odoo");
  if (path === "/odoo" || path === "/web") return redirect("/web/login");
  if (path === "/web/login") return login(service);
  return html(404, "<!doctype html><title>404 Not Found</title><h1>Not Found</h1>");
}

/** Plain health touches no database; with the argument it asks the server's `postgres` database, not ours. */
async function health(url: URL): Promise<Answer> {
  if ((url.searchParams.get("db_server_status") ?? "") === "") return json(200, { status: "pass" });
  try {
    await withConnection("postgres", (sql) => sql("SELECT 1"));
    return json(200, { status: "pass", db_server_status: true });
  } catch {
    return json(500, { status: "fail", db_server_status: false });
  }
}

async function login(service: ErpService): Promise<Answer> {
  try {
    const rows = await service.database.transaction((sql) =>
      sql<{ name: string }>(`SELECT name FROM res_company ORDER BY id LIMIT 1`),
    );
    return html(200, loginPage({ company: rows[0]?.name ?? "", release: service.release.version }));
  } catch {
    return redirect("/web/database/selector");
  }
}

async function metricsPage(service: ErpService, metrics: Metrics): Promise<Answer> {
  const gauges = await service.database.transaction(readGauges).catch(() => []);
  return { status: 200, body: metrics.render(gauges), type: "text/plain; version=0.0.4; charset=utf-8" };
}

function errorIn(answer: Answer): string {
  const message = /"message":"((?:[^"\\]|\\.)*)"/.exec(answer.body)?.[1];
  return message ?? `status ${answer.status}`;
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === "string" ? value : undefined;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    size += bytes.length;
    if (size > BODY_LIMIT_BYTES)
      throw new Error(`The request body is larger than ${BODY_LIMIT_BYTES} bytes.`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString("utf8");
}
