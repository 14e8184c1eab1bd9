import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { classifyFailure, TransientFailure } from "@/lib/ports/failure";
import { type ScriptedServer, sendJson, startScriptedServer } from "@/lib/testing/cluster-script";
import { readKubeconfig } from "./kubeconfig";
import { LogBatches, tailLog } from "./logs";
import { ResourcePaths, segment } from "./resources";
import { createServiceCalls } from "./services";
import { Transport } from "./transport";

const signal = AbortSignal.timeout(30_000);
let server: ScriptedServer;
let transport: Transport;
beforeAll(async () => {
  server = await startScriptedServer((_seen, response) => sendJson(response, { ok: true }));
  transport = new Transport(readKubeconfig(server.kubeconfig));
});
afterAll(async () => {
  await transport.close();
  await server.stop();
});
beforeEach(() => server.reply((_seen, response) => sendJson(response, { ok: true })));

const failureOf = async (work: Promise<unknown>) =>
  work.then(
    () => "none" as const,
    (error: unknown) => error,
  );
const get = (more: { limitMs?: number; maxBytes?: number; signal?: AbortSignal } = {}) =>
  transport.ask("Asking", { method: "GET", path: "/x", signal, ...more });

describe("requests", () => {
  it("carry the token and use their connection again", async () => {
    const before = server.connections();
    for (let count = 0; count < 20; count += 1) await get();
    expect(server.connections() - before).toBeLessThanOrEqual(3);
    expect(server.seen.at(-1)?.headers.authorization).toBe("Bearer test-token");
  });

  it("end at their time limit, also in the middle of an answer", async () => {
    server.reply(() => undefined);
    const silent = await failureOf(get({ limitMs: 50 }));
    expect(silent).toBeInstanceOf(TransientFailure);
    expect(String(silent)).toContain("did not answer within 0.05 s");
    server.reply((_seen, response) => void response.writeHead(200).write('{"a":'));
    expect(classifyFailure(await failureOf(get({ limitMs: 50 })))).toBe("transient");
  });

  it("end with the caller's own reason when the caller gives up", async () => {
    server.reply(() => undefined);
    const stop = new AbortController();
    setTimeout(() => stop.abort(new Error("operator cancelled")), 20);
    expect(String(await failureOf(get({ signal: stop.signal })))).toContain("operator cancelled");
  });

  it("drop answers that are too large, broken connections are transient", async () => {
    server.reply((_seen, response) => sendJson(response, { text: "x".repeat(5_000) }));
    expect(String(await failureOf(get({ maxBytes: 1_000 })))).toContain("larger than 1000 bytes");
    server.reply((_seen, response) => response.destroy());
    expect(classifyFailure(await failureOf(get()))).toBe("transient");
  });

  it("never follow a redirect: it would carry the token elsewhere", async () => {
    server.reply((_seen, response) => response.writeHead(302, { location: "http://127.0.0.1:9/" }).end());
    expect(await get()).toMatchObject({ status: 302 });
  });

  it("honour how long the server wants to be left alone", async () => {
    server.reply((_seen, response) =>
      sendJson(response, { message: "slow down" }, 429, { "retry-after": "3" }),
    );
    expect(await failureOf(get())).toMatchObject({ retryAfterMs: 3_000 });
  });
});

describe("paths", () => {
  const paths = () => new ResourcePaths(transport);
  it("of kinds we render ask nobody; others are looked up once", async () => {
    const asked = server.seen.length;
    const deployment = { apiVersion: "apps/v1", kind: "Deployment", namespace: "n", name: "web" };
    expect(await paths().pathOf(deployment, signal)).toBe("/apis/apps/v1/namespaces/n/deployments/web");
    expect(server.seen).toHaveLength(asked);

    server.reply((_seen, response) =>
      sendJson(response, {
        resources: [
          { name: "tlsoptions/status", kind: "TLSOption", namespaced: true },
          { name: "tlsoptions", kind: "TLSOption", namespaced: true },
        ],
      }),
    );
    const own = paths();
    const option = { apiVersion: "traefik.io/v1alpha1", kind: "TLSOption", namespace: "n", name: "m" };
    const path = "/apis/traefik.io/v1alpha1/namespaces/n/tlsoptions/m";
    expect(await own.pathOf(option, signal)).toBe(path);
    expect(await own.pathOf(option, signal)).toBe(path);
    expect(server.seen).toHaveLength(asked + 1);
  });

  it("cannot be left by a name", async () => {
    expect(segment("../../secrets")).toBe("..%2F..%2Fsecrets");
    expect(() => segment("..")).toThrow("is not an object's name");
    const escaping = { apiVersion: "v1/../..", kind: "Secret", namespace: "n", name: "a" };
    expect(classifyFailure(await failureOf(paths().pathOf(escaping, signal)))).toBe("refused");
  });
});

