import { describe, expect, it } from "vitest";
import { judgeMigration } from "./migration";

const good = { succeeded: true, exitCode: 0, reason: "CompletionsReached", message: "" };
const line = (level: string, text: string) =>
  `2026-11-21 10:00:00,123 42 ${level} nw odoo.modules.loading: ${text}`;

describe("judgeMigration", () => {
  it("believes exit 0 with a clean log", () => {
    const lines = [line("INFO", "Modules loaded."), line("WARNING", "deprecated call")];
    expect(judgeMigration({ ...good, lines })).toEqual({ ok: true });
    expect(judgeMigration({ ...good, exitCode: null, lines: [] })).toEqual({ ok: true });
  });

  it.each([
    line("ERROR", "column missing"),
    line("CRITICAL", "Failed to initialize database"),
    line("WARNING", "invalid module names, ignored: quueue_job"),
    line("INFO", "module label_zebra: not installable, skipped"),
    "Failed to load registry",
  ])("does not believe exit 0 with %s", (bad) => {
    const verdict = judgeMigration({ ...good, lines: [line("INFO", "loading"), bad] });
    expect(verdict.ok).toBe(false);
  });

  it("tells exit code and the first complaint", () => {
    const lines = [line("INFO", "loading"), line("ERROR", "column missing"), line("CRITICAL", "gave up")];
    const facts = { succeeded: false, exitCode: 255, reason: "BackoffLimitExceeded", message: "", lines };
    expect(judgeMigration(facts)).toEqual({
      ok: false,
      reason: "the module update failed (exit 255: column missing)",
    });
  });

  it("tells the exception and the module rather than that something failed to load", () => {
    const lines = [
      line("INFO", "Loading module label_zebra (1/2)"),
      line("INFO", "Loading module mrp_workorder_ext (2/2)"),
      line("CRITICAL", "Failed to initialize database"),
      "Traceback (most recent call last):",
      '  File "/usr/lib/odoo/service/server.py", line 1, in run',
      'psycopg2.errors.UndefinedTable: relation "badge_log" does not exist',
    ];
    const facts = { succeeded: false, exitCode: 255, reason: "BackoffLimitExceeded", message: "", lines };
    expect(judgeMigration(facts)).toEqual({
      ok: false,
      reason:
        'the module update failed (exit 255: psycopg2.errors.UndefinedTable: relation "badge_log" does not exist, while loading mrp_workorder_ext)',
    });
  });

  it("tells the cluster's word when the pod left none", () => {
    const facts = { succeeded: false, exitCode: null, reason: "DeadlineExceeded", message: "", lines: [] };
    expect(judgeMigration(facts)).toEqual({
      ok: false,
      reason: "the module update failed (DeadlineExceeded: DeadlineExceeded)",
    });
  });

  it("is not fooled by words inside an ordinary line", () => {
    const lines = [line("INFO", "0 ERROR and 0 CRITICAL messages so far")];
    expect(judgeMigration({ ...good, lines })).toEqual({ ok: true });
  });
});
