import { randomUUID } from "node:crypto";
import { type APIRequestContext, expect, test } from "@playwright/test";
import { pageAs } from "./people";

type Problem = { code: string; detail: string; requestId: string };
type Audit = { items: { correlationId: string; facts: { code?: string } }[] };

/** The audit row of a refused request; other journeys' refusals may stand above it. */
const refusalOf = async (request: APIRequestContext, requestId: string) => {
  const audit = (await (await request.get("/api/v1/audit?limit=50&outcome=refused")).json()) as Audit;
  return audit.items.find(({ correlationId }) => correlationId === requestId);
};

test("what is wrong gets its own status, a sentence, and an audit row", async ({ browser }) => {
  const { request } = await pageAs(browser, "release_manager");
  const id = randomUUID();
  const json = { "content-type": "application/json" };
  const cases = [
    {
      name: "unknown id",
      path: `/api/v1/changes/${id}/approve`,
      body: '{"version":1}',
      status: 404,
      code: "not_found",
    },
    {
      name: "no id at all",
      path: "/api/v1/changes/17/approve",
      body: '{"version":1}',
      status: 404,
      code: "not_found",
    },
    {
      name: "malformed JSON",
      path: "/api/v1/changes",
      body: '{"title":',
      status: 400,
      code: "invalid_input",
    },
    { name: "no object", path: "/api/v1/changes", body: "[1]", status: 400, code: "invalid_input" },
    { name: "missing fields", path: "/api/v1/changes", body: "{}", status: 400, code: "invalid_input" },
    {
      name: "NUL in text",
      path: "/api/v1/changes",
      body: '{"title":"a\\u0000b"}',
      status: 400,
      code: "invalid_input",
    },
    {
      name: "half a character in an id",
      path: "/api/v1/changes",
      body: `{"environmentId":"${"x".repeat(63)}\\ud83d"}`,
      status: 400,
      code: "invalid_input",
    },
    {
      name: "oversized",
      path: "/api/v1/changes",
      body: JSON.stringify({ title: "x".repeat(300_000) }),
      status: 413,
      code: "too_large",
    },
    {
      name: "no JSON",
      path: "/api/v1/changes",
      body: "title=x",
      status: 415,
      code: "unsupported_media_type",
      headers: { "content-type": "text/plain" },
    },
    {
      name: "another site",
      path: "/api/v1/changes",
      body: "{}",
      status: 403,
      code: "forbidden",
      headers: { ...json, origin: "http://evil.example" },
    },
    {
      name: "unknown digest",
      path: "/api/v1/releases",
      body: JSON.stringify({
        name: "2031.1.1",
        repository: "registry.sandbox.test/erp",
        digest: `sha256:${"0".repeat(64)}`,
        sourceRevision: "0123abc",
        modules: [{ name: "base", version: "19.0.1.0.0" }],
      }),
      status: 422,
      code: "gate_refused",
    },
  ];
  for (const { name, path, body, status, code, headers } of cases) {
    const answer = await request.post(path, { data: Buffer.from(body), headers: headers ?? json });
    const problem = (await answer.json()) as Problem;
    expect(answer.status(), `${name}: ${problem.detail}`).toBe(status);
    expect(problem.code, name).toBe(code);
    expect(problem.detail.length, name).toBeGreaterThan(10);
    expect(problem.requestId, name).toMatch(/^[0-9a-f-]{36}$/);
    expect((await refusalOf(request, problem.requestId))?.facts.code, name).toBe(code);
  }
});

test("a read with what cannot be meant answers 400 or 404, never 500", async ({ browser }) => {
  const { request } = await pageAs(browser, "release_manager");
  const reads = [
    "changes",
    "operations",
    "releases",
    "tenants",
    "environments",
    "clusters",
    "audit",
    "holds",
  ];
  for (const name of reads) {
    for (const query of ["cursor=x", "limit=0", "limit=1e9", "search=%00", "cursor=%ff"]) {
      const answer = await request.get(`/api/v1/${name}?${query}`);
      expect(answer.status(), `${name}?${query}`).toBe(400);
    }
    expect((await request.get(`/api/v1/${name}/not-an-id`)).status(), name).toBe(404);
  }
});

test("without a session everything but health is closed", async ({ playwright, baseURL }) => {
  const stranger = await playwright.request.newContext({ ...(baseURL === undefined ? {} : { baseURL }) });
  for (const path of ["/api/v1/me", "/api/v1/overview", "/api/v1/changes", "/api/v1/events"]) {
    expect((await stranger.get(path)).status(), path).toBe(401);
  }
  expect((await stranger.get("/api/health")).status()).toBe(200);
  const page = await stranger.get("/changes");
  expect(page.url()).toContain("/sign-in");
  await stranger.dispose();
});
