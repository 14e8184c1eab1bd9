import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createClusters } from "@/lib/adapters/kubernetes/clusters";
import type { MetricsSource } from "@/lib/domain/health/metrics-source";
import { SIGNAL_NAMES } from "@/lib/domain/health/signal";
import { classifyFailure } from "@/lib/ports/failure";
import { failureOf } from "@/lib/testing/cluster-contract";
import { type ScriptedServer, sendJson, startScriptedServer } from "@/lib/testing/cluster-script";
import { signalQuery } from "./promql";
import { createSignals } from "./signals";

const source: MetricsSource = { kind: "service", namespace: "monitoring", service: "prometheus", port: 80 };
const to = new Date("2026-11-21T10:00:00.250Z");
const window = { from: new Date(to.getTime() - 60_000), to };
const target = { clusterId: "c", namespace: "north" };
const options = { window, track: "all" as const, signal: AbortSignal.timeout(30_000) };
let server: ScriptedServer;
beforeAll(async () => {
  server = await startScriptedServer(() => undefined);
});
afterAll(() => server.stop());

const signals = () => {
  const clusters = createClusters({
    loadKubeconfig: async () => ({ kubeconfig: server.kubeconfig, context: null }),
  });
  return createSignals(clusters, { loadMetricsSource: async (id) => (id === "c" ? source : null) });
};
const vector = (result: readonly unknown[]) => ({
  status: "success",
  data: { resultType: "vector", result },
});
const value = (reading: string, text: string) => ({
  metric: { reading },
  value: [to.getTime() / 1000, text],
});

describe("what Prometheus answers", () => {
  it.each([
    ["0.25", "8", { value: 0.25, samples: 8 }],
    ["NaN", "0", { value: null, samples: 0 }],
    ["+Inf", "12.4", { value: null, samples: 12 }],
    ["-Inf", "NaN", { value: null, samples: 0 }],
    ["", "-3", { value: null, samples: 0 }],
  ])("%s of %s becomes a reading", async (reading, samples, expected) => {
    server.reply((_seen, response) =>
      sendJson(response, vector([value("value", reading), value("samples", samples)])),
    );
    expect(await signals().read(target, ["error_ratio"], options)).toEqual(
      new Map([["error_ratio", expected]]),
    );
    const { method, path, query } = server.seen.at(-1) ?? {};
    expect([method, path]).toEqual([
      "GET",
      "/api/v1/namespaces/monitoring/services/http:prometheus:80/proxy/api/v1/query",
    ]);
    expect(query?.get("time")).toBe("1795255200.250");
    expect(query?.get("query")).toContain(`service=~"north-(web|web-canary)-(8069|http)@kubernetescrd"`);
  });

  it("asks for each name once, and for a course as its window and step say", async () => {
    server.reply((_seen, response) => sendJson(response, vector([])));
    const asked = server.seen.length;
    const readings = await signals().read(target, [...SIGNAL_NAMES, "memory"], options);
    expect(server.seen).toHaveLength(asked + SIGNAL_NAMES.length);
    expect([...readings.values()]).toEqual(SIGNAL_NAMES.map(() => ({ value: null, samples: 0 })));

    const values = [
      [window.from.getTime() / 1000, "1"],
      [window.from.getTime() / 1000 + 40, "NaN"],
      [window.from.getTime() / 1000 + 60, "3"],
    ];
    const data = { resultType: "matrix", result: [{ metric: {}, values }] };
    server.reply((_seen, response) => sendJson(response, { status: "success", data }));
    const points = await signals().series(target, "memory", { ...options, stepSeconds: 20 });
    expect(points.map((point) => point.value)).toEqual([1, null, null, 3]);
    expect(server.seen.at(-1)?.query.get("step")).toBe("20");
  });
});

describe("answers that are none", () => {
  const answers: readonly [string, number, unknown, "transient" | "refused", string][] = [
    ["of a journal still read", 503, "Service Unavailable", "transient", "answers 503"],
    ["of a query given up", 503, { status: "error", error: "query timed out" }, "transient", "timed out"],
    ["of a query not understood", 400, { status: "error", error: "parse error" }, "refused", "parse error"],
    ["of a page", 200, "<html>Sign in</html>", "refused", "what is no answer of Prometheus"],
    [
      "of another shape",
      200,
      { status: "success", data: { resultType: "scalar" } },
      "refused",
      "another shape",
    ],
    [
      "of nobody",
      503,
      { kind: "Status", apiVersion: "v1", message: "no endpoints" },
      "transient",
      "no endpoints",
    ],
    [
      "of a missing right",
      403,
      { kind: "Status", apiVersion: "v1", message: "forbidden" },
      "refused",
      "forbidden",
    ],
    ["too large to read", 200, { status: "success", data: "x".repeat(300_000) }, "transient", "larger than"],
  ];
  it.each(answers)("%s", async (_what, status, body, kind, sentence) => {
    server.reply((_seen, response) =>
      typeof body === "string" ? response.writeHead(status).end(body) : sendJson(response, body, status),
    );
    const error = await failureOf(signals().read(target, ["memory"], options));
    expect(classifyFailure(error)).toBe(kind);
    expect(String(error)).toContain(sentence);
  });

  it("are not waited for where no Prometheus is registered", async () => {
    const asked = server.seen.length;
    const error = await failureOf(signals().read({ ...target, clusterId: "bare" }, ["memory"], options));
    expect(classifyFailure(error)).toBe("refused");
    expect(String(error)).toContain("No Prometheus is registered");
    expect(server.seen).toHaveLength(asked);
  });
});

it.each(['a"} or up{x="', "North", "a.b", "", "-a", "a".repeat(64)])(
  "lets only a namespace into a query: %s",
  (namespace) => {
    for (const name of SIGNAL_NAMES) {
      expect(() => signalQuery(name, { namespace, track: "all", windowMs: 1000 })).toThrow("not a namespace");
    }
  },
);
