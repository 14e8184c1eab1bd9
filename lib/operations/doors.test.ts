import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { CALLERS, WRITERS } from "@/lib/testing/doors";
import type { DeployEffects } from "./deploy/effects";
import { gates } from "./deploy/gates";
import { KIND_RUNS } from "./kinds";

const ROOT = path.resolve(import.meta.dirname, "../..");
const read = (file: string): string => readFileSync(path.join(ROOT, file), "utf8");
const files = execFileSync("git", ["ls-files", "--", "lib/**/*.ts", "workers/**/*.ts", "app/**/*.ts"], {
  cwd: ROOT,
  encoding: "utf8",
})
  .split("\n")
  .filter((file) => file !== "" && !/\.test\.ts$|lib\/testing\/|generated|testing\.ts$/.test(file));

/** Every way to ask the gates; each ends in the one function for its kind of operation. */
const ASKS =
  /load(?:ChangeFacts|FactsOfMany|RollbackGates|DataGates|ReadingGates)|evaluateOperationGates|assertGatesOpen/;

const CALLS = /\b(?:create(?:Backup|Prune|Verify|Data)Operation|writeBesideOperation|startRow)\(/;

const creates = (text: string): boolean => /\.operation\s*\.create(?:Many|ManyAndReturn)?\(/.test(text);

describe("every door that can start an operation", () => {
  it("writes it in one of the places known here", () => {
    expect(files.filter((file) => creates(read(file))).toSorted()).toEqual(WRITERS);
  });

  it("is known with what it asks before it writes an operation", () => {
    const callers = files.filter((file) => !WRITERS.includes(file) && CALLS.test(read(file)));
    expect(callers.toSorted()).toEqual(Object.keys(CALLERS).toSorted());
    for (const [file, asks] of Object.entries(CALLERS)) expect(asks.test(read(file)), file).toBe(true);
  });

  it("leads through startRow only after approvals and gates were asked", () => {
    const callers = files.filter(
      (file) => /\bstartRow\(/.test(read(file)) && file !== "lib/usecases/change/start.ts",
    );
    expect(callers.length).toBeGreaterThan(0);
    for (const file of [...callers, "lib/usecases/change/start.ts"]) {
      const text = `${read(file)}${file.startsWith("lib/usecases/train/") ? read("lib/usecases/train/facts.ts") : ""}`;
      expect(ASKS.test(text), `${file} asks the gates`).toBe(true);
      expect(/assertApproved|approvalsIn|startChange/.test(text), `${file} asks for the approvals`).toBe(
        true,
      );
    }
  });

  it("is asked again by the worker before it touches anything, and at every resume", () => {
    const asked = read("lib/usecases/operation/evaluate-gates.ts");
    for (const ask of ["loadReadingGates", "loadRollbackGates", "loadDataGates", "loadChangeFacts"])
      expect(asked).toContain(ask);
    expect(read("workers/main.ts")).toContain("evaluateOperationGates(tx, operationId");
    expect(read("workers/main.ts")).toContain("gatesOf: resumeGates");
  });

  it("carries out nothing of any kind before the gates have let it", async () => {
    for (const [kind, { steps }] of Object.entries(KIND_RUNS)) {
      const asks = steps.findIndex(({ name }) => ["gates", "drill_gates", "scratch_gates"].includes(name));
      const touches = steps.findIndex((step) => step.touches !== false);
      expect(asks, `${kind} has a step that asks its gates`).toBeGreaterThanOrEqual(0);
      if (touches !== -1) expect(asks, `${kind} asks before it touches anything`).toBeLessThan(touches);
    }
  });

  it("is refused by the step that asks, whichever gate it is", async () => {
    const gate = {
      id: "g",
      title: "Not held",
      verdict: "fail",
      fact: "Mira holds it.",
      remedy: null,
    } as const;
    const refused = { passed: false, failures: [gate], held: null };
    const effects = { evaluateGates: async () => refused } as unknown as DeployEffects;
    const ctx = { operationId: "o", tell: () => undefined } as unknown as Parameters<typeof gates.perform>[1];
    await expect(gates.perform(effects, ctx)).rejects.toThrow("The gate “Not held” refuses: Mira holds it.");
  });

  it("has one gate function: the rules are evaluated nowhere else", () => {
    const users = files.filter((file) =>
      /import [^;]*\b(?:evaluateGates|judgeChange)\b[^;]* from "[^"]*gates";/.test(read(file)),
    );
    expect(users).toEqual(["lib/usecases/change/facts.ts"]);
  });

  it("is never a waiver's: they are applied inside the one function", () => {
    const users = files.filter((file) => /\b(?:withWaivers|withDebts)\(/.test(read(file)));
    expect(users.toSorted()).toEqual(["lib/domain/policy/gates.ts", "lib/domain/policy/waiver.ts"]);
  });
});
