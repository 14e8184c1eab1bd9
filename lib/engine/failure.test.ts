import { describe, expect, it } from "vitest";
import { RefusedFailure } from "@/lib/ports/failure";
import { argumentsFor, creating, failing, planned, world } from "@/lib/testing/engine-world";
import { FakeLedger } from "@/lib/testing/fake-ledger";
import { FailedCheck, stepFailure } from "./failure";
import { runOperation } from "./run";

const within = { reached: false, ms: 1_000, lastAnswer: null };
const dirty = "psql: postgres://erp:hunter2@db\u0000/x \ud83d";
const clean = "psql: postgres://erp:[hidden]@db/x \ufffd";

describe("a step's failure", () => {
  it.each([
    ["failed_check", new FailedCheck(dirty), within],
    ["refused", new RefusedFailure(dirty), within],
    ["timed_out", new Error("late"), { reached: true, ms: 1_000, lastAnswer: dirty }],
  ] as const)("%s holds no credential and nothing PostgreSQL refuses", (kind, error, limit) => {
    const failure = stepFailure("a", error, limit);
    expect(failure.kind).toBe(kind);
    expect(failure.reason).toContain(clean);
  });

  it("cleans its facts at every depth", () => {
    const error = new FailedCheck("bad", { tail: [dirty], inner: { line: dirty }, exit: 1 });
    expect(stepFailure("a", error, within).facts).toEqual({
      tail: [clean],
      inner: { line: clean },
      exit: 1,
    });
  });

  it("is cut to a length people read, not through a character", () => {
    const { reason } = stepFailure("a", new FailedCheck(`${"x".repeat(1_999)}😀`), within);
    expect(reason).toBe("x".repeat(1_999));
  });

  it("reaches ledger, story and end in that form", async () => {
    const ledger = new FakeLedger(planned(["a"], ["back"]));
    const steps = [failing("a", () => new FailedCheck(dirty)), creating("back")];
    await runOperation(argumentsFor(ledger, steps, world()));
    expect(ledger.ended?.failure?.reason).toBe(clean);
    expect(ledger.steps[0]?.sentence).toBe(clean);
    expect(ledger.story.map(({ text }) => text)).toContain(clean);
  });
});
