import { createServer, type IncomingMessage, request as plain, type ServerResponse } from "node:http";
import { type RequestOptions, request } from "node:https";
import type { AddressInfo } from "node:net";

export type Fault =
  /** Not forwarded and not answered until released, or for `forMs`; what a hanging API server does. */
  | { kind: "hold_request"; forMs?: number }
  /** Forwarded and carried out; the answer is kept back until released. */
  | { kind: "hold_answer" }
  | { kind: "answer"; status: number; reason: string; retryAfterSeconds?: number };

export type Rule = {
  method: Pick<RegExp, "test">;
  path: Pick<RegExp, "test">;
  /** What the request's body must hold; left out, any body will do. */
  body?: RegExp;
  fault: Fault;
  /** How many matching requests it meets. */
  times: number;
  /** Asked at each match: false lets the request through and does not count it. */
  when?(): Promise<boolean>;
};

export type Armed = {
  /** How many requests it has met. */
  met(): number;
  /** Lets everything go that it holds, and meets nothing more. */
  release(): void;
};

type Standing = Rule & { left: number; count: number; released: Promise<void>; release(): void };

/** What stands before the real API server and passes everything on, unless a rule says otherwise. */
export type FaultProxy = {
  url: string;
  arm(rule: Rule): Armed;
  /** Ends every open watch now and every new one after `ms`, until the function returned is called. */
  cutWatches(ms: number): { count(): number; stop(): void };
  /** Requests that change something (rehearsals excepted), as "METHOD path", oldest first. */
  writes(): readonly string[];
  close(): Promise<void>;
};

export type Upstream = { host: string; port: number; ca: string };

export async function startFaultProxy(upstream: Upstream): Promise<FaultProxy> {
  const rules = new Set<Standing>();
  const written: string[] = [];
  const watches = new Set<ServerResponse>();
  let cut: { ms: number; count: number } | null = null;

  const serve = async (incoming: IncomingMessage, answer: ServerResponse): Promise<void> => {
    const path = incoming.url ?? "/";
    const method = incoming.method ?? "GET";
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const rule = await ruleFor(rules, method, path, body);
    if (rule?.fault.kind === "answer") return refuse(answer, rule.fault);
    if (rule?.fault.kind === "hold_request") await releasedWithin(rule, rule.fault.forMs);
    if (answer.destroyed) return;
    if (method !== "GET" && !path.includes("dryRun=All")) written.push(`${method} ${path}`);
    const kept = rule?.fault.kind === "hold_answer" ? rule.released : null;
    if (/[?&]watch=(true|1)/.test(path)) {
      watches.add(answer);
      answer.on("close", () => watches.delete(answer));
      if (cut !== null) {
        cut.count += 1;
        setTimeout(() => answer.destroy(), cut.ms);
      }
    }
    forward(upstream, incoming, { method, path, body, kept }, answer);
  };

  const server = createServer((incoming, answer) => {
    serve(incoming, answer).catch(() => answer.destroy());
  });
  server.requestTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    arm: (rule) => arm(rules, rule),
    cutWatches(ms) {
      cut = { ms, count: watches.size };
      const own = cut;
      for (const watch of watches) watch.destroy();
      return {
        count: () => own.count,
        stop() {
          cut = null;
        },
      };
    },
    writes: () => [...written],
    close: () =>
      new Promise((resolve) => {
        for (const rule of rules) rule.release();
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function releasedWithin({ released }: Standing, ms: number | undefined): Promise<void> {
  if (ms === undefined) return released;
  await Promise.race([released, new Promise((resolve) => setTimeout(resolve, ms).unref())]);
}

function arm(rules: Set<Standing>, rule: Rule): Armed {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const standing: Standing = { ...rule, left: rule.times, count: 0, released, release };
  rules.add(standing);
  return {
    met: () => standing.count,
    release() {
      rules.delete(standing);
      release();
    },
  };
}

async function ruleFor(
  rules: ReadonlySet<Standing>,
  method: string,
  path: string,
  body: Buffer,
): Promise<Standing | null> {
  for (const rule of rules) {
    if (rule.left === 0 || !rule.method.test(method) || !rule.path.test(path)) continue;
    if (rule.body !== undefined && !rule.body.test(body.toString("utf8"))) continue;
    if (rule.when !== undefined && !(await rule.when())) continue;
    // Asked twice: another request may have used it up in the meantime.
    if (rule.left === 0) continue;
    rule.left -= 1;
    rule.count += 1;
    return rule;
  }
  return null;
}

function refuse(answer: ServerResponse, fault: Extract<Fault, { kind: "answer" }>): void {
  const { status, reason, retryAfterSeconds } = fault;
  const headers = retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) };
  const message = `chaos answers ${status}`;
  const body = { kind: "Status", apiVersion: "v1", status: "Failure", code: status, reason, message };
  answer.writeHead(status, { "content-type": "application/json", ...headers });
  answer.end(JSON.stringify(body));
}

function forward(
  { host, port, ca }: Upstream,
  incoming: IncomingMessage,
  call: { method: string; path: string; body: Buffer; kept: Promise<void> | null },
  answer: ServerResponse,
): void {
  const { method, path, body, kept } = call;
  const headers = { ...incoming.headers, host: `${host}:${port}`, "content-length": body.length };
  const options: RequestOptions = { host, port, ca, method, path, headers };
  const outgoing = (ca === "" ? plain : request)(options, (reply) => {
    const pass = () => {
      if (answer.destroyed) return void reply.destroy();
      answer.writeHead(reply.statusCode ?? 502, reply.headers);
      answer.flushHeaders();
      reply.pipe(answer);
    };
    if (kept === null) pass();
    else kept.then(pass, pass);
    reply.on("error", () => answer.destroy());
  });
  outgoing.on("error", () => answer.destroy());
  answer.on("close", () => outgoing.destroy());
  outgoing.end(body);
}
