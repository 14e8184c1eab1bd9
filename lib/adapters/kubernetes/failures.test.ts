import { describe, expect, it } from "vitest";
import { ForbiddenAddress } from "@/lib/adapters/address";
import { classifyFailure } from "@/lib/ports/failure";
import { failureOfAnswer, failureOfConnection, retryAfterMs } from "./failures";

const status = (code: number, message: string, reason = "") => ({ kind: "Status", code, message, reason });
const answered = (code: number, message = "no", reason = "", retryAfter: string | null = null) =>
  failureOfAnswer("Applying Deployment web", {
    status: code,
    retryAfter,
    body: status(code, message, reason),
  });

describe("answers", () => {
  it.each([429, 408, 500, 502, 503, 504])("%i may pass by waiting", (code) => {
    expect(classifyFailure(answered(code))).toBe("transient");
  });
  it.each([400, 401, 403, 404, 405, 409, 415, 422])("%i is a refusal", (code) => {
    expect(classifyFailure(answered(code))).toBe("refused");
  });
  it("500 for an object that does not fit its schema is a refusal too", () => {
    const message = "failed to create typed patch object (…): .nonsense: field not declared in schema";
    expect(classifyFailure(answered(500, message))).toBe("refused");
  });
  it("say what was asked and what the cluster said", () => {
    expect(answered(403, "deployments.apps is forbidden", "Forbidden").message).toBe(
      "Applying Deployment web: the cluster says “deployments.apps is forbidden” (403 Forbidden).",
    );
    expect(answered(422, "x".repeat(5_000)).message.length).toBeLessThan(800);
  });
  it("carry how long to wait, at most a minute", () => {
    expect(answered(429, "slow down", "", "7")).toMatchObject({ retryAfterMs: 7_000 });
    expect(retryAfterMs("86400")).toBe(60_000);
    expect(retryAfterMs("Sat, 21 Nov 2026 10:00:00 GMT")).toBeNull();
  });
});

describe("no answer", () => {
  const failing = (code: string) =>
    failureOfConnection(
      "The API server",
      new TypeError("fetch failed", { cause: Object.assign(new Error(), { code }) }),
    );
  it.each(["ECONNREFUSED", "ECONNRESET", "UND_ERR_CONNECT_TIMEOUT", "ENOTFOUND", "SOMETHING_NEW"])(
    "%s may pass",
    (code) => {
      expect(classifyFailure(failing(code))).toBe("transient");
    },
  );
  it.each(["SELF_SIGNED_CERT_IN_CHAIN", "CERT_HAS_EXPIRED", "UNABLE_TO_VERIFY_LEAF_SIGNATURE"])(
    "%s does not pass",
    (code) => {
      expect(classifyFailure(failing(code))).toBe("refused");
      expect(failing(code).message).toContain("certificate that is not trusted");
    },
  );
  it("a name that leads to a forbidden address is refused", () => {
    const refused = failureOfConnection(
      "The API server",
      new ForbiddenAddress("nice.example.com", "169.254.169.254"),
    );
    expect(classifyFailure(refused)).toBe("refused");
    expect(refused.message).toContain("169.254.169.254");
  });
  it("an error of our own is broken, not the world's fault", () => {
    expect(classifyFailure(new TypeError("undefined is not a function"))).toBe("broken");
  });
});
