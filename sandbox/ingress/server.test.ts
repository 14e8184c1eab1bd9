import { createServer, request, type Server } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bootstrap } from "@/sandbox/api/bootstrap";
import { followDefinitions } from "@/sandbox/api/definitions";
import { Store } from "@/sandbox/api/store";
import { type RunningIngress, startIngress } from "@/sandbox/ingress/server";
import { closeServer, listen } from "@/sandbox/node/listen";

const ALIVE = "127.249.0.1";
const GONE = "127.249.0.2";
let store: Store;
let backend: Server;
let ingress: RunningIngress;

function readyPod(name: string, podIP: string, port: number): void {
  const labels = { app: "web" };
  store.create("pods", {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: "shop", labels, annotations: { "fake/ready": "true" } },
    spec: { containers: [{ name: "main", image: "x", ports: [{ name: "http", containerPort: port }] }] },
  });
  const status = { phase: "Running", podIP, conditions: [{ type: "Ready", status: "True" }] };
  store.update("pods", "shop", name, (pod) => ({ ...pod, status }), { subresource: "status" });
}

function route(host: string, service: string, middlewares: string[] = []): void {
  store.create("ingressroutes.traefik.io", {
    apiVersion: "traefik.io/v1alpha1",
    kind: "IngressRoute",
    metadata: { name: service + middlewares.join("-"), namespace: "shop" },
    spec: {
      routes: [
        {
          kind: "Rule",
          match: `Host(\`${host}\`)`,
          services: [{ name: service, port: 80 }],
          middlewares: middlewares.map((name) => ({ name })),
        },
      ],
    },
  });
}

/** A visit with the given host; fetch would not let us choose it. */
function visit(
  host: string,
  body?: string,
): Promise<{ status: number; text: string; header: string | undefined }> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: "127.0.0.1",
        port: ingress.port,
        headers: { Host: host },
        method: body === undefined ? "GET" : "POST",
      },
      (answer) => {
        let text = "";
        answer.on("data", (chunk) => {
          text += String(chunk);
        });
        answer.on("end", () => {
          const header = answer.headers["x-tested"];
          resolve({
            status: answer.statusCode ?? 0,
            text,
            header: typeof header === "string" ? header : undefined,
          });
        });
      },
    );
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

beforeAll(async () => {
  store = new Store();
  followDefinitions(store);
  bootstrap(store);
  store.create("namespaces", { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } });
  store.create("serviceaccounts", {
    apiVersion: "v1",
    kind: "ServiceAccount",
    metadata: { name: "default", namespace: "shop" },
  });
  backend = createServer((incoming, response) => {
    let body = "";
    incoming.on("data", (chunk) => {
      body += String(chunk);
    });
    incoming.on("end", () => response.end(`${incoming.headers["x-forwarded-host"]} ${body}`));
  });
  const port = await listen(backend, 0, ALIVE);
  for (const [name, selector] of [
    ["web", "web"],
    ["empty", "nobody"],
  ] as const) {
    store.create("services", {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name, namespace: "shop" },
      spec: { selector: { app: selector }, ports: [{ name: "http", port: 80, targetPort: "http" }] },
    });
  }
  readyPod("alive", ALIVE, port);
  readyPod("gone", GONE, port);
  const middleware = (name: string, spec: object) =>
    store.create("middlewares.traefik.io", {
      apiVersion: "traefik.io/v1alpha1",
      kind: "Middleware",
      metadata: { name, namespace: "shop" },
      spec,
    });
  middleware("tested", { headers: { customResponseHeaders: { "X-Tested": "yes" } } });
  middleware("closed", { plugin: { maintenance: { enabled: true, content: "<h1>Back at six</h1>" } } });
  middleware("page", { errors: { status: ["503"], query: "/x", service: { name: "web", port: 80 } } });
  middleware("nobody", { ipAllowList: { sourceRange: ["255.255.255.255/32"], rejectStatusCode: 503 } });
  route("door.localhost", "web", ["tested", "page", "nobody"]);
  route("bare.localhost", "web", ["nobody"]);
  route("shop.localhost", "web");
  route("marked.localhost", "web", ["tested"]);
  route("closed.localhost", "web", ["closed"]);
  route("empty.localhost", "empty");
  ingress = await startIngress({ store, port: 0, metricsPort: 0 });
});

afterAll(async () => {
  await ingress.stop();
  await closeServer(backend, 0);
});

describe("ingress", () => {
  it("hides a pod that is going away: a refused connection is tried elsewhere, body included", async () => {
    for (let turn = 0; turn < 6; turn += 1) {
      expect(await visit("shop.localhost", `order ${turn}`)).toMatchObject({
        status: 200,
        text: `shop.localhost order ${turn}`,
      });
    }
  });

  it("answers 404 for an unknown host and 503 without a ready pod", async () => {
    expect((await visit("nobody.localhost")).status).toBe(404);
    expect((await visit("empty.localhost")).status).toBe(503);
  });

  it("applies middlewares: headers, and a maintenance page instead of the service", async () => {
    expect((await visit("marked.localhost")).header).toBe("yes");
    expect(await visit("closed.localhost")).toMatchObject({ status: 503, text: "<h1>Back at six</h1>" });
  });

  it("closes a door as Traefik does without plugins: refused by address, page from a service, own headers", async () => {
    // The page's service answers with what it was asked by: nobody's host, so the visitor's request never reached it.
    expect(await visit("door.localhost")).toEqual({ status: 503, header: "yes", text: "undefined " });
    expect(await visit("bare.localhost")).toMatchObject({ status: 503, text: "Service Unavailable" });
  });

  it("counts requests by service with Traefik's names", async () => {
    const metrics = await (await fetch(`http://127.0.0.1:${ingress.metricsPort}/metrics`)).text();
    expect(metrics).toContain(
      'traefik_service_requests_total{code="200",method="POST",protocol="http",service="shop-web-80@kubernetescrd"} 6',
    );
    expect(metrics).toMatch(
      /traefik_service_request_duration_seconds_bucket\{code="503".*service="shop-empty-80@kubernetescrd",le="\+Inf"\} 1/,
    );
  });
});
