import { describe, expect, it } from "vitest";
import { type BackupContents, judgeBackup, median } from "./backup-record";

const contents: BackupContents = {
  databaseSnapshotId: "a1",
  filestoreSnapshotId: "b2",
  takenAt: "2026-11-24T09:00:00Z",
  walPosition: "0/1",
  dumpBytes: 40_000_000,
  filestoreBytes: 60_000_000,
  addedBytes: 1_000,
  dumpSha256: "c3",
  attachmentsTotal: 30,
  attachmentsPresent: 30,
  attachmentsMissing: [],
  rowCounts: { sale_order: 42 },
  postgresVersion: "17.2",
  seconds: 12,
};

describe("judgeBackup", () => {
  it("is good when every attachment has its file", () => {
    const judged = judgeBackup(contents, []);
    expect(judged).toMatchObject({ state: "good", shrunken: false });
    expect(judged.sentence).toBe("Complete: database and 30 attachments, 100.0 MB in 12 s.");
  });

  it("is damaged as soon as one file is missing, and names one", () => {
    const judged = judgeBackup({ ...contents, attachmentsPresent: 29, attachmentsMissing: ["ab/abc"] }, []);
    expect(judged.state).toBe("damaged");
    expect(judged.sentence).toContain("one attachment has no file, ab/abc among them, of 30");
  });

  it("says shrunken below half of the median, and only with three earlier ones", () => {
    const large = [210e6, 205e6, 1e6];
    expect(judgeBackup(contents, large).sentence).toContain(" Shrunken: the last ones held 205.0 MB");
    expect(judgeBackup(contents, [210e6, 205e6]).shrunken).toBe(false);
    expect(judgeBackup(contents, [200e6, 200e6, 200e6]).shrunken).toBe(false);
  });
});

it("median takes the middle, or between the two", () => {
  expect([median([]), median([5]), median([9, 1, 5]), median([1, 2, 3, 10])]).toEqual([null, 5, 5, 2.5]);
});
