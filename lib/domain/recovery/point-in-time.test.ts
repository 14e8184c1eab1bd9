import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type ArchiveFacts,
  filesFor,
  observedRange,
  type PointFacts,
  pointRefusal,
  type QuietLook,
  rememberedLooks,
  withFiles,
} from "./point-in-time";

const at = (time: string) => new Date(`2026-11-21T${time}Z`);
const range = { from: at("08:00:00"), until: at("10:00:00") };

function facts(over: { at?: Date; source?: Partial<PointFacts["source"]>; clusterId?: string }): PointFacts {
  const source = { name: "Production", clusterId: "c", databaseCluster: "pg", recoverable: range };
  return {
    at: over.at ?? at("09:00:00"),
    source: { ...source, ...over.source },
    target: { name: "Staging", clusterId: over.clusterId ?? "c" },
  };
}

describe("which second can be brought back", () => {
  it.each([
    ["one within the range", facts({}), null],
    ["the first", facts({ at: range.from }), null],
    ["the last archived one", facts({ at: range.until }), null],
    [
      "newer than the last archived one",
      facts({ at: at("10:00:01") }),
      "newer than the last archived second",
    ],
    [
      "before the first base backup",
      facts({ at: at("07:59:59") }),
      "The earliest second is 2026-11-21 08:00:00 UTC",
    ],
    [
      "without a log of its own",
      facts({ source: { databaseCluster: null } }),
      "no write-ahead log of its own",
    ],
    ["with nothing archived yet", facts({ source: { recoverable: null } }), "archived yet"],
    ["on another cluster", facts({ clusterId: "d" }), "on different clusters"],
  ])("%s", (_name, given, reason) => {
    if (reason === null) expect(pointRefusal(given)).toBeNull();
    else expect(pointRefusal(given)).toContain(reason);
  });
});

describe("which backup gives the files", () => {
  const points = [at("08:30:00"), at("09:30:00"), at("09:10:00")].map((takenAt) => ({ takenAt }));
  it("is the first one after the second, else the newest, and none where there is none", () => {
    expect(filesFor(points, at("09:00:00"))?.takenAt).toEqual(at("09:10:00"));
    expect(filesFor(points, at("09:59:00"))?.takenAt).toEqual(at("09:30:00"));
    expect(filesFor([{ takenAt: null }], at("09:00:00"))).toBeNull();
  });
});

describe("what is promised of an archive", () => {
  const seen = (over: Partial<ArchiveFacts>): ArchiveFacts => ({
    ...{ firstRecoverable: range.from, lastArchived: at("10:05:30.700"), waiting: 0, archiving: true },
    ...over,
  });
  const look = (time: string): QuietLook => ({ askedAt: at(time), answeredAt: at(time) });
  const looks = [look("10:05:20.400"), look("10:05:25.400"), look("10:05:29.400")];

  it("is what an earlier look vouches for that a segment arrived after, and never moves back", () => {
    const nothing = { from: null, until: null };
    // The newest look is closer to the arrival than two clocks may differ.
    expect(observedRange(seen({}), nothing, looks)).toEqual({ from: range.from, until: at("10:05:23") });
    const later = { from: range.from, until: at("11:00:00") };
    expect(observedRange(seen({}), later, looks)).toEqual(later);
    expect(observedRange(seen({}), nothing, [])).toEqual({ from: range.from, until: null });
  });
  it.each([
    ["while segments wait", { waiting: 1 }],
    ["where nobody says what waits", { waiting: null }],
    ["while archiving fails", { archiving: false }],
    ["where nothing was archived", { lastArchived: null }],
    ["where nothing arrived since", { lastArchived: at("10:05:21") }],
  ])("stays where it was %s", (_name, over) => {
    expect(observedRange(seen(over), range, looks)).toEqual(range);
  });
  it("is never beyond what is in the archive, however long each upload takes", () => {
    const moments = fc.array(fc.integer({ min: 1, max: 60_000 }), { minLength: 1, maxLength: 12 });
    const uploads = fc.array(fc.integer({ min: 0, max: 90_000 }), { minLength: 12, maxLength: 12 });
    fc.assert(
      fc.property(moments, uploads, fc.integer({ min: 500, max: 7_000 }), (gaps, durations, every) => {
        const start = at("10:00:00").getTime();
        // When each segment is closed, and when it has arrived: one after the other.
        let [closed, arrived] = [start, start];
        const segments = gaps.map((gap, index) => {
          closed += gap;
          arrived = Math.max(arrived, closed) + (durations[index] ?? 0);
          return { closed, arrived };
        });
        let known: { from: Date | null; until: Date | null } = { from: null, until: null };
        let remembered: readonly QuietLook[] = [];
        for (let now = start; now < arrived + 20_000; now += every) {
          const there = segments.filter((one) => one.arrived <= now);
          const waiting = segments.filter((one) => one.closed <= now).length - there.length;
          const facts = seen({ lastArchived: new Date(there.at(-1)?.arrived ?? start), waiting });
          known = observedRange(facts, known, remembered);
          const time = new Date(now);
          remembered = rememberedLooks(facts, remembered, { askedAt: time, answeredAt: time });
          expect(known.until?.getTime() ?? 0).toBeLessThanOrEqual(there.at(-1)?.closed ?? start);
        }
      }),
    );
  });
});

it.each([
  ["09:30:00", "09:30:00"],
  ["11:00:00", "10:00:00"],
  ["07:59:59", null],
])("a backup of %s keeps the files of every second until %s", (taken, until) => {
  const known = withFiles(range, [{ takenAt: at("07:00:00") }, { takenAt: at(taken) }, { takenAt: null }]);
  expect(known).toEqual(until === null ? null : { from: range.from, until: at(until) });
  expect(withFiles(null, [{ takenAt: at(taken) }])).toBeNull();
});
