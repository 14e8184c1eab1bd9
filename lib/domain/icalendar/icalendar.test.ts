import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readFile } from "./file";
import { readLines, unescapeText, writeLine } from "./line";
import { compact, readDuration, readMoment } from "./moment";
import { type WrittenEvent, writeCalendar } from "./write";
import { writeZone } from "./write-zone";
import { zoneOfTzid } from "./zones";

const ZONES = [
  "Europe/Berlin",
  "America/New_York",
  "Asia/Tokyo",
  "Australia/Lord_Howe",
  "Asia/Kathmandu",
  "UTC",
];
/** What a form lets through: no control characters, but line feeds, and all of Unicode. */
const text = (maxLength: number) =>
  fc
    .string({ unit: "grapheme", minLength: 1, maxLength })
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
    .map((each) => each.replace(/[\u0000-\u0008\u000B-\u001F\u007F]/g, "").trim())
    .filter((each) => each !== "");
const local = fc
  .date({ min: new Date("2001-01-02T00:00:00Z"), max: new Date("2098-12-31T00:00:00Z"), noInvalidDate: true })
  .map((at) => `${at.toISOString().slice(0, 16)}:00`);

const written: fc.Arbitrary<WrittenEvent> = fc
  .record({
    uid: fc.uuid().map((id) => `${id}@holdfast`),
    title: text(120),
    description: fc.oneof(fc.constant(""), text(500)),
    zone: fc.constantFrom(...ZONES),
    start: local,
    minutes: fc.integer({ min: 15, max: 5_000 }),
    recurrence: fc.constantFrom(null, "FREQ=DAILY", "FREQ=MONTHLY;BYDAY=-1FR;UNTIL=20300101"),
    exceptions: fc.uniqueArray(local, { maxLength: 20, selector: (each) => each.slice(0, 10) }),
    cancelled: fc.boolean(),
  })
  .map(({ minutes, exceptions, ...event }) => ({
    ...event,
    category: "Freeze",
    where: "Plant, Lübeck",
    end: new Date(Date.parse(`${event.start}Z`) + minutes * 60_000).toISOString().slice(0, 19),
    exceptions: exceptions.map((each) => each.slice(0, 10)).toSorted(),
    version: 3,
    changedAt: new Date("2026-11-21T09:00:00Z"),
    own: { KIND: "freeze", REASON: event.description },
  }));

describe("a file that is written", () => {
  it("is read back as it was: texts, times, zones, recurrences, exceptions", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(written, { minLength: 1, maxLength: 5, selector: ({ uid }) => uid }),
        (events) => {
          const file = writeCalendar("Test, with; signs", events, { from: 2026, until: 2028 });
          const read = readFile(file);
          if (!read.ok) throw new Error(`${read.error.line}: ${read.error.reason}`);
          expect(read.value.unread).toEqual([]);
          expect(
            read.value.events.map(
              ({ uid, title, start, zone, clockSeconds, recurrence, exceptions, cancelled }) => ({
                ...{ uid, title, start, zone, clockSeconds, recurrence, exceptions, cancelled },
              }),
            ),
          ).toEqual(
            events.map(({ uid, title, start, end, zone, recurrence, exceptions, cancelled }) => ({
              ...{ uid, title, start, zone, recurrence, exceptions, cancelled },
              clockSeconds: (Date.parse(`${end}Z`) - Date.parse(`${start}Z`)) / 1_000,
            })),
          );
        },
      ),
      { numRuns: 200 },
    );
  });

  it("has lines of 75 octets at most, whole characters, and CRLF everywhere", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 400 }), (value) => {
        const clean = value.replace(/[\r\n]/g, "");
        const line = writeLine("SUMMARY", clean);
        for (const part of line.split("\r\n")) {
          expect(new TextEncoder().encode(part).length).toBeLessThanOrEqual(75);
          expect(part).not.toContain("\n");
        }
        const read = readLines(line);
        expect(read.ok && read.value[0]?.value).toBe(clean);
      }),
    );
  });

  it("spells its zones out: summer and winter of Berlin, no turn in Tokyo", () => {
    const berlin = writeZone("Europe/Berlin", { from: 2026, until: 2027 });
    expect(berlin).toContain(
      "BEGIN:DAYLIGHT\r\nDTSTART:20260329T020000\r\nRDATE:20270328T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200",
    );
    expect(berlin).toContain("DTSTART:20261025T030000\r\nRDATE:20271031T030000\r\nTZOFFSETFROM:+0200");
    expect(writeZone("Asia/Tokyo", { from: 2026, until: 2027 })).not.toContain("DAYLIGHT");
    expect(writeZone("Australia/Lord_Howe", { from: 2026, until: 2026 })).toContain("TZOFFSETTO:+1030");
  });
});

