import { describe, expect, it } from "vitest";
import { ApiError } from "@/sandbox/api/errors";
import { Catalog } from "@/sandbox/api/resources";
import { fieldPredicate, labelPredicate, matchesSelector, selectorText } from "@/sandbox/api/selectors";
import type { KubeObject } from "@/sandbox/api/types";

const object = (labels: Record<string, string>): KubeObject => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "p", namespace: "n", labels },
  spec: { nodeName: "node-1" },
  status: { phase: "Running" },
});

describe("label selectors", () => {
  const web = object({ env: "prod", tier: "web" });
  const bare = object({});
  it.each([
    ["env=prod", true, false],
    ["env==prod,tier=web", true, false],
    ["env!=prod", false, true],
    ["env in (dev, prod)", true, false],
    ["env notin (dev)", true, true],
    ["env notin (prod),tier", false, false],
    ["tier", true, false],
    ["!tier", false, true],
    ["env=", false, false],
  ])("%s", (selector, onWeb, onBare) => {
    expect([labelPredicate(selector)(web), labelPredicate(selector)(bare)]).toEqual([onWeb, onBare]);
  });
  it.each(["a===b", "a in (b", ",", "a b", "-x=y"])("refuses %s with 400", (selector) => {
    expect(() => labelPredicate(selector)).toThrow(ApiError);
  });
});

describe("field selectors", () => {
  const pods = new Catalog().demand("pods");
  it("compare the indexed fields of a type", () => {
    const running = fieldPredicate("status.phase=Running,spec.nodeName!=node-2", pods);
    expect(running(object({}))).toBe(true);
    expect(fieldPredicate("metadata.name!=p", pods)(object({}))).toBe(false);
  });
  it("refuse fields the type does not index", () => {
    expect(() => fieldPredicate("spec.color=red", pods)).toThrow(
      /"spec\.color" is not a known field selector/,
    );
  });
});

describe("LabelSelector objects", () => {
  it("need every label and every expression", () => {
    const selector = {
      matchLabels: { env: "prod" },
      matchExpressions: [{ key: "tier", operator: "In", values: ["web", "db"] }],
    };
    expect(matchesSelector(selector, { env: "prod", tier: "db" })).toBe(true);
    expect(matchesSelector(selector, { env: "prod", tier: "cache" })).toBe(false);
    expect(matchesSelector({}, {})).toBe(true);
  });
  it("write themselves as list parameters", () => {
    expect(selectorText({ matchLabels: { b: "2", a: "1" } })).toBe("a=1,b=2");
  });
});
