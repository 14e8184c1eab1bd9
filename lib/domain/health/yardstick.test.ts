import { describe, expect, it } from "vitest";
import { weekBefore, weekWindow, yardstickText } from "./yardstick";

describe("a week before", () => {
  const cases: [string, string, string, string][] = [
    ["on an ordinary Saturday", "Europe/Berlin", "2026-11-21T10:00:00Z", "2026-11-14T10:00:00Z"],
    [
      "over the night the clock is turned back",
      "Europe/Berlin",
      "2026-10-28T13:00:00Z",
      "2026-10-21T12:00:00Z",
    ],
    ["over the night it is turned forward", "Europe/Berlin", "2026-03-31T12:00:00Z", "2026-03-24T13:00:00Z"],
    ["where no clock is ever turned", "Asia/Kolkata", "2026-03-31T12:00:00Z", "2026-03-24T12:00:00Z"],
  ];
  it.each(cases)("is the same hour of the plant %s", (_, zone, at, before) => {
    expect(weekBefore(new Date(at), zone).toISOString()).toBe(new Date(before).toISOString());
  });
  it("is an hour, or as long as the baseline, and is said in the plant's time", () => {
    const at = new Date("2026-11-21T10:00:00Z");
    const { from, to } = weekWindow(at, 1_800, "Europe/Berlin");
    expect(to.getTime() - from.getTime()).toBe(3_600_000);
    expect(weekWindow(at, 7_200, "UTC").to).toEqual(new Date("2026-11-14T12:00:00Z"));
    const told = yardstickText({ against: "week", why: "", from }, "the 30 min before", "Europe/Berlin");
    expect(told).toBe("the same weekday and hour a week before, from Sat 14 Nov 11:00 CET");
    const why = "nothing was measured a week before";
    expect(yardstickText({ against: "before", why, from: null }, "the 30 min before", "UTC")).toBe(
      "the 30 min before, since nothing was measured a week before",
    );
  });
});
