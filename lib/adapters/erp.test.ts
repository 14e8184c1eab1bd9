import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { classifyFailure } from "@/lib/ports/failure";
import { type ScriptedServer, sendJson, startScriptedServer } from "@/lib/testing/cluster-script";
import { createErp } from "./erp";
import { createClusters } from "./kubernetes/clusters";

const KEY = "0123456789abcdef";
const CHECKS = ["sign_in", "sale_order", "invoice"];
const signal = AbortSignal.timeout(30_000);
const target = {
  clusterId: "c",
  namespace: "north",
  service: "web",
  port: 8069,
  apiSecret: "erp-api",
  databaseSecret: "erp-database",
};
const secrets: Record<string, Record<string, string>> = {
  "erp-api": { login: "api", key: KEY },
  "erp-database": { dbname: "north", password: "pw" },
};
const encoded = (values: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, Buffer.from(value).toString("base64")]),
  );

type Answer = { status?: number; body: unknown };
type Call = { service: string; method: string; args: unknown[] };
let server: ScriptedServer;
let answer: (call: Call) => Answer;
let calls: Call[];
let missing: string | null;

/** An API server with two secrets and an ERP behind its service proxy. */
beforeAll(async () => {
  server = await startScriptedServer((seen, response) => {
    const secret = /\/secrets\/(.+)$/.exec(seen.path)?.[1];
    if (secret !== undefined) {
      if (secret === missing) return sendJson(response, { kind: "Status", message: "not found" }, 404);
      return sendJson(response, { kind: "Secret", metadata: {}, data: encoded(secrets[secret] ?? {}) });
    }
    expect(seen.path).toBe("/api/v1/namespaces/north/services/http:web:8069/proxy/jsonrpc");
    const call: Call = JSON.parse(seen.body).params;
    calls.push(call);
    const { status = 200, body } = answer(call);
    sendJson(response, body, status);
  });
});
afterAll(() => server.stop());

const result = (value: unknown): Answer => ({ body: { jsonrpc: "2.0", id: 1, result: value } });
const rpcError = (message: string): Answer => ({
  body: {
    jsonrpc: "2.0",
    error: { message: "Odoo Server Error", data: { name: "x", message, debug: `trace ${KEY}` } },
  },
});
const check = (name: string, ok = true) => ({
  name,
  ok,
  milliseconds: 12.5,
  detail: ok ? "S00042" : "ValueError: no",
});

async function smoke(
  execute: Answer | (() => Answer),
  options: { authenticate?: Answer; missingSecret?: string } = {},
) {
  calls = [];
  missing = options.missingSecret ?? null;
  answer = ({ method }) => {
    if (method === "version") return result({ server_version: "19.0" });
    return method === "authenticate"
      ? (options.authenticate ?? result(7))
      : typeof execute === "function"
        ? execute()
        : execute;
  };
  const loaded = { kubeconfig: server.kubeconfig, context: null };
  return createErp(createClusters({ loadKubeconfig: async () => loaded })).smoke(target, CHECKS, signal);
}
const failureOf = async (work: Promise<unknown>) =>
  work.then(
    () => "none" as const,
    (error: unknown) => error,
  );

