import { describe, expect, it } from "vitest";
import { problemOf } from "@/lib/testing/world";
import { BODY_LIMIT_BYTES, readJson } from "./body";
import { assertSameOrigin } from "./origin";

const request = (body: string, headers: Record<string, string> = { "content-type": "application/json" }) =>
  new Request("http://console.test/api/v1/changes", { method: "POST", body, headers });

describe("readJson", () => {
  it("reads JSON and nothing else", async () => {
    expect(await readJson(request('{"a":1}'))).toEqual({ a: 1 });
    expect((await problemOf(readJson(request("{")))).code).toBe("invalid_input");
    expect((await problemOf(readJson(request("a=1", { "content-type": "text/plain" })))).code).toBe(
      "unsupported_media_type",
    );
  });

  it("stops at the limit, also when the length was not told", async () => {
    const big = JSON.stringify("x".repeat(BODY_LIMIT_BYTES));
    expect((await problemOf(readJson(request(big)))).code).toBe("too_large");
    const lied = request(big, { "content-type": "application/json", "content-length": "2" });
    expect((await problemOf(readJson(lied))).code).toBe("too_large");
  });
});

describe("assertSameOrigin", () => {
  const from = (headers: Record<string, string>) => () =>
    assertSameOrigin(request("{}", { host: "console.test", ...headers }));

  it("takes writes from own pages and from clients that are no browser", () => {
    expect(from({})).not.toThrow();
    expect(from({ origin: "http://console.test", "sec-fetch-site": "same-origin" })).not.toThrow();
  });

  it("refuses other sites, also when they hide their origin", () => {
    for (const headers of [
      { origin: "http://evil.test" },
      { origin: "null" },
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
      { origin: "http://console.test.evil.test" },
    ]) {
      expect(from(headers), JSON.stringify(headers)).toThrow(/own pages/);
    }
  });
});
