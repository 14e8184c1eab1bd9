import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type ChartLine,
  csvOf,
  gapsOf,
  highestOf,
  namesCollide,
  newestOf,
  rowsOf,
  timeTicks,
  valueTicks,
} from "./chart-data";

const at = (minute: number) => new Date(Date.UTC(2026, 10, 21, 12, minute)).toISOString();
const line = (key: string, values: readonly (number | null)[]): ChartLine => ({
  key,
  label: key,
  look: "main",
  points: values.map((value, minute) => ({ at: at(minute), value })),
});

it("lines that share times share rows", () => {
  const rows = rowsOf([line("canary", [null, 2]), line("stable", [1, 3, 4])]);
  expect(rows).toEqual([
    { at: Date.parse(at(0)), canary: null, stable: 1 },
    { at: Date.parse(at(1)), canary: 2, stable: 3 },
    { at: Date.parse(at(2)), stable: 4 },
  ]);
});

describe("gaps", () => {
  const gaps = (...lines: ChartLine[]) => gapsOf(rowsOf(lines), lines);
  it("are where no line was measured for three points or more", () => {
    expect(gaps(line("a", [1, null, null, null, 2]))).toMatchObject([
      { from: Date.parse(at(1)), to: Date.parse(at(3)) },
    ]);
    expect(gaps(line("a", [1, null, null, 2]))).toEqual([]);
    expect(gaps(line("a", [1, null, null, null, 2]), line("b", [1, 1, 1, 1, 1]))).toEqual([]);
  });
});

describe("ticks of values", () => {
  it.each([
    [0.023, [0, 0.01, 0.02, 0.03]],
    [1, [0, 0.25, 0.5, 0.75, 1]],
    [0, [0, 0.25, 0.5, 0.75, 1]],
    [200, [0, 50, 100, 150, 200]],
  ])("up to %d", (highest, ticks) => {
    expect(valueTicks(highest)).toEqual(ticks);
  });
  it("are round in their base", () => {
    expect(valueTicks(2 * 1024 ** 3, 1024 ** 3)).toEqual([0, 0.5, 1, 1.5, 2].map((gb) => gb * 1024 ** 3));
  });
  it("reach the highest value with at most five", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e12, noNaN: true }), (highest) => {
        const ticks = valueTicks(highest);
        expect(ticks.length).toBeLessThanOrEqual(5);
        expect(ticks.at(-1)).toBeGreaterThanOrEqual(highest * 0.998);
      }),
    );
  });
});

it("ticks of what is counted are whole", () => {
  expect(valueTicks(0, 1, 1)).toEqual([0, 1]);
  expect(valueTicks(3, 1, 1)).toEqual([0, 1, 2, 3]);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1_000_000 }), (highest) => {
      const ticks = valueTicks(highest, 1, 1);
      expect(ticks.every(Number.isInteger)).toBe(true);
      expect(ticks.at(-1)).toBeGreaterThanOrEqual(highest * 0.998);
    }),
  );
});

it("a chart of days to a year has at least three ticks, at most six", () => {
  const day = 86_400_000;
  for (const days of [3, 7, 14, 30, 90, 365, 400]) {
    const count = timeTicks(1_700_000_000_000, 1_700_000_000_000 + days * day).length;
    expect([days, count >= 3 && count <= 6]).toEqual([days, true]);
  }
});

it("ticks of time lie on full quarters of a minute within the chart, at most six", () => {
  fc.assert(
    fc.property(fc.nat(2_000_000_000_000), fc.integer({ min: 1_000, max: 172_800_000 }), (from, length) => {
      const ticks = timeTicks(from, from + length);
      expect(ticks.length).toBeLessThanOrEqual(6);
      for (const tick of ticks) {
        expect(tick % 15_000).toBe(0);
        expect(tick >= from && tick <= from + length).toBe(true);
      }
    }),
  );
});

it("the table leaves as comma-separated values, gaps empty", () => {
  const csv = csvOf({ title: "Failed", unit: "ratio", lines: [line("canary", [null, 0.5])] });
  expect(csv.split("\r\n")).toEqual([
    '"time (UTC)","Failed, canary (ratio)"',
    "2026-11-21T12:00:00.000Z,",
    "2026-11-21T12:01:00.000Z,0.5",
  ]);
});

it("names of limits that lie close collide", () => {
  const limits = [0.01, 0.02].map((value) => ({ value, label: "", tone: "warn" as const }));
  expect(namesCollide(limits, 0.4)).toBe(true);
  expect(namesCollide(limits, 0.025)).toBe(false);
  expect(namesCollide(limits.slice(1), 0.4)).toBe(false);
});

it("the newest value is the last that was measured", () => {
  expect(newestOf(line("a", [1, 2, null]))).toBe(2);
  expect(newestOf(line("a", [null]))).toBeNull();
  const limits = [{ value: 7, label: "trigger", tone: "trig" as const }];
  expect(highestOf({ lines: [line("a", [1, null, 3])], limits })).toBeCloseTo(7 * 1.12);
});