describe("business checks", () => {
  it("sign in with the secret's key and run what was asked, as that user", async () => {
    const checks = await smoke(
      result({ checks: [check("invoice"), check("sale_order", false)], rolled_back: true }),
    );
    expect(checks).toEqual([
      { name: "sign_in", ok: true, milliseconds: expect.any(Number), detail: "version 19.0" },
      { name: "sale_order", ok: false, milliseconds: 12.5, detail: "ValueError: no" },
      { name: "invoice", ok: true, milliseconds: 12.5, detail: "S00042" },
    ]);
    expect(calls.map(({ method }) => method)).toEqual(["version", "authenticate", "execute_kw"]);
    expect(calls[1]?.args).toEqual(["north", "api", KEY, {}]);
    const wanted = { checks: ["sale_order", "invoice"] };
    expect(calls[2]?.args).toEqual(["north", 7, KEY, "ops.smoke", "run", [], wanted]);
  });

  it("that the ERP's database ended for another run's sake are asked once more, those alone", async () => {
    const deadlock = "DeadlockDetected: deadlock detected";
    const ended = { ...check("invoice", false), detail: deadlock };
    const answers = [[check("sale_order"), ended], [check("invoice")]];
    const next = () => result({ checks: answers.shift() ?? [ended], rolled_back: true });
    const passed = await smoke(next);
    expect(passed.map(({ name, ok }) => [name, ok])).toEqual(CHECKS.map((name) => [name, true]));
    expect(calls.slice(2).map(({ args }) => args.at(-1))).toEqual([
      { checks: ["sale_order", "invoice"] },
      { checks: ["invoice"] },
    ]);
    // Nothing is left of the answers: every other run is ended again, and that is the answer then.
    const still = await smoke(next);
    expect(still.at(-1)).toMatchObject({ name: "invoice", ok: false, detail: deadlock });
    const whole = [rpcError(deadlock), result({ checks: [check("invoice")], rolled_back: true })];
    const third = await smoke(() => whole.shift() ?? rpcError(deadlock));
    expect(third.at(-1)).toMatchObject({ name: "invoice", ok: true });
    const refused = await failureOf(smoke(rpcError(deadlock)));
    expect(refused).toMatchObject({ message: expect.stringContaining(deadlock) });
    expect(calls.slice(2)).toHaveLength(2);
  });

  it("stop at a refused key, without running anything", async () => {
    const checks = await smoke(result(null), { authenticate: result(false) });
    expect(checks).toMatchObject([
      { name: "sign_in", ok: false, detail: "The ERP refuses the key of its API user." },
    ]);
    expect(calls.map(({ method }) => method)).not.toContain("execute_kw");
  });

  it("count a check that was not answered as failed", async () => {
    const checks = await smoke(result({ checks: [check("invoice")], rolled_back: true }));
    expect(checks[1]).toMatchObject({
      name: "sale_order",
      ok: false,
      detail: "The ERP did not run this check.",
    });
  });

  it.each([
    ["not rolled back", { checks: [check("invoice")], rolled_back: false }],
    ["of another shape", { ok: true }],
    ["empty", null],
  ])("are not believed when the answer is %s", async (_name, value) => {
    const failure = await failureOf(smoke(result(value)));
    expect(classifyFailure(failure)).toBe("refused");
    expect(String(failure)).toContain("no usable answer");
  });
});

describe("failures", () => {
  it("of the ERP tell its first line, never the key or the traceback", async () => {
    const failure = await failureOf(smoke(rpcError(`bad key ${KEY}\n  File "x.py"`)));
    expect(classifyFailure(failure)).toBe("refused");
    expect(String(failure)).toContain("The ERP refuses object.execute_kw: bad key •••");
    expect(String(failure)).not.toMatch(/File|trace|0123456789abcdef/);
  });

  it("to sign in by an error is a failed check", async () => {
    const checks = await smoke(result(null), { authenticate: rpcError('database "north" does not exist') });
    expect(checks).toMatchObject([
      { name: "sign_in", ok: false, detail: expect.stringContaining("does not exist") },
    ]);
  });

  it("of the way there are transient", async () => {
    const noPods = {
      kind: "Status",
      apiVersion: "v1",
      message: "no endpoints available",
      reason: "ServiceUnavailable",
    };
    expect(classifyFailure(await failureOf(smoke({ status: 503, body: noPods })))).toBe("transient");
    expect(classifyFailure(await failureOf(smoke({ status: 502, body: "<html>" })))).toBe("transient");
  });

  it("name the secret that is missing or incomplete", async () => {
    const failure = await failureOf(smoke(result(null), { missingSecret: "erp-api" }));
    expect(String(failure)).toContain("The secret erp-api is missing in the namespace north.");
    expect(classifyFailure(failure)).toBe("refused");
  });
});
