import { describe, expect, test } from "vitest";
import { durationText, momentText, relativeText } from "./time-text";

describe("momentText", () => {
  test("writes the clock of the zone with the zone's name, on both sides of a clock change", () => {
    const summer = Date.UTC(2026, 9, 24, 23, 59, 5);
    const winter = Date.UTC(2026, 9, 25, 1, 30, 0);
    expect(momentText(summer, "Europe/Berlin", "minute")).toEqual({ text: "Sun 25 Oct 01:59", zone: "CEST" });
    expect(momentText(winter, "Europe/Berlin", "minute")).toEqual({ text: "Sun 25 Oct 02:30", zone: "CET" });
  });
  test("writes midnight as 00 and carries the year where asked", () => {
    expect(momentText(Date.UTC(2026, 0, 1), "UTC", "second").text).toBe("Thu 1 Jan 2026 00:00:00");
  });
  test("falls back to UTC for a zone nobody knows", () => {
    expect(momentText(Date.UTC(2026, 0, 1, 9, 5), "Mars/Olympus", "clock")).toEqual({
      text: "09:05",
      zone: "UTC",
    });
  });
});

describe("durationText", () => {
  test.each([
    [0, "under 1 s"],
    [999, "under 1 s"],
    [1_000, "1 s"],
    [250_000, "4 min 10 s"],
    [3_600_000, "1 h"],
    [4_440_000, "1 h 14 min"],
    [93_600_000, "1 d 2 h"],
    [-5, "under 1 s"],
  ])("%d ms reads %s", (milliseconds, words) => {
    expect(durationText(milliseconds)).toBe(words);
  });
});

describe("relativeText", () => {
  const now = 1_000_000_000;
  test.each([
    [now - 4_000, "just now"],
    [now - 720_000, "12 min ago"],
    [now - 86_400_000, "1 day ago"],
    [now + 10_800_000, "in 3 h"],
  ])("%d reads %s", (at, words) => {
    expect(relativeText(at, now)).toBe(words);
  });
});
