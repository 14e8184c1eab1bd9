import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { completeness } from "./report";
import { pointsToKeep, type Retention } from "./retention";

const NONE: Retention = { last: 0, hourly: 0, daily: 0, weekly: 0, monthly: 0, yearly: 0 };
const at = (time: string) => ({ id: time, time: `${time}:00.000Z` });
const POINTS = [
  "2025-12-31T23:00",
  "2026-01-01T01:00",
  "2026-11-19T02:00",
  "2026-11-20T02:00",
  "2026-11-20T14:00",
  "2026-11-20T14:30",
].map(at);

describe("which restore points stay", () => {
  it.each([
    ["the newest, always", {}, ["2026-11-20T14:30"]],
    ["the newest of each hour", { hourly: 2 }, ["2026-11-20T02:00", "2026-11-20T14:30"]],
    ["the newest of each day", { daily: 2 }, ["2026-11-19T02:00", "2026-11-20T14:30"]],
    ["one week across the turn of the year", { weekly: 9 }, ["2026-01-01T01:00", "2026-11-20T14:30"]],
    ["the newest of each month", { monthly: 2 }, ["2026-01-01T01:00", "2026-11-20T14:30"]],
    ["the newest of each year", { yearly: 2 }, ["2025-12-31T23:00", "2026-11-20T14:30"]],
    ["the last ones", { last: 2 }, ["2026-11-20T14:00", "2026-11-20T14:30"]],
  ])("%s", (_what, part, expected) => {
    expect(
      [...pointsToKeep(POINTS, { ...NONE, ...part }, { referenced: new Set(), timeZone: "UTC" })].toSorted(),
    ).toEqual(expected);
  });

  it("what is referenced, whatever the rules say", () => {
    const time = fc.date({ min: new Date("2020-01-01"), max: new Date("2030-01-01"), noInvalidDate: true });
    const count = fc.nat({ max: 5 });
    const retention = fc.record({
      ...{ last: count, hourly: count, daily: count },
      ...{ weekly: count, monthly: count, yearly: count },
    });
    fc.assert(
      fc.property(
        fc.array(time, { minLength: 1, maxLength: 40 }),
        retention,
        fc.nat(),
        fc.constantFrom("UTC", "Europe/Vienna", "America/Toronto", "Australia/Lord_Howe", "Asia/Kolkata"),
        (times, rules, pick, zone) => {
          const points = times.map((each, index) => ({ id: String(index), time: each.toISOString() }));
          const wanted = String(pick % points.length);
          const referenced = new Set([wanted, "unknown"]);
          const kept = pointsToKeep(points, rules, { referenced, timeZone: zone });
          const bound = Math.max(1, rules.last) + rules.hourly + rules.daily + rules.weekly;
          expect(kept.has(wanted)).toBe(true);
          expect(kept.has("unknown")).toBe(false);
          expect(kept.size).toBeLessThanOrEqual(bound + rules.monthly + rules.yearly + 1);
        },
      ),
    );
  });
});

describe("the clock by which they are counted", () => {
  const kept = (times: readonly string[], part: Partial<Retention>, timeZone = "Europe/Vienna") => {
    const rules = { ...NONE, ...part };
    return [...pointsToKeep(times.map(at), rules, { referenced: new Set(), timeZone })].toSorted();
  };

  it("is the environment's own: an evening in Toronto is not the next day", () => {
    const times = ["2026-11-20T14:00", "2026-11-21T01:00", "2026-11-21T14:00"];
    expect(kept(times, { daily: 2 }, "America/Toronto")).toEqual(times.slice(1));
    expect(kept(times, { daily: 2 }, "UTC")).toEqual(["2026-11-20T14:00", "2026-11-21T14:00"]);
  });

  it("turns the month, the week and the year at midnight there", () => {
    // Half past midnight of the first in Vienna is still the last day in UTC.
    const turn = ["2026-10-31T22:00", "2026-10-31T23:30", "2026-11-02T12:00"];
    expect(kept(turn, { monthly: 2 })).toEqual(["2026-10-31T22:00", "2026-11-02T12:00"]);
    const monday = ["2026-11-15T22:30", "2026-11-15T23:30", "2026-11-16T12:00"];
    expect(kept(monday, { weekly: 2 })).toEqual(["2026-11-15T22:30", "2026-11-16T12:00"]);
    const year = ["2025-12-31T22:30", "2025-12-31T23:30", "2026-01-01T12:00"];
    expect(kept(year, { yearly: 2 })).toEqual(["2025-12-31T22:30", "2026-01-01T12:00"]);
  });

  it("shows an hour twice in autumn, and both count", () => {
    // 02:30 summer time, 02:30 winter time, 03:30 in Vienna.
    const times = ["2026-10-25T00:30", "2026-10-25T01:30", "2026-10-25T02:30"];
    expect(kept(times, { hourly: 3 })).toEqual(times);
    expect(kept(times, { hourly: 2 })).toEqual(times.slice(1));
    // Turned back by half an hour only, as on Lord Howe: 01:45 comes twice.
    const half = ["2026-04-04T14:45", "2026-04-04T15:15", "2026-04-04T15:45"];
    expect(kept(half, { hourly: 9 }, "Australia/Lord_Howe")).toEqual(half);
  });

  it("keeps the day of 25 hours one day, and that of 23", () => {
    // Vienna's 25 October begins at 22:00 of the day before in UTC and ends at 23:00.
    const autumn = ["2026-10-24T21:50", "2026-10-24T22:10", "2026-10-25T22:50"];
    expect(kept(autumn, { daily: 9 })).toEqual(["2026-10-24T21:50", "2026-10-25T22:50"]);
    const spring = ["2026-03-28T22:50", "2026-03-28T23:10", "2026-03-29T21:50", "2026-03-29T22:10"];
    expect(kept(spring, { daily: 9 })).toEqual(["2026-03-28T22:50", "2026-03-29T21:50", "2026-03-29T22:10"]);
  });
});

it("completeness is 100 only when nothing is missing", () => {
  expect([completeness(0, 0), completeness(3, 3), completeness(1_000_000, 999_999)]).toEqual([
    100, 100, 99.99,
  ]);
});