describe("the service door", () => {
  const target = { namespace: "n", service: "web", port: 8069, path: "/jsonrpc" };
  const post = () => createServiceCalls(transport).post(target, { a: 1 }, signal);
  it("hands the service's own answer on, whatever its status", async () => {
    server.reply((_seen, response) => sendJson(response, { name: "werkzeug.exceptions.NotFound" }, 404));
    expect(await post()).toEqual({ status: 404, body: { name: "werkzeug.exceptions.NotFound" } });
    expect(server.seen.at(-1)).toMatchObject({ method: "POST", body: '{"a":1}' });
  });
  it("reads with a query, leaves text as it is, and reads no more than it was told", async () => {
    const get = (maxBytes: number) =>
      createServiceCalls(transport).get(
        { ...target, path: "/api/v1/query", query: { query: 'up{a="b c"}' } },
        signal,
        {
          maxBytes,
        },
      );
    server.reply((_seen, response) => response.writeHead(200).end("not JSON"));
    expect(await get(1_000)).toEqual({ status: 200, body: "not JSON" });
    const { method, path, query, body } = server.seen.at(-1) ?? {};
    expect([method, path, body]).toEqual([
      "GET",
      "/api/v1/namespaces/n/services/http:web:8069/proxy/api/v1/query",
      "",
    ]);
    expect(query?.get("query")).toBe('up{a="b c"}');
    expect(classifyFailure(await failureOf(get(3)))).toBe("transient");
  });
  it("tells the API server's own refusal apart", async () => {
    const status = {
      kind: "Status",
      apiVersion: "v1",
      message: "no endpoints available for service",
      code: 503,
    };
    server.reply((_seen, response) => sendJson(response, status, 503));
    expect(classifyFailure(await failureOf(post()))).toBe("transient");
  });
});

describe("logs", () => {
  it("of the previous run come first, and only once when both are the same", async () => {
    const source = { namespace: "n", pod: "p", container: "c" };
    const tail = () => tailLog(transport, source, { lines: 20, previous: true, signal });
    server.reply(({ query }, response) => response.end(query.get("previous") === "true" ? "old\n" : "new\n"));
    expect(await tail()).toEqual(["old", "new"]);
    server.reply((_seen, response) => response.end("same\n"));
    expect(await tail()).toEqual(["same"]);
    server.reply((_seen, response) => sendJson(response, { message: "no such container" }, 400));
    expect(await tail()).toEqual([]);
  });

  it.each([
    "2026-11-21 10:00:00,123 42 ERROR nw odoo.modules.loading: column missing",
    "2026-11-21 10:00:00,123 42 INFO nw odoo.modules.loading: module label_zebra: not installable, skipped",
    "2026-11-21 10:00:00,123 42 WARNING nw odoo.modules.loading: invalid module names, ignored: quueue_job",
  ])("tell what decides over a migration though warnings have filled their budget: %s", (decisive) => {
    const handed: string[] = [];
    const log = new LogBatches((lines) => void handed.push(...lines));
    const warning = "2026-11-21 10:00:00,123 42 WARNING nw odoo.fields: error, critical: deprecated";
    for (let count = 0; count < 3_000; count += 1) log.take(warning);
    for (let count = 0; count < 800; count += 1) log.take(decisive);
    for (let count = 0; count < 3_000; count += 1) log.take("quiet");
    log.flush();
    expect(handed.filter((line) => line === warning)).toHaveLength(2_500);
    expect(handed.filter((line) => line === decisive)).toHaveLength(500);
    expect(handed).not.toContain("quiet");
  });

  it("come in batches of at most fifty lines, the rest after a quarter of a second", async () => {
    const batches: number[] = [];
    await new Promise<void>((resolve) => {
      const log = new LogBatches((lines) => {
        batches.push(lines.length);
        if (batches.length === 3) resolve();
      });
      for (let count = 0; count < 120; count += 1) log.take(`line ${count}`);
      expect(batches).toEqual([50, 50]);
    });
    expect(batches).toEqual([50, 50, 20]);
  });
});
