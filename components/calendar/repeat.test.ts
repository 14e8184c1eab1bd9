import { expect, it } from "vitest";
import { recurrenceWords } from "@/lib/domain/calendar/recurrence-words";
import { parseRule } from "@/lib/domain/calendar/rule";
import { recurrenceOf, repeatDraft } from "./repeat";

const START = "2026-11-30T18:00";
const ZONE = "Europe/Berlin";

it.each([
  ["FREQ=WEEKLY;BYDAY=MO,TH", "weekly", "every week on Monday and Thursday"],
  ["FREQ=WEEKLY;INTERVAL=2;BYDAY=SA", "weekly", "every 2 weeks on Saturday"],
  ["FREQ=MONTHLY;BYMONTHDAY=-1", "month_day", "every month on the last day"],
  ["FREQ=MONTHLY;BYMONTHDAY=30;COUNT=6", "month_day", "every month on day 30, 6 times"],
  ["FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "month_working", "every month on the last working day"],
  ["FREQ=MONTHLY;BYDAY=-1FR", "month_weekday", "every month on the last Friday"],
  [
    "FREQ=MONTHLY;BYDAY=1SU;UNTIL=20270630",
    "month_weekday",
    "every month on the first Sunday, until 2027-06-30",
  ],
  ["FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=30", "yearly", "every year in November on day 30"],
])("%s is a choice, comes back as it was, and reads well", (text, repeat, words) => {
  const draft = repeatDraft(text, START, ZONE);
  expect(draft.repeat).toBe(repeat);
  expect(recurrenceOf(draft, START)).toBe(text);
  expect(recurrenceWords(text, START, ZONE)).toBe(words);
});

it("keeps what the choices cannot say word for word", () => {
  for (const text of ["FREQ=DAILY", "FREQ=MONTHLY;BYDAY=1MO,3MO", "FREQ=YEARLY;BYMONTH=3,9;BYMONTHDAY=1"]) {
    const draft = repeatDraft(text, START, ZONE);
    expect(draft.repeat).toBe("other");
    expect(recurrenceOf(draft, START)).toBe(text);
  }
});

it("suggests the day it starts on", () => {
  expect(repeatDraft(null, START, ZONE)).toMatchObject({
    repeat: "none",
    weekdays: [0],
    monthDay: 30,
    nth: 4,
  });
  for (const repeat of ["weekly", "month_day", "month_working", "month_weekday", "yearly"] as const) {
    const text = recurrenceOf({ ...repeatDraft(null, START, ZONE), repeat }, START);
    expect(parseRule(text ?? "", ZONE).ok, text ?? "").toBe(true);
  }
});