const event = (...lines: string[]) =>
  ["BEGIN:VCALENDAR", "BEGIN:VEVENT", "UID:u", "SUMMARY:S", ...lines, "END:VEVENT", "END:VCALENDAR"].join(
    "\n",
  );
const START = "DTSTART:20261130T180000";
const reasonOf = (file: string) => {
  const read = readFile(file);
  if (!read.ok) return `${read.error.line}: ${read.error.reason}`;
  const [first] = read.value.unread;
  return first === undefined ? "read" : `${first.line}: ${first.reason}`;
};

describe("a file that comes from outside", () => {
  it.each([
    ["", "1: The file is no calendar"],
    ["BEGIN:VEVENT\nEND:VEVENT", "1: The file begins with VEVENT"],
    ["BEGIN:VCALENDAR\nBEGIN:VEVENT", "1: BEGIN:VCALENDAR is never ended"],
    ["SUMMARY:x", "1: SUMMARY stands outside"],
    [event("DTSTART;TZID=Mars/Olympus:20261130T180000"), "5: DTSTART names the time zone “Mars/Olympus”"],
    [event("DTSTART:20260230T180000"), "5: DTSTART “20260230T180000” is no date"],
    [event("DTSTART:tomorrow"), "5: DTSTART “tomorrow” is no date"],
    [event("DTSTART;TZID:20261130"), "5: A parameter of DTSTART is malformed"],
    [event(START, "DTEND:20261130T180000"), "6: DTEND is not after DTSTART"],
    [event(START, "DTEND:20261130T200000Z"), "6: The event begins in an open time zone and ends in UTC"],
    [event(START), "2: The event has neither DTEND nor DURATION"],
    [event(START, "DURATION:PT"), "6: DURATION “PT” is no length"],
    [event(START, "DURATION:PT1H", "RDATE:20261201T180000"), "7: RDATE is not understood"],
    [event(START, "DURATION:PT1H", "RRULE:FREQ=DAILY", "RRULE:FREQ=WEEKLY"), "8: The event has two RRULEs"],
    [event(START, "DURATION:PT1H", "EXDATE:never"), "7: EXDATE “never”"],
    [event("DURATION:PT1H"), "2: The event has no DTSTART"],
  ])("%j is refused with its line", (file, reason) => {
    expect(reasonOf(file)).toContain(reason);
  });

  it("never throws, whatever it is given", () => {
    const piece = fc.constantFrom(
      "BEGIN:VCALENDAR",
      "END:VCALENDAR",
      "BEGIN:VEVENT",
      "END:VEVENT",
      START,
      "RRULE:FREQ=DAILY",
      "DTEND:20261201T000000",
      "UID:u",
      " folded",
      ';:="',
      'X-A;B="c:d",e:f',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string({ unit: "binary" })), { maxLength: 30 }), (lines) => {
        expect(() => readFile(lines.join("\n"))).not.toThrow();
      }),
      { numRuns: 2_000 },
    );
  });

  it("knows all-day events, Windows' zones and folded lines", () => {
    const read = readFile(
      event("DTSTART;VALUE=DATE:20261224", "DTEND;VALUE=DATE:20261227", "DESCRIPTION:a\\,b", " \\nc"),
    );
    expect(read.ok && read.value.events[0]).toMatchObject({
      clockSeconds: 3 * 86_400,
      description: "a,b\nc",
      zone: null,
    });
    expect(zoneOfTzid("W. Europe Standard Time")).toBe("Europe/Berlin");
    expect(zoneOfTzid("/freeassociation.sourceforge.net/Europe/Vienna")).toBe("Europe/Vienna");
    expect(zoneOfTzid("+02:00")).toBeNull();
  });

  it("reads durations and moments as RFC 5545 writes them", () => {
    expect([
      readDuration("P1W"),
      readDuration("P1DT2H30M"),
      readDuration("-PT1H"),
      readDuration("P"),
    ]).toEqual([604_800, 95_400, null, null]);
    expect(readMoment("20261130T180000Z", "Europe/Berlin")?.zone).toBe("UTC");
    expect(compact("2026-11-30T18:00:00")).toBe("20261130T180000");
    expect(unescapeText("a\\;b\\\\n")).toBe("a;b\\n");
  });
});
