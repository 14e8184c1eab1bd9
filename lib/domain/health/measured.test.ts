import { describe, expect, it } from "vitest";
import { concerns, type MeasuredEnvironment, measuredOf } from "./measured";

const now = new Date("2026-11-21T10:00:00Z");
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000);
const limits = { warn: 26 * 3_600, bad: 50 * 3_600 };

const environment: MeasuredEnvironment = {
  namespace: "kaltenbach-production",
  webReplicas: 2,
  cronReplicas: 1,
  pods: [],
  observedAt: null,
  createdAt: hoursAgo(1),
  recoverableUntil: null,
  hasArchive: true,
  backupAt: null,
  proofAt: null,
  drillAt: null,
  workflows: [],
  integrations: null,
  certificate: null,
};
const backupAge = (facts: Partial<MeasuredEnvironment>) =>
  measuredOf(
    "backup_age",
    { ...environment, ...facts },
    { now, limits, metricOf: () => ({ value: null, why: "" }) },
  );

describe("the age of what brings a plant back", () => {
  it("is unknown, never good, where it never happened", () => {
    expect(backupAge({})).toEqual({ value: null, why: "No backup was taken yet." });
  });

  it("counts from the environment's beginning once that is long enough to warn", () => {
    expect(backupAge({ createdAt: hoursAgo(26) }).value).toBe(26 * 3_600);
    expect(backupAge({ createdAt: hoursAgo(25.9) }).value).toBeNull();
  });

  it("counts from the newest backup", () => {
    expect(backupAge({ createdAt: hoursAgo(900), backupAt: hoursAgo(2) }).value).toBe(2 * 3_600);
  });

  it("says nothing of tomorrow when clocks differ", () => {
    expect(backupAge({ backupAt: hoursAgo(-1) }).value).toBe(0);
  });
});

describe("schedulers", () => {
  const pod = { name: "cron-1", component: "cron", phase: "Running", ready: true, reason: null };
  const cron = { ...pod, restarts: 0, image: "erp:1", startedAt: null };
  const missing = (facts: Partial<MeasuredEnvironment>) =>
    measuredOf(
      "schedulers_missing",
      { ...environment, observedAt: now, ...facts },
      { now, limits: null, metricOf: () => ({ value: null, why: "" }) },
    ).value;

  it("are missing where none is there at all", () => {
    expect(missing({})).toBe(1);
    expect(missing({ pods: [{ ...cron, component: "web" }] })).toBe(1);
  });

  it("are not missed while one is replaced or restarts", () => {
    expect(missing({ pods: [cron] })).toBe(0);
    expect(missing({ pods: [{ ...cron, phase: "Terminating", ready: false }] })).toBe(0);
  });

  it("are not known of while nobody watches, and not asked for where none is wanted", () => {
    expect(missing({ observedAt: hoursAgo(1) })).toBeNull();
    expect(concerns("schedulers_missing", { ...environment, cronReplicas: 0 })).toBe(false);
    expect(concerns("schedulers_missing", environment)).toBe(true);
  });
});

describe("how many integrations are down", () => {
  const counts = { down: 0, downUnknown: 0, failing: 0, failingUnknown: 0 };
  const down = (integrations: MeasuredEnvironment["integrations"]) =>
    measuredOf(
      "integrations_down",
      { ...environment, integrations },
      { now, limits: null, metricOf: () => ({ value: null, why: "" }) },
    ).value;

  it("is none only where each of them told: one that is known to work says nothing of another", () => {
    expect(down(null)).toBeNull();
    expect(down(counts)).toBe(0);
    expect(down({ ...counts, downUnknown: 1 })).toBeNull();
    expect(down({ ...counts, failingUnknown: 1 })).toBe(0);
  });

  it("is at least what is known to be", () => {
    expect(down({ ...counts, down: 1, downUnknown: 2 })).toBe(1);
  });
});
