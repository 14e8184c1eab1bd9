import { describe, expect, it } from "vitest";
import { planLimitMs } from "./plan";
import {
  type PastOperation,
  planRollback,
  ROLLBACK_STEPS,
  rollbackPair,
  rollbackStepText,
  rollbackVerdict,
} from "./rollback";

const deploy = (
  releaseId: string,
  previousReleaseId: string | null,
  state: PastOperation["state"] = "succeeded",
) => ({ kind: "deploy", state, releaseId, previousReleaseId }) as const;
const back = (releaseId: string, previousReleaseId: string, state: PastOperation["state"] = "succeeded") =>
  ({ kind: "rollback", state, releaseId, previousReleaseId }) as const;
const ready = (releaseId: string | null) => ({ releaseId, state: "ready" }) as const;
const attention = (releaseId: string | null) => ({ releaseId, state: "needs_attention" }) as const;

describe("rollbackPair", () => {
  const two = [deploy("a", null), deploy("b", "a")];

  it.each<
    [string, readonly PastOperation[], Parameters<typeof rollbackPair>[1], string | null, string | null]
  >([
    ["nothing ever ran", [], ready(null), null, null],
    ["the first release", [deploy("a", null)], ready("a"), "a", null],
    ["one before", two, ready("b"), "b", "a"],
    ["the first known one replaced another", [deploy("b", "a")], ready("b"), "b", "a"],
    [
      "a failed deployment between does not count",
      [...two, deploy("c", "b", "rolled_back")],
      ready("b"),
      "b",
      "a",
    ],
    ["after a rollback not the release left", [...two, back("a", "b")], ready("a"), "a", null],
    ["two deep", [...two, deploy("c", "b"), back("b", "c")], ready("b"), "b", "a"],
    ["deployed again after a rollback", [...two, back("a", "b"), deploy("c", "a")], ready("c"), "c", "a"],
    ["a failed rollback is tried again", [...two, back("a", "b", "failed")], attention("b"), "b", "a"],
    ["a deployment that stopped half-way", [...two, deploy("c", "b", "failed")], attention("b"), "c", "b"],
    ["a first deployment that stopped", [deploy("a", null, "failed")], attention(null), "a", null],
    ["one that touched nothing", [...two, deploy("c", "b", "failed")], ready("b"), "b", "a"],
    ["what runs is not what is known", two, ready("x"), "x", null],
    ["a rollback to what the records do not reach", [back("a", "b"), deploy("c", "a")], ready("c"), "c", "a"],
  ])("%s", (_, history, environment, fromId, targetId) => {
    expect(rollbackPair(history, environment)).toEqual({ fromId, targetId });
  });
});

const base = { name: "base", version: "19.0.1.0.0", schemaChange: false };
const module = (name: string, version: string, schemaChange = false) => ({ name, version, schemaChange });
const target = { name: "2026.10.4", modules: [base, module("stock_nw", "1.0")] };
const from = (modules: readonly ReturnType<typeof module>[]) => ({
  name: "2026.11.1",
  modules: [base, ...modules],
});
const ask = (modules: readonly ReturnType<typeof module>[]) =>
  rollbackVerdict({ from: from(modules), target, activeOperation: null, schemaVersions: [] });

describe("rollbackVerdict", () => {
  it("lets code go back and names what the database keeps", () => {
    const verdict = ask([module("stock_nw", "1.1"), module("label_nw", "1.0")]);
    expect(verdict).toMatchObject({
      allowed: true,
      reason: null,
      kept: [
        { name: "label_nw", database: "1.0", code: null },
        { name: "stock_nw", database: "1.1", code: "1.0" },
      ],
    });
    expect(verdict.effect).toMatch(
      /Nothing is lost: .*Two modules keep their newer version in the database\.$/,
    );
  });

  it("keeps nothing when only the image differs, and minds no module that the older release adds", () => {
    expect(ask([module("stock_nw", "1.0")])).toMatchObject({ allowed: true, kept: [] });
    expect(ask([])).toMatchObject({ allowed: true, kept: [] });
  });

  it("is refused when a module that differs moved the schema, and only then", () => {
    expect(ask([module("stock_nw", "1.1", true)]).reason).toBe(
      "2026.11.1 changed the database's schema (stock_nw), and the code of 2026.10.4 does not run on it. " +
        "Code alone cannot go back; the release and the data from before it can, together, which loses what was written since.",
    );
    expect(ask([module("stock_nw", "1.0", true)]).allowed).toBe(true);
    const many = ["a", "b", "c", "d"].map((name) => module(name, "2", true));
    expect(ask(many.slice(0, 2)).reason).toContain("(a and b)");
    expect(ask(many).reason).toContain("(a, b and two more modules)");
  });

  it("minds a version between the two that moved the schema, though neither release says so", () => {
    const moved = (version: string, name = "stock_nw") =>
      rollbackVerdict({
        from: from([module("stock_nw", "1.3"), module("label_nw", "2.0")]),
        target,
        activeOperation: null,
        schemaVersions: [{ name, version }],
      }).allowed;
    expect(moved("1.2")).toBe(false);
    expect(moved("1.3")).toBe(false);
    expect(moved("1.0")).toBe(true);
    expect(moved("1.4")).toBe(true);
    expect(moved("1.2", "base")).toBe(true);
    expect(moved("1.9", "label_nw")).toBe(false);
  });

  it("says why there is nothing to go back from or to, and what is in the way", () => {
    const running = from([]);
    const reason = (facts: Partial<Parameters<typeof rollbackVerdict>[0]>) =>
      rollbackVerdict({ from: running, target, activeOperation: null, schemaVersions: [], ...facts }).reason;
    expect(reason({ from: null, target: null })).toContain("Nothing has run here yet");
    expect(reason({ target: null })).toContain("2026.11.1 is the first release known here");
    expect(reason({ activeOperation: "op-1" })).toContain("op-1 changes this environment now");
    expect(reason({})).toBeNull();
  });
});

describe("planRollback", () => {
  it("never updates modules, and stops where it fails", () => {
    expect(planRollback().map(({ name, phase }) => `${phase} ${name}`)).toEqual([
      "forward gates",
      "forward preflight",
      "forward render",
      "forward rollout",
      "forward smoke",
      "forward record",
      "rollback stop_here",
    ]);
    expect(planLimitMs(planRollback())).toBeLessThan(60 * 60_000);
  });

  it("names its steps, and leaves a name nobody knows alone", () => {
    expect(rollbackStepText("rollout").title).toBe(ROLLBACK_STEPS.rollout.title);
    expect(rollbackStepText("toString")).toEqual({ title: "toString", ifItFails: "" });
  });
});
