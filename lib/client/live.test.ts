import { describe, expect, test } from "vitest";
import { affectedKeys } from "./affected-keys";
import { addressOf } from "./call";
import { readLiveEvent, reconnectWait } from "./live-connection";
import { changeKeys, environmentKeys, holdKeys, operationKeys, overviewKeys, tenantKeys } from "./query-keys";

const event = (
  kind: "operation" | "environment" | "change" | "hold",
  id: string,
  environmentId: string | null,
) => ({
  id: "1",
  type: "test",
  at: "2026-11-21T10:00:00.000Z",
  tenantId: null,
  environmentId,
  subject: { kind, id },
});

describe("affectedKeys", () => {
  test("an operation's event makes its own page, the story, its environment and the overview old", () => {
    const keys = affectedKeys(event("operation", "op", "env"));
    expect(keys).toContainEqual(operationKeys.one("op"));
    expect(keys).toContainEqual(operationKeys.events("op"));
    expect(keys).toContainEqual(environmentKeys.one("env"));
    expect(keys).toContainEqual(overviewKeys.all);
    expect(keys).not.toContainEqual(operationKeys.one("other"));
  });
  test("a hold's event makes everything old that a hold stops or marks", () => {
    const keys = affectedKeys(event("hold", "h", null));
    for (const key of [holdKeys.all, overviewKeys.all, environmentKeys.all, tenantKeys.all, changeKeys.all])
      expect(keys).toContainEqual(key);
    expect(keys).not.toContainEqual(operationKeys.lists);
  });
  test("an environment's event leaves changes alone", () => {
    expect(affectedKeys(event("environment", "env", "env"))).not.toContainEqual(changeKeys.all);
  });
});

describe("addressOf", () => {
  test("escapes path parameters and leaves empty query values out", () => {
    expect(
      addressOf("/api/v1/x/{id}", {
        params: { id: "a/b" },
        query: { search: "a b", cursor: undefined, limit: 5 },
      }),
    ).toBe("/api/v1/x/a%2Fb?search=a+b&limit=5");
  });
});

describe("reconnectWait", () => {
  test("doubles from half a second and never passes 15 seconds", () => {
    expect(reconnectWait(1, 0)).toBe(250);
    expect(reconnectWait(1, 0.999)).toBeLessThanOrEqual(500);
    expect(reconnectWait(3, 0)).toBe(1_000);
    for (let attempt = 1; attempt < 60; attempt += 1) {
      expect(reconnectWait(attempt, 0.999)).toBeLessThanOrEqual(15_000);
    }
  });
});

describe("readLiveEvent", () => {
  test("reads an event and ignores what names no subject", () => {
    const given = event("change", "c", null);
    expect(readLiveEvent(JSON.stringify(given))).toEqual(given);
    expect(readLiveEvent("not json")).toBeUndefined();
    expect(readLiveEvent("null")).toBeUndefined();
    expect(readLiveEvent('{"subject":{"kind":"change"}}')).toBeUndefined();
  });
});
