import { afterAll, beforeAll, expect, it } from "vitest";
import { createClusters } from "@/lib/adapters/kubernetes/clusters";
import type { MetricsSource } from "@/lib/domain/health/metrics-source";
import { type ScriptedServer, sendJson, startScriptedServer } from "@/lib/testing/cluster-script";
import { createSignals } from "./signals";

const source: MetricsSource = { kind: "service", namespace: "monitoring", service: "prometheus", port: 80 };
const at = 1_795_255_200;
let server: ScriptedServer;
beforeAll(async () => {
  server = await startScriptedServer(() => undefined);
});
afterAll(() => server.stop());

const signals = () =>
  createSignals(
    createClusters({ loadKubeconfig: async () => ({ kubeconfig: server.kubeconfig, context: null }) }),
    { loadMetricsSource: async () => source },
  );
const vector = (values: readonly [Record<string, string>, string][]) => ({
  status: "success",
  data: {
    resultType: "vector",
    result: values.map(([metric, text]) => ({ metric, value: [at, text] })),
  },
});
const sweep = (ids: readonly string[], signal: AbortSignal) =>
  signals().sweep(
    "c",
    ids.map((id) => ({ id, promql: id, key: id === "split" ? "workflow" : null })),
    signal,
  );
const limit = () => AbortSignal.timeout(20_000);

it("takes what is no number as nothing known, and counts what names nobody", async () => {
  server.reply((_seen, response) =>
    sendJson(
      response,
      vector([
        [{ namespace: "north" }, "NaN"],
        [{ namespace: "south" }, "+Inf"],
        [{ namespace: "west" }, "0.5"],
        [{ pod: "of nobody" }, "1"],
      ]),
    ),
  );
  expect((await sweep(["one"], limit())).get("one")).toEqual({
    values: [
      { namespace: "north", key: null, value: null },
      { namespace: "south", key: null, value: null },
      { namespace: "west", key: null, value: 0.5 },
    ],
    series: 4,
    at: new Date(at * 1_000),
    failure: null,
  });
});

it("tells what one question met beside the answers of the others", async () => {
  server.reply((seen, response) => {
    const query = seen.query.get("query");
    if (query === "wrong") return sendJson(response, { status: "error", error: "parse error at 3" }, 400);
    if (query === "heavy") return sendJson(response, { status: "error", error: "query timed out" }, 503);
    if (query === "page") return response.writeHead(200).end("<html>Sign in</html>");
    return sendJson(response, vector([[{ namespace: "north" }, "1"]]));
  });
  const answers = await sweep(["wrong", "right", "heavy", "page"], limit());
  expect(answers.get("wrong")?.failure).toContain("parse error at 3");
  expect(answers.get("heavy")?.failure).toContain("query timed out");
  expect(answers.get("page")?.failure).toContain("what is no answer of Prometheus");
  expect(answers.get("right")).toMatchObject({ failure: null, series: 1 });
});

it("asks no more of one that answers nothing, and waits no longer than its caller", async () => {
  server.reply((_seen, response) => sendJson(response, { status: "error", error: "too busy" }, 503));
  const before = server.seen.length;
  const many = Array.from({ length: 24 }, (_, index) => `q${index}`);
  const answers = await sweep(many, limit());
  expect(server.seen.length - before).toBeLessThan(12);
  expect(answers.get("q23")?.failure).toMatch(/^Not asked: .*too busy/);
  // One that hangs: nobody answers until the caller's time is up.
  server.reply(() => undefined);
  const begun = performance.now();
  await expect(sweep(["hangs"], AbortSignal.timeout(200))).rejects.toThrow();
  expect(performance.now() - begun).toBeLessThan(3_000);
});
