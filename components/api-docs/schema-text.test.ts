import { describe, expect, test } from "vitest";
import { schemaText } from "./schema-text";

describe("schemaText", () => {
  test("writes fields line by line and marks what may be left out", () => {
    const text = schemaText({
      type: "object",
      properties: {
        id: { type: "string", format: "uuid" },
        name: { type: "string", minLength: 2, maxLength: 40 },
        tags: { type: "array", items: { enum: ["a", "b"] } },
        note: { anyOf: [{ type: "string" }, { type: "null" }] },
      },
      required: ["id", "name"],
    });
    expect(text).toBe(
      '{\n  id: string (uuid)\n  name: string, 2 to 40 characters\n  tags?: "a" | "b"[]\n  note?: string | null\n}',
    );
  });
  test("does not print the bounds every integer has", () => {
    expect(schemaText({ type: "integer", minimum: 1, maximum: Number.MAX_SAFE_INTEGER })).toBe(
      "integer, at least 1",
    );
  });
  test("ends on a document that never ends", () => {
    const endless: { properties: Record<string, unknown> } = { properties: {} };
    endless.properties["again"] = endless;
    expect(schemaText(endless as never)).toContain("…");
  });
});
