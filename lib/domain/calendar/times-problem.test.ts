import { expect, it } from "vitest";
import type { CalendarTimes } from "./event";
import { timesProblem } from "./times-problem";

const times = (more: Partial<CalendarTimes>): CalendarTimes => ({
  zone: "Europe/Berlin",
  start: "2026-11-02T22:00",
  durationMinutes: 480,
  recurrence: null,
  exceptions: [],
  ...more,
});

it.each<[string, Partial<CalendarTimes>]>([
  ["once", {}],
  ["every night", { recurrence: "FREQ=DAILY" }],
  ["the whole of each week, without a break", { recurrence: "FREQ=WEEKLY", durationMinutes: 7 * 24 * 60 }],
  ["each leap day", { start: "2028-02-29T08:00", recurrence: "FREQ=YEARLY" }],
  ["twice a month", { start: "2026-11-01T08:00", recurrence: "FREQ=MONTHLY;BYMONTHDAY=1,15" }],
  ["until a day", { recurrence: "FREQ=WEEKLY;UNTIL=20271231", exceptions: ["2026-12-28"] }],
])("accepts what happens %s", (_, more) => {
  expect(timesProblem(times(more))).toBeNull();
});

it.each<[string, Partial<CalendarTimes>, RegExp]>([
  ["an unknown zone", { zone: "Mars/Olympus" }, /“Mars\/Olympus” is no time zone/],
  ["an offset for a zone", { zone: "+02:00" }, /no time zone/],
  ["no time", { start: "tomorrow" }, /“tomorrow” is no time/],
  ["a day that is none", { start: "2026-02-30T10:00" }, /is no time/],
  ["an hour that is none", { start: "2026-02-20T24:00" }, /is no time/],
  ["an end before the beginning", { durationMinutes: -60 }, /ends before it begins/],
  ["no length", { durationMinutes: 0 }, /ends before it begins/],
  ["half a minute", { durationMinutes: 30.5 }, /whole number of minutes/],
  ["more than a year", { durationMinutes: 367 * 24 * 60 }, /366 days at most/],
  ["a time the clock leaves out", { start: "2026-03-29T02:10", durationMinutes: 30 }, /does not exist/],
  [
    "nights that overlap",
    { recurrence: "FREQ=DAILY", durationMinutes: 1_500 },
    /lasts 25 h and comes again after 24 h/,
  ],
  [
    "weeks that overlap now and then",
    { start: "2026-11-01T08:00", recurrence: "FREQ=MONTHLY;BYMONTHDAY=1,28", durationMinutes: 5 * 24 * 60 },
    /overlap itself/,
  ],
  ["an end before the first time", { recurrence: "FREQ=DAILY;UNTIL=20261101" }, /ends before the first time/],
  ["two ends", { recurrence: "FREQ=DAILY;UNTIL=20271101;COUNT=3" }, /not by both/],
  ["a start the rule does not name", { recurrence: "FREQ=WEEKLY;BYDAY=TU" }, /Start on Tue,? 3 Nov 2026/],
  [
    "30 February",
    { start: "2026-11-30T08:00", recurrence: "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30" },
    /never comes/,
  ],
  ["once in twenty years", { recurrence: "FREQ=YEARLY;INTERVAL=20" }, /less than once in five years/],
  ["every hour", { recurrence: "FREQ=HOURLY" }, /not HOURLY/],
  ["every zero days", { recurrence: "FREQ=DAILY;INTERVAL=0" }, /INTERVAL is a whole number from 1/],
  ["ten thousand times", { recurrence: "FREQ=DAILY;COUNT=10000" }, /COUNT is a whole number from 1/],
  ["no frequency", { recurrence: "COUNT=3" }, /does not say how often/],
  ["an unknown part", { recurrence: "FREQ=DAILY;BYHOUR=3" }, /says BYHOUR/],
  ["a part twice", { recurrence: "FREQ=DAILY;FREQ=DAILY" }, /says FREQ twice/],
  ["no part", { recurrence: "every day" }, /is not NAME=VALUE/],
  ["an unknown weekday", { recurrence: "FREQ=WEEKLY;BYDAY=XX" }, /“XX” is no day/],
  ["the sixth Monday", { recurrence: "FREQ=MONTHLY;BYDAY=6MO" }, /from 1 to 5/],
  ["a numbered weekday in a week", { recurrence: "FREQ=WEEKLY;BYDAY=1MO" }, /Only a monthly or yearly/],
  ["a year's weekday without a month", { recurrence: "FREQ=YEARLY;BYDAY=1MO" }, /names its months/],
  ["days of the month in a week", { recurrence: "FREQ=WEEKLY;BYMONTHDAY=2" }, /no days of the month/],
  ["a position without days", { recurrence: "FREQ=MONTHLY;BYSETPOS=1" }, /chooses among days/],
  ["an end that is no date", { recurrence: "FREQ=DAILY;UNTIL=20270231" }, /which is no date/],
  [
    "a text without end",
    { recurrence: `FREQ=DAILY;BYMONTHDAY=${"1,".repeat(300)}1` },
    /500 characters at most/,
  ],
  ["exceptions of what happens once", { exceptions: ["2026-11-02"] }, /has no exceptions/],
  [
    "an exception that is no date",
    { recurrence: "FREQ=DAILY", exceptions: ["Christmas"] },
    /“Christmas” is no date/,
  ],
  [
    "an exception before the first time",
    { recurrence: "FREQ=DAILY", exceptions: ["2026-10-02"] },
    /before the first/,
  ],
  [
    "exceptions of everything",
    { recurrence: "FREQ=DAILY;COUNT=2", exceptions: ["2026-11-02", "2026-11-03"] },
    /leave nothing of it/,
  ],
])("refuses %s in words", (_, more, sentence) => {
  expect(timesProblem(times(more))).toMatch(sentence);
});
