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
    expect([...pointsToKeep(POINTS, { ...NONE, ...part }, new Set())].toSorted()).toEqual(expected);
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
        (times, rules, pick) => {
          const points = times.map((each, index) => ({ id: String(index), time: each.toISOString() }));
          const wanted = String(pick % points.length);
          const kept = pointsToKeep(points, rules, new Set([wanted, "unknown"]));
          const bound = Math.max(1, rules.last) + rules.hourly + rules.daily + rules.weekly;
          expect(kept.has(wanted)).toBe(true);
          expect(kept.has("unknown")).toBe(false);
          expect(kept.size).toBeLessThanOrEqual(bound + rules.monthly + rules.yearly + 1);
        },
      ),
    );
  });
});

it("completeness is 100 only when nothing is missing", () => {
  expect([completeness(0, 0), completeness(3, 3), completeness(1_000_000, 999_999)]).toEqual([
    100, 100, 99.99,
  ]);
});
