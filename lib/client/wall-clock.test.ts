import fc from "fast-check";
import { expect, it } from "vitest";
import { fromWallClock, toWallClock } from "./wall-clock";

it.each([
  ["2026-11-21T14:32:05", "Europe/Berlin", "2026-11-21T13:32:05.000Z"],
  ["2026-11-21T14:32", "Asia/Tokyo", "2026-11-21T05:32:00.000Z"],
  ["2026-07-01T00:00:00", "America/Toronto", "2026-07-01T04:00:00.000Z"],
])("%s in %s is %s", (text, zone, iso) => {
  expect(new Date(fromWallClock(text, zone) ?? Number.NaN).toISOString()).toBe(iso);
});

it("knows no time that summer leaves out, takes the earlier of two, and nothing that is no time", () => {
  expect(fromWallClock("2026-03-29T02:30:00", "Europe/Berlin")).toBeNull();
  const twice = fromWallClock("2026-10-25T02:30:00", "Europe/Berlin");
  expect(new Date(twice ?? Number.NaN).toISOString()).toBe("2026-10-25T00:30:00.000Z");
  for (const text of ["", "yesterday", "2026-13-45T99:00:00"]) expect(fromWallClock(text, "UTC")).toBeNull();
});

it("leads back to what was shown, or an hour earlier when clocks are put back", () => {
  const zones = fc.constantFrom("Europe/Berlin", "Asia/Tokyo", "America/Toronto", "Asia/Kolkata", "UTC");
  const moments = fc
    .integer({ min: Date.UTC(2020, 0), max: Date.UTC(2035, 0) })
    .map((at) => at - (at % 1000));
  fc.assert(
    fc.property(zones, moments, (zone, at) => {
      const back = fromWallClock(toWallClock(at, zone), zone);
      return back === at || back === at - 3_600_000;
    }),
  );
});
