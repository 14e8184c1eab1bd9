import fc from "fast-check";
import { expect, it } from "vitest";
import { partRead, READ_WHOLE, readingArguments, readWords } from "./reading";

const small = { files: 5_000, bytes: 3_000_000_000, everyDays: 7, before: 3 };

it("reads everything of what is not large", () => {
  expect(readingArguments(small)).toEqual(["--attachments", "all", "--read-data", "100%"]);
  expect(readingArguments({ ...small, files: 80_000 })).toEqual([
    ...["--attachments", "4/4", "--read-data", "4/4"],
  ]);
  expect(readingArguments({ ...small, bytes: 11e9, everyDays: 30 })).toContain("all");
});

it("reads every part of what is large within thirty days, however often it is proven", () => {
  const large = fc.record({
    files: fc.integer({ min: READ_WHOLE.files + 1, max: 10_000_000 }),
    bytes: fc.integer({ min: 0, max: 1e12 }),
    everyDays: fc.integer({ min: 1, max: 90 }),
    before: fc.nat(10_000),
  });
  fc.assert(
    fc.property(large, (facts) => {
      const times = Math.max(1, Math.floor(30 / facts.everyDays));
      const read = Array.from({ length: times }, (_, index) =>
        partRead({ ...facts, before: facts.before + index }),
      );
      const parts = read.map((one) => one?.part ?? 1).toSorted((one, other) => one - other);
      expect(parts).toEqual(Array.from({ length: times }, (_, index) => index + 1));
      expect(read.every((one) => (one?.parts ?? 1) === times)).toBe(true);
    }),
    { numRuns: 200 },
  );
});

it("says how much was read", () => {
  expect(readWords({ hashed: 5_000, total: 5_000 })).toBe("all 5000 files hashed");
  expect(readWords({ hashed: 2_000, total: 80_000 })).toBe("2000 of 80000 files hashed");
  expect(readWords({ hashed: 1, total: 1 })).toBe("its one file hashed");
  expect(readWords({ hashed: 0, total: 0 })).toBe("no files to hash");
  expect(readWords({ hashed: 2, total: null })).toBe("two files hashed");
});
