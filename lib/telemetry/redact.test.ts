import { describe, expect, it } from "vitest";
import { createLogger } from "./logger";
import { redactText } from "./redact";

describe("redactText", () => {
  it.each([
    ["postgresql://erp:s3cret@db:5432/nw", "postgresql://erp:[hidden]@db:5432/nw"],
    ["Authorization: Bearer abcdefgh12345678", "Authorization: Bearer [hidden]"],
    ["password=s3cret host=db", "password=[hidden] host=db"],
    ['{"api_key": "k-123", "login": "ops"}', '{"api_key": "[hidden]", "login": "ops"}'],
    ["Modules loaded in 2.1s", "Modules loaded in 2.1s"],
  ])("%s", (text, expected) => {
    expect(redactText(text)).toBe(expected);
  });
});

describe("createLogger", () => {
  it("writes JSON without secrets, in fields and in errors, with what connects the lines", () => {
    const lines: string[] = [];
    const logger = createLogger({ name: "test" }, { write: (line) => void lines.push(line) });
    logger
      .child({ correlationId: "c-1" })
      .error(
        { token: "t0ken", target: { password: "p4ss" }, error: new Error("postgresql://erp:s3cret@db/nw") },
        "broken",
      );
    const [line = ""] = lines;
    expect(JSON.parse(line)).toMatchObject({ level: "error", correlationId: "c-1", msg: "broken" });
    for (const secret of ["t0ken", "p4ss", "s3cret"]) expect(line).not.toContain(secret);
  });
});
