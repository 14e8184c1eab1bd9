import { describe, expect, it } from "vitest";
import type { CalendarEntry } from "@/lib/contracts/api/resources/calendar";
import { daysOf, type Item, placeItems, rangeOf, step, timesText } from "./grid";

const entry = (from: string, until: string | null): Item => ({
  type: "entry",
  key: from,
  entry: {
    kind: "train",
    id: "t",
    title: "A train",
    from,
    until,
    tenant: null,
    environment: null,
    timeZone: "UTC",
    state: "running",
    against: null,
  } satisfies CalendarEntry,
});

describe("days of a view", () => {
  it("begin on a Monday and end on a Sunday", () => {
    for (const around of ["2026-11-01", "2026-11-30", "2027-02-14", "2028-02-29"]) {
      const month = daysOf("month", around);
      expect(month.length % 7).toBe(0);
      expect(new Date(`${month[0]}T00:00Z`).getUTCDay()).toBe(1);
      expect(month).toContain(around);
      expect(month).toContain(`${around.slice(0, 7)}-01`);
    }
    expect(daysOf("month", "2027-02-14")).toHaveLength(28);
    expect(daysOf("week", "2026-11-22")).toEqual([
      ...["2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19", "2026-11-20", "2026-11-21", "2026-11-22"],
    ]);
  });

  it("are asked for within what the server answers at once", () => {
    for (const around of ["2026-08-01", "2026-11-21", "2027-05-31"]) {
      const { from, until } = rangeOf(daysOf("month", around));
      expect((Date.parse(until) - Date.parse(from)) / 86_400_000).toBeLessThanOrEqual(45);
    }
  });

  it("step by week and by month, over the year's end too", () => {
    expect(step("week", "2026-12-30", 1)).toBe("2027-01-06");
    expect(step("month", "2026-12-30", 1)).toBe("2027-01-01");
    expect(step("month", "2027-01-31", -1)).toBe("2026-12-01");
  });
});

describe("placing", () => {
  const days = daysOf("week", "2026-11-25");
  it("puts a night on both its days, on the zone's clock", () => {
    const placed = placeItems([entry("2026-11-24T21:00:00Z", "2026-11-25T05:00:00Z")], days, "Europe/Berlin");
    expect(placed.get("2026-11-24")?.map(timesText)).toEqual(["from 22:00"]);
    expect(placed.get("2026-11-25")?.map(timesText)).toEqual(["until 06:00"]);
    expect(placed.get("2026-11-26")).toEqual([]);
  });
  it("does not reach into a day at whose midnight it ends", () => {
    const placed = placeItems([entry("2026-11-23T23:00:00Z", "2026-11-24T23:00:00Z")], days, "Europe/Berlin");
    expect(placed.get("2026-11-24")?.map(timesText)).toEqual(["all day"]);
    expect(placed.get("2026-11-25")).toEqual([]);
  });
  it("shows what began before the page from its first day", () => {
    const placed = placeItems([entry("2026-11-01T08:00:00Z", "2026-12-24T08:00:00Z")], days, "Asia/Tokyo");
    expect(days.map((day) => placed.get(day)?.length)).toEqual([1, 1, 1, 1, 1, 1, 1]);
    expect(placed.get(days[0] ?? "")?.map(timesText)).toEqual(["all day"]);
  });
  it("takes one without an end for a moment", () => {
    const placed = placeItems([entry("2026-11-25T12:30:00Z", null)], days, "UTC");
    expect(placed.get("2026-11-25")?.map(timesText)).toEqual(["12:30"]);
  });
});
