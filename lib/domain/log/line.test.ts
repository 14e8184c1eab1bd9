import { expect, it } from "vitest";
import { severityOf, withSeverity } from "./line";
import { bucketsOf, LOG_BUCKETS } from "./window";

it.each([
  ["2026-11-21 14:03:11,123 42 ERROR db odoo.sql_db: bad query: WARNING", "error"],
  ["2026-11-21 14:03:11,123 42 WARNING db odoo.http: slow", "warn"],
  ["2026-11-21 14:03:11,123 42 CRITICAL ? odoo.service: stopped", "fatal"],
  ['{"level":50,"time":1,"msg":"broken"}', "error"],
  ['{"severity":"warning","message":"x"}', "warn"],
  ['{"level":"info"', null],
  ["2026-11-21 14:03:11.123 UTC [42] FATAL:  password authentication failed", "fatal"],
  ["2026-11-21 14:03:11.123 UTC [42] odoo@db LOG:  checkpoint", "info"],
  ["ts=1 level=warn msg=x", "warn"],
  ["ERROR: it broke", "error"],
  ["[notice] signal process started", "info"],
  ["Traceback (most recent call last):", null],
  ['  File "odoo/error.py", line 1, in run', null],
  ["", null],
])("%j is %s", (text, severity) => expect(severityOf(text)).toBe(severity));

it("a traceback is as loud as its error, container by container", () => {
  const line = (pod: string, text: string) => ({ pod, container: "odoo", text });
  const lines = [
    line("web", "2026-11-21 14:03:11,123 42 ERROR db odoo.http: failed"),
    line("cron", "2026-11-21 14:03:11,124 42 INFO db odoo.cron: job"),
    line("web", "Traceback (most recent call last):"),
    line("web", "ValueError: no"),
    line("cron", "more of the job"),
    line("other", "nobody said how loud"),
  ];
  expect(withSeverity(lines).map(({ severity }) => severity)).toEqual([
    ...["error", "info", "error", "error", "info", "info"],
  ]);
});

it("every line of a window falls into one column, the last second too", () => {
  const [from, to] = [new Date(0), new Date(60_000)];
  const lines = [0, 999, 1_000, 59_999, 60_000].map((at) => ({
    at: new Date(at),
    severity: "error" as const,
  }));
  const buckets = bucketsOf(lines, { from, to });
  expect(buckets).toHaveLength(LOG_BUCKETS);
  expect(buckets.map(({ lines: count }) => count).reduce((sum, count) => sum + count, 0)).toBe(lines.length);
  expect([buckets[0]?.errors, buckets[1]?.errors, buckets[59]?.errors]).toEqual([2, 1, 2]);
});
