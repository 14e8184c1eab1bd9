import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { stringify } from "yaml";

/** One request as the scripted server saw it. */
export type Seen = {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage["headers"];
  body: string;
};
export type Reply = (seen: Seen, response: ServerResponse) => void;

export type ScriptedServer = {
  url: string;
  kubeconfig: string;
  seen: Seen[];
  /** Sockets accepted so far: shows whether connections are used again. */
  connections(): number;
  /** Replaces the behaviour; everything after uses it. */
  reply(next: Reply): void;
  stop(): Promise<void>;
};

/** A real HTTP server on loopback whose answers a test decides: for what a healthy API server never does. */
export async function startScriptedServer(first: Reply): Promise<ScriptedServer> {
  let reply = first;
  let connections = 0;
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
      const body = Buffer.concat(chunks).toString("utf8");
      const entry = {
        method: request.method ?? "",
        path: pathname,
        query: searchParams,
        headers: request.headers,
        body,
      };
      seen.push(entry);
      reply(entry, response);
    });
  });
  server.on("connection", () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    kubeconfig: testKubeconfig(url),
    seen,
    connections: () => connections,
    reply: (next) => {
      reply = next;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A kubeconfig of one context with a token. */
export function testKubeconfig(server: string, token = "test-token"): string {
  return stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": "test",
    clusters: [{ name: "test", cluster: { server } }],
    users: [{ name: "test", user: { token } }],
    contexts: [{ name: "test", context: { cluster: "test", user: "test" } }],
  });
}

export const sendJson = (response: ServerResponse, body: unknown, status = 200, headers = {}): void => {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body));
};
