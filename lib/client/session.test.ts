import { describe, expect, test } from "vitest";
import { safeReturnPath } from "./session";

const origin = "https://holdfast.example";

describe("safeReturnPath", () => {
  test.each([
    ["/changes?waiting=me#gates", "/changes?waiting=me#gates"],
    [`${origin}/audit`, "/audit"],
    ["", "/"],
    [undefined, "/"],
    ["https://evil.example/", "/"],
    ["//evil.example/", "/"],
    ["/\\evil.example", "/"],
    ["javascript:alert(1)", "/"],
    ["/api/v1/me", "/"],
    ["/sign-in", "/"],
    [`${origin}//evil.example`, "/"],
  ])("%s leads to %s", (wanted, path) => {
    expect(safeReturnPath(wanted, origin)).toBe(path);
  });
});
