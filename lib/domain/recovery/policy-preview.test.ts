import { describe, expect, it } from "vitest";
import { backupDefaults } from "./policy";
import { keptPreview, nextTimes, scheduleProblem } from "./policy-preview";

const NOW = new Date("2026-11-24T12:00:00Z");

describe("a schedule of backups", () => {
  it.each([
    ["10 */4 * * *", null],
    ["0 2 * * 0", null],
    ["0,30 * * * *", null],
    ["*/10 * * * *", "at least 30 minutes apart"],
    ["0 2 1 * *", "at least once a week"],
    ["0 2 * *", "five fields"],
    ["0 25 * * *", "no schedule"],
    ["0 2 30 2 *", "no schedule"],
  ])("%s: %s", (cron, problem) => {
    const said = scheduleProblem(cron, NOW);
    if (problem === null) expect(said).toBeNull();
    else expect(said).toContain(problem);
  });

  it("comes on the clock of the place", () => {
    const times = nextTimes("30 1 * * *", "Europe/Berlin", NOW, 3);
    expect(times.map((time) => time.toISOString())).toEqual([
      "2026-11-25T00:30:00.000Z",
      "2026-11-26T00:30:00.000Z",
      "2026-11-27T00:30:00.000Z",
    ]);
  });
});

describe("what a policy keeps", () => {
  it("daily, for a year: 14 days, one more week, eleven more months, whose oldest is the end of last year", () => {
    const kept = keptPreview(backupDefaults("tier3"), "Europe/Berlin", NOW);
    expect(kept.points).toBe(26);
    expect(kept.oldestDays).toBeGreaterThanOrEqual(328);
    expect(kept.oldestDays).toBeLessThanOrEqual(335);
  });

  it("counts exactly where only the last ones stay", () => {
    const keep = { last: 5, hourly: 0, daily: 0, weekly: 0, monthly: 0, yearly: 0 };
    expect(keptPreview({ cron: "0 2 * * *", keep }, "UTC", NOW)).toEqual({ points: 5, oldestDays: 4 });
  });

  it("counts days as the place has them: a backup late in its evening is not the next day's", () => {
    const keep = { last: 0, hourly: 0, daily: 3, weekly: 0, monthly: 0, yearly: 0 };
    // 20:00 and 23:00 in Los Angeles are one day there, and two in UTC.
    const cron = "0 13,20,23 * * *";
    const here = keptPreview({ cron, keep }, "America/Los_Angeles", NOW);
    expect(here).toEqual({ points: 3, oldestDays: 2 });
  });
});
