import { describe, expect, it } from "vitest";
import { mergeSchemaOf } from "@/sandbox/api/merge-schema";
import { jsonPatch } from "@/sandbox/api/patch-json";
import { mergePatch } from "@/sandbox/api/patch-merge";
import { strategicPatch } from "@/sandbox/api/patch-strategic";
import { Catalog } from "@/sandbox/api/resources";
import type { Fields } from "@/sandbox/api/types";

const pod = mergeSchemaOf(new Catalog().demand("pods"));
const withContainers = (containers: unknown[]): Fields => ({ spec: { containers } });
const patched = (before: unknown[], patch: Fields): unknown =>
  strategicPatch(withContainers(before), { spec: patch }, pod)["spec"];

describe("strategic merge patch", () => {
  const a = { name: "a", image: "x:1", args: ["p"], env: [{ name: "ONE", value: "1" }] };
  const b = { name: "b", image: "y:1" };

  it("merges lists by key and replaces lists of scalars", () => {
    const env = [{ name: "TWO", value: "2" }];
    expect(patched([a, b], { containers: [{ name: "a", args: ["q"], env }] })).toEqual({
      containers: [{ ...a, args: ["q"], env: [...a.env, ...env] }, b],
    });
  });
  it("deletes an item, replaces a list, drops a field by null", () => {
    expect(patched([a, b], { containers: [{ name: "b", $patch: "delete" }] })).toEqual({ containers: [a] });
    expect(patched([a, b], { containers: [{ $patch: "replace" }, b] })).toEqual({ containers: [b] });
    expect(patched([b], { containers: [{ name: "b", image: null }] })).toEqual({
      containers: [{ name: "b" }],
    });
  });
  it("orders by $setElementOrder and keeps by $retainKeys", () => {
    const order = { "$setElementOrder/containers": [{ name: "b" }, { name: "a" }], containers: [b] };
    expect(patched([a, b], order)).toEqual({ containers: [b, a] });
    const strategy = { type: "RollingUpdate", rollingUpdate: { maxSurge: 1 } };
    const patch = { strategy: { $retainKeys: ["type"], type: "Recreate" } };
    expect(strategicPatch({ strategy }, patch, undefined)).toEqual({ strategy: { type: "Recreate" } });
  });
  it("refuses an item without the key it merges by", () => {
    expect(() => patched([a], { containers: [{ image: "z" }] })).toThrow(/merge key: name/);
  });
  it("leaves the target alone", () => {
    const before = withContainers([a]);
    strategicPatch(before, { spec: { containers: [{ name: "a", image: "x:2" }] } }, pod);
    expect(before).toEqual(withContainers([a]));
  });
});

describe("merge and JSON patches", () => {
  it("merge: null deletes, lists are replaced", () => {
    expect(mergePatch({ a: 1, b: { c: 1, d: 2 }, e: [1] }, { a: null, b: { c: 3 }, e: [2] })).toEqual({
      b: { c: 3, d: 2 },
      e: [2],
    });
  });
  it("JSON: a failed test changes nothing", () => {
    const document = { data: { k: "v" } };
    const operations = [
      { op: "add", path: "/data/x", value: 1 },
      { op: "test", path: "/data/k", value: "other" },
    ];
    expect(() => jsonPatch(document, operations)).toThrow("the server rejected our request");
    expect(document).toEqual({ data: { k: "v" } });
  });
});
