import { expect, it } from "vitest";
import type { SignalId } from "./catalog";
import type { SignalState } from "./domains";
import { wholeState } from "./whole";

const parts = (states: Partial<Record<SignalId, SignalState>>) =>
  (Object.entries(states) as [SignalId, SignalState][]).map(([id, state]) => ({ id, state }));

const application = { error_ratio: "unknown", latency_p95: "unknown", cron_failing: "unknown" } as const;

it("is not good on what is only shown", () => {
  expect(wholeState(parts({ ...application, request_rate: "good" }))).toBe("unknown");
  expect(wholeState(parts({ database_size: "good" }))).toBe("unknown");
});

it("is good while at least half of what is judged is known", () => {
  expect(wholeState(parts({ ...application, scheduler: "good", cron_overdue: "good" }))).toBe("unknown");
  expect(wholeState(parts({ error_ratio: "good", latency_p95: "unknown" }))).toBe("good");
  expect(wholeState([])).toBe("unknown");
});

it("counts what nothing serves as nothing", () => {
  const served = parts({ lock_waits: "good" });
  const absent = parts({ replication_lag: "unknown", slow_queries: "unknown" });
  expect(wholeState([...served, ...absent.map((part) => ({ ...part, served: false }))])).toBe("good");
});

it("is as bad as its worst, however much is unknown", () => {
  expect(wholeState(parts({ ...application, scheduler: "warn" }))).toBe("warn");
  expect(wholeState(parts({ ...application, scheduler: "warn", cron_overdue: "bad" }))).toBe("bad");
});
