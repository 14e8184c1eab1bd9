import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dueAfter, nextOccurrence } from "./cron";

const next = (cron: string, zone: string, after: string) =>
  nextOccurrence(cron, zone, new Date(after)).toISOString();

describe("the next occurrence", () => {
  it("stands on the clock of its zone, summer and winter", () => {
    expect(next("30 3 * * *", "Europe/Berlin", "2026-07-01T12:00:00Z")).toBe("2026-07-02T01:30:00.000Z");
    expect(next("30 3 * * *", "Europe/Berlin", "2026-12-01T12:00:00Z")).toBe("2026-12-02T02:30:00.000Z");
    expect(next("0 8 * * 1", "America/Toronto", "2026-11-21T00:00:00Z")).toBe("2026-11-23T13:00:00.000Z");
  });

  it("is not lost in the hour that summer time leaves out, and not doubled in the one that comes twice", () => {
    expect(next("30 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z")).toBe("2026-03-29T01:00:00.000Z");
    expect(next("30 2 * * *", "Europe/Berlin", "2026-03-29T01:00:00Z")).toBe("2026-03-30T00:30:00.000Z");
    expect(next("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00:00Z")).toBe("2026-10-25T00:30:00.000Z");
    expect(next("30 2 * * *", "Europe/Berlin", "2026-10-25T00:30:00Z")).toBe("2026-10-26T01:30:00.000Z");
  });

  it("comes every hour of a day of 25 hours when it names every hour", () => {
    const hours: string[] = [];
    let at = new Date("2026-10-24T21:59:00Z");
    for (;;) {
      at = nextOccurrence("0 * * * *", "Europe/Berlin", at);
      if (at >= new Date("2026-10-25T23:00:00Z")) break;
      hours.push(at.toISOString());
    }
    expect(hours).toHaveLength(25);
    expect(new Set(hours).size).toBe(25);
  });

  it("is always later, whatever is asked when", () => {
    const zones = fc.constantFrom(
      "UTC",
      "Europe/Berlin",
      "America/Toronto",
      "Australia/Lord_Howe",
      "Asia/Kolkata",
    );
    const crons = fc.constantFrom(
      "*/5 * * * *",
      "30 2 * * *",
      "0 0 1 * *",
      "15 1,2,3 * * 0",
      "59 23 31 12 *",
    );
    const times = fc.date({ min: new Date("2026-01-01"), max: new Date("2030-01-01"), noInvalidDate: true });
    fc.assert(
      fc.property(crons, zones, times, (cron, zone, time) => {
        expect(nextOccurrence(cron, zone, time).getTime()).toBeGreaterThan(time.getTime());
      }),
      { numRuns: 300 },
    );
  });

  it("says what is wrong", () => {
    expect(() => next("61 * * * *", "UTC", "2026-01-01")).toThrow(/minute/);
    expect(() => next("* * * * * *", "UTC", "2026-01-01")).toThrow();
    expect(() => next("0 0 * * *", "Mars/Olympus", "2026-01-01")).toThrow(/Mars\/Olympus/);
    expect(() => next("0 0 30 2 *", "UTC", "2026-01-01")).toThrow("never comes");
  });
});

describe("a run that has ended", () => {
  const nightly = { cron: "0 3 * * *", timeZone: "UTC" };
  const startedAt = new Date("2026-11-21T09:00:00Z");

  it("is due at the next occurrence, however many were missed; after a failure in five minutes", () => {
    expect(dueAfter(nightly, { startedAt, failed: false }).toISOString()).toBe("2026-11-22T03:00:00.000Z");
    expect(dueAfter(nightly, { startedAt, failed: true }).toISOString()).toBe("2026-11-21T09:05:00.000Z");
    const often = { cron: "* * * * *", timeZone: "UTC" };
    expect(dueAfter(often, { startedAt, failed: true }).toISOString()).toBe("2026-11-21T09:01:00.000Z");
  });
});
