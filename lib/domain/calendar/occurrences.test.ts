import { describe, expect, it } from "vitest";
import type { CalendarTimes } from "./event";
import { clockNote, occurrencesBetween, upcomingOf } from "./occurrences";

const times = (more: Partial<CalendarTimes>): CalendarTimes => ({
  zone: "Europe/Berlin",
  start: "2026-11-02T22:00",
  durationMinutes: 480,
  recurrence: null,
  exceptions: [],
  ...more,
});
const range = (from: string, until: string) => ({ from: new Date(from), until: new Date(until) });
const begins = (more: Partial<CalendarTimes>, from: string, until: string, limit = 50) =>
  occurrencesBetween(times(more), range(from, until), limit).map(({ from: at }) => at.toISOString());

describe("recurrences", () => {
  it.each<[string, Partial<CalendarTimes>, string[]]>([
    ["once", {}, ["2026-11-02T21:00:00.000Z"]],
    [
      "every Monday and Thursday",
      { recurrence: "FREQ=WEEKLY;BYDAY=MO,TH;COUNT=3" },
      ["2026-11-02T21:00:00.000Z", "2026-11-05T21:00:00.000Z", "2026-11-09T21:00:00.000Z"],
    ],
    [
      "every other week",
      { recurrence: "FREQ=WEEKLY;INTERVAL=2;UNTIL=20261201" },
      ["2026-11-02T21:00:00.000Z", "2026-11-16T21:00:00.000Z", "2026-11-30T21:00:00.000Z"],
    ],
    [
      "the last working day of the month",
      {
        start: "2026-11-30T18:00",
        recurrence: "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=3",
      },
      ["2026-11-30T17:00:00.000Z", "2026-12-31T17:00:00.000Z", "2027-01-29T17:00:00.000Z"],
    ],
    [
      "the last day of the month",
      { start: "2026-11-30T00:00", recurrence: "FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3" },
      ["2026-11-29T23:00:00.000Z", "2026-12-30T23:00:00.000Z", "2027-01-30T23:00:00.000Z"],
    ],
    [
      "the first Monday of the month",
      { recurrence: "FREQ=MONTHLY;BYDAY=1MO;COUNT=2" },
      ["2026-11-02T21:00:00.000Z", "2026-12-07T21:00:00.000Z"],
    ],
    [
      "the 31st, where a month has one",
      { start: "2026-12-31T08:00", recurrence: "FREQ=MONTHLY;COUNT=3" },
      ["2026-12-31T07:00:00.000Z", "2027-01-31T07:00:00.000Z", "2027-03-31T06:00:00.000Z"],
    ],
    [
      "every leap day",
      { start: "2024-02-29T08:00", recurrence: "FREQ=YEARLY;UNTIL=20321231T225959Z" },
      ["2024-02-29T07:00:00.000Z", "2028-02-29T07:00:00.000Z", "2032-02-29T07:00:00.000Z"],
    ],
    [
      "with exceptions, which count",
      { recurrence: "FREQ=DAILY;COUNT=4", exceptions: ["2026-11-03", "2026-11-04"] },
      ["2026-11-02T21:00:00.000Z", "2026-11-05T21:00:00.000Z"],
    ],
  ])("%s", (_, more, expected) => {
    expect(begins(more, "2020-01-01T00:00:00Z", "2035-01-01T00:00:00Z")).toEqual(expected);
  });

  it("gives what touches the range, in order, and no more than asked for", () => {
    const nightly = { recurrence: "FREQ=DAILY" };
    expect(begins(nightly, "2030-03-01T05:00:00Z", "2030-03-02T21:00:00Z")).toEqual([
      "2030-03-01T21:00:00.000Z",
    ]);
    expect(begins(nightly, "2030-03-01T04:59:00Z", "2030-03-02T21:01:00Z")).toHaveLength(3);
    expect(begins(nightly, "2030-01-01T00:00:00Z", "2040-01-01T00:00:00Z", 7)).toHaveLength(7);
    expect(begins(nightly, "2026-01-01T00:00:00Z", "2026-06-01T00:00:00Z")).toEqual([]);
  });

  it("finds what stands or comes next, and that nothing more comes", () => {
    const nights = times({ recurrence: "FREQ=WEEKLY;BYDAY=MO;COUNT=2" });
    const next = (at: string) => upcomingOf(nights, new Date(at))?.from.toISOString() ?? null;
    expect(next("2026-01-01T00:00:00Z")).toBe("2026-11-02T21:00:00.000Z");
    expect(next("2026-11-03T04:59:59Z")).toBe("2026-11-02T21:00:00.000Z");
    expect(next("2026-11-03T05:00:00Z")).toBe("2026-11-09T21:00:00.000Z");
    expect(next("2026-11-10T05:00:00Z")).toBeNull();
    // However early it is asked, and however late the first comes.
    expect(next("1970-01-01T00:00:00Z")).toBe("2026-11-02T21:00:00.000Z");
  });
});

describe("nights the clock is turned", () => {
  const only = (more: Partial<CalendarTimes>) => {
    const found = occurrencesBetween(times(more), range("2026-01-01T00:00:00Z", "2028-01-01T00:00:00Z"), 5);
    return found.map(
      ({ from, until }) => `${from.toISOString().slice(0, 16)} ${until.toISOString().slice(0, 16)}`,
    );
  };

  it("keeps the local end: a night shift is an hour shorter in spring, longer in autumn", () => {
    expect(only({ start: "2026-03-28T22:00" })).toEqual(["2026-03-28T21:00 2026-03-29T04:00"]);
    expect(only({ start: "2026-10-24T22:00" })).toEqual(["2026-10-24T20:00 2026-10-25T05:00"]);
  });

  it("moves what lies in the gap to its end, and leaves out what lies in it altogether", () => {
    expect(only({ start: "2026-03-29T02:30", durationMinutes: 60 })).toEqual([
      "2026-03-29T01:00 2026-03-29T01:30",
    ]);
    expect(only({ start: "2026-03-29T02:00", durationMinutes: 60 })).toEqual([]);
  });

  it("takes the first of two hours that come twice", () => {
    expect(only({ start: "2026-10-25T02:30", durationMinutes: 15 })).toEqual([
      "2026-10-25T00:30 2026-10-25T00:45",
    ]);
    expect(only({ start: "2026-10-25T02:30", durationMinutes: 60 })).toEqual([
      "2026-10-25T00:30 2026-10-25T02:30",
    ]);
  });

  it("knows half hours and whole days that are left out", () => {
    const lordHowe = { zone: "Australia/Lord_Howe", start: "2026-10-04T01:00", durationMinutes: 120 };
    expect(only(lordHowe)).toEqual(["2026-10-03T14:30 2026-10-03T16:00"]);
    const apia = times({ zone: "Pacific/Apia", start: "2011-12-30T08:00", durationMinutes: 600 });
    expect(occurrencesBetween(apia, range("2011-01-01T00:00:00Z", "2012-12-31T00:00:00Z"), 5)).toEqual([]);
  });

  it("says what the clock did", () => {
    const spring = times({ start: "2026-03-28T22:00" });
    const [found] = occurrencesBetween(spring, range("2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z"), 1);
    if (found === undefined) throw new Error("nothing found");
    expect(clockNote(spring, found)).toBe(
      "The clock is turned forward meanwhile (Europe/Berlin): it lasts an hour shorter.",
    );
    expect(clockNote(times({}), { from: new Date(0), until: new Date(480 * 60_000) })).toBeNull();
  });
});
