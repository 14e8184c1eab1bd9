import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { LogsSource } from "@/lib/domain/log/source";
import type { ClusterConnection, Clusters, ServiceCalls } from "@/lib/ports/cluster";
import { RefusedFailure, TransientFailure } from "@/lib/ports/failure";
import { failureOf } from "@/lib/testing/cluster-contract";
import { FakeCluster } from "@/lib/testing/fake-cluster";
import { createLogs } from "./logs";

// A small server that answers as Loki's documentation of GET /loki/api/v1/query_range says.
const source: LogsSource = {
  ...{ kind: "loki", namespace: "monitoring", service: "loki", port: 3100 },
  ...{ namespaceLabel: "namespace", podLabel: "pod", containerLabel: "container" },
};
const NOW = Date.UTC(2026, 10, 21, 14, 0, 0);
let server: Server;
const asked: URLSearchParams[] = [];
let answer: { status: number; body: string } = { status: 200, body: "" };

/** The cluster's way to a service, here to the server above. */
const services: ServiceCalls = {
  post: () => Promise.reject(new Error("not asked")),
  get: async ({ path, query = {} }) => {
    const { port } = server.address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}${path}?${new URLSearchParams(query).toString()}`);
    const text = await response.text();
    return { status: response.status, body: text.startsWith("{") ? JSON.parse(text) : text };
  },
};
const { objects, waits, logs: silent } = new FakeCluster();
const check = () => Promise.reject(new Error("not asked"));
const connection: ClusterConnection = { objects, waits, logs: silent, check, services };
const clusters: Clusters = { open: async () => connection, openKubeconfig: () => connection };

const logs = createLogs(clusters, { loadLogsSource: async () => source });
const target = { clusterId: "c", namespace: "nordwerk-production" };
const question = {
  ...{ from: new Date(NOW - 900_000), to: new Date(NOW), pod: null, text: "", limit: 3 },
};
const read = (more: object = {}) => logs.read(target, { ...question, ...more }, AbortSignal.timeout(5_000));
const nano = (secondsAgo: number) => `${NOW - secondsAgo * 1_000}000123`;
const streams = (result: unknown) =>
  JSON.stringify({ status: "success", data: { resultType: "streams", result, stats: {} } });

beforeAll(async () => {
  server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://loki");
    asked.push(url.searchParams);
    response.writeHead(url.pathname === "/loki/api/v1/query_range" ? answer.status : 404);
    response.end(answer.body);
  });
  await new Promise<void>((done) => void server.listen(0, "127.0.0.1", () => done()));
});
afterAll(() => void server.close());

it("asks for one namespace, newest first, and tells the lines of all streams by time without credentials", async () => {
  answer = {
    status: 200,
    body: streams([
      {
        stream: { pod: "web-1", container: "odoo" },
        values: [
          [nano(1), "third"],
          [nano(9), "first"],
        ],
      },
      { stream: { pod: "cron-1", container: "odoo" }, values: [[nano(5), "password=hunter2hunter2", {}]] },
    ]),
  };
  const { source: from, lines, cut } = await read({ pod: "web-1", text: 'order "7" (a|b)' });
  expect({ from, cut }).toEqual({ from: "loki", cut: true });
  expect(lines.map(({ pod, text, at }) => `${pod} ${(NOW - at.getTime()) / 1_000} ${text}`)).toEqual([
    "web-1 9 first",
    "cron-1 5 password=[hidden]",
    "web-1 1 third",
  ]);
  const [params] = asked.slice(-1);
  expect(params?.get("query")).toBe(
    '{namespace="nordwerk-production",pod="web-1"} |~ "(?i)order \\"7\\" \\\\(a\\\\|b\\\\)"',
  );
  expect(params?.get("direction")).toBe("backward");
  expect(params?.get("start")).toBe(`${NOW - 900_000}000000`);
});

it("tells in words what refuses, what is busy and what is no Loki", async () => {
  answer = { status: 400, body: "parse error at line 1, col 1: syntax error" };
  const refused = await failureOf(read());
  expect(refused).toBeInstanceOf(RefusedFailure);
  expect(String(refused)).toContain("parse error at line 1");
  answer = { status: 503, body: "too many outstanding requests" };
  expect(await failureOf(read())).toBeInstanceOf(TransientFailure);
  answer = { status: 200, body: '{"status":"success","data":{"resultType":"matrix","result":[]}}' };
  expect(String(await failureOf(read()))).toContain("no answer of Loki");
  answer = { status: 200, body: streams([]) };
  expect(await read()).toMatchObject({ lines: [], cut: false });
});
