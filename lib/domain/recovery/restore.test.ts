import { describe, expect, it } from "vitest";
import { lossWords } from "./loss";
import { moveRestore, neutralises, type RestoreFacts, restoreRefusal } from "./restore";
import { copyNames, planClear, planRestore, planUndo } from "./restore-plan";

const module = (version: string, schemaChange = false) => ({ name: "stock", version, schemaChange });
const release = (name: string, ...modules: ReturnType<typeof module>[]) => ({ name, modules });
const production = { id: "p", name: "Production", tenantId: "t", stage: "production" as const };
const staging = { id: "s", name: "Staging", tenantId: "t", stage: "staging" as const };
const running = release("2026.11.1", module("19.0.1.0.0"));

function facts(over: {
  backup?: Partial<RestoreFacts["backup"]>;
  target?: Partial<RestoreFacts["target"]>;
  source?: RestoreFacts["source"];
  accepts?: boolean;
}): RestoreFacts {
  return {
    backup: {
      ...{ state: "good", proof: "proven", takenAt: new Date(0), release: running, complete: true },
      ...over.backup,
    },
    source: over.source ?? production,
    target: { ...staging, release: running, activeOperation: null, ...over.target },
    schemaVersions: [],
    acceptsDamage: over.accepts ?? false,
  };
}

describe("what may be brought back where", () => {
  it.each([
    ["good and fitting", facts({}), null],
    ["running", facts({ backup: { state: "running" } }), "still being taken"],
    ["failed", facts({ backup: { state: "failed" } }), "nothing in it"],
    ["forgotten", facts({ backup: { state: "forgotten" } }), "retention"],
    ["without snapshots", facts({ backup: { complete: false } }), "which snapshots"],
    ["damaged", facts({ backup: { state: "damaged" } }), "Attachments are missing"],
    ["damaged, wanted all the same", facts({ backup: { state: "damaged" }, accepts: true }), null],
    ["disproved", facts({ backup: { proof: "disproved" } }), "Reading this backup back failed"],
    ["of another customer", facts({ target: { tenantId: "other" } }), "another customer"],
    ["where nothing runs", facts({ target: { release: null } }), "Nothing runs in Staging"],
    ["where an operation runs", facts({ target: { activeOperation: "op-1" } }), "op-1 works on Staging"],
    ["staging into production", facts({ source: staging, target: production }), "is not production"],
    [
      "same schema, newer code",
      facts({ target: { release: release("2026.11.2", module("19.0.1.0.1")) } }),
      null,
    ],
    [
      "another schema",
      facts({ target: { release: release("2026.11.4", module("19.0.1.1.0", true)) } }),
      "Deploy release 2026.11.1 to Staging first",
    ],
    [
      "back over a schema change",
      facts({
        backup: { release: release("2026.11.4", module("19.0.1.1.0", true)) },
      }),
      "Deploy release 2026.11.4",
    ],
  ])("%s", (_name, given, said) => {
    if (said === null) expect(restoreRefusal(given)).toBeNull();
    else expect(restoreRefusal(given)).toContain(said);
  });

  it("copies for another environment are made harmless, production too, own data never", () => {
    expect(neutralises(production, staging)).toBe(true);
    expect(neutralises(production, { ...production, id: "another" })).toBe(true);
    expect(neutralises(production, production)).toBe(false);
    expect(neutralises(staging, staging)).toBe(false);
  });

  it("a wish ends once", () => {
    expect(moveRestore("requested", "start")).toMatchObject({ ok: true, value: "running" });
    expect(moveRestore("rejected", "start").ok).toBe(false);
    expect(moveRestore("undoing", "undo_failed")).toMatchObject({ value: "succeeded" });
    expect(moveRestore("undone", "begin_undo").ok).toBe(false);
  });
});

describe("the plans", () => {
  const closing = { drainSeconds: 1, timeZone: "UTC", unanswered: "go_on" } as const;
  const source = {
    ...{ databaseSnapshotId: "a".repeat(8), filestoreSnapshotId: "b".repeat(8), repositoryOf: "n" },
    ...{ takenAt: "2026-11-20T00:00:00Z", rowCounts: {}, sameEnvironment: true, neutralizeAs: null },
  };
  const names = (plan: readonly { name: string; phase: string }[], phase: string) =>
    plan.filter((step) => step.phase === phase).map(({ name }) => name);

  it("back up, load beside, close, exchange, check, open; and the whole way back", () => {
    expect(names(planRestore(source, closing), "forward").join(" ")).toBe(
      "gates preflight render safety_backup restore_beside quiesce swap rollout smoke reconcile open record",
    );
    expect(names(planRestore(source, closing), "rollback").join(" ")).toBe(
      "swap_back start_again restore_smoke restore_open restore_record",
    );
    expect(names(planUndo("r", closing), "forward")).not.toContain("restore_beside");
    expect(planClear(["r"], { copiesOnly: true }).map(({ name }) => name)).toEqual(["gates", "clear"]);
  });

  it("names stay within what PostgreSQL keeps, and apart", () => {
    const { copy, kept, takenBack } = copyNames("d".repeat(63), "3f9a1c2b");
    for (const name of [copy, kept, takenBack]) expect(name).toHaveLength(63);
    expect(new Set([copy, kept, takenBack]).size).toBe(3);
  });
});

it("a loss is said in words, the largest first", () => {
  const counts = [
    { name: "orders", count: 1 },
    { name: "stock_moves", count: 12 },
    { name: "files", count: 0 },
    { name: "invoices", count: null },
  ] as const;
  expect(lossWords({ known: true, counts })).toBe("12 stock moves, one sales order");
  expect(lossWords({ known: false, counts: [] })).toContain("unknown");
});
