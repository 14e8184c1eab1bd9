import { describe, expect, it } from "vitest";
import {
  type ArchiveFacts,
  filesFor,
  observedRange,
  type PointFacts,
  pointRefusal,
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
  it("is a whole second before the last segment arrived, and never moves back", () => {
    expect(observedRange(seen({}), { from: null, until: null })).toEqual({
      from: range.from,
      until: at("10:05:29"),
    });
    const later = { from: range.from, until: at("11:00:00") };
    expect(observedRange(seen({}), later)).toEqual(later);
  });
  it.each([
    ["while segments wait", { waiting: 3 }],
    ["while archiving fails", { archiving: false }],
    ["where nothing was archived", { lastArchived: null }],
  ])("stays where it was %s", (_name, over) => {
    expect(observedRange(seen(over), range)).toEqual(range);
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
